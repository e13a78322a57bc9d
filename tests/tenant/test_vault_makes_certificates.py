"""A certificate that the vault makes: by its policy, for who may, with its key as a secret."""

import base64

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.tenant.test_tenant_vault import Vault

POLICY = {
    "issuer": {"name": "Self"},
    "x509_props": {"subject": "CN=app", "validity_months": 6},
    "key_props": {"kty": "RSA", "key_size": 2048},
}


async def test_a_certificate_is_made_with_its_key(caller):
    vault = Vault(caller, "Key Vault Administrator")

    started = await vault("POST", "certificates/app/create", {"policy": POLICY})
    pending = (await vault("GET", "certificates/app/pending")).json()
    found = (await vault("GET", "certificates/app")).json()
    secret = (await vault("GET", "secrets/app")).json()

    assert (started.status_code, pending["status"]) == (202, "completed")
    public = x509.load_der_x509_certificate(base64.b64decode(found["cer"]))
    key, kept, _ = pkcs12.load_key_and_certificates(base64.b64decode(secret["value"]), None)
    assert public == kept
    assert key.public_key() == public.public_key()
    assert public.subject.rfc4514_string() == "CN=app"
    assert (public.not_valid_after_utc - public.not_valid_before_utc).days in range(180, 185)


async def test_again_makes_a_new_version(caller):
    vault = Vault(caller, "Key Vault Administrator")

    for _ in range(2):
        await vault("POST", "certificates/app/create", {"policy": POLICY})

    versions = (await vault("GET", "certificates/app/versions")).json()["value"]
    assert len({one["x5t"] for one in versions}) == 2


@pytest.mark.parametrize("role", ["Key Vault Reader", "Key Vault Certificate User"])
async def test_who_may_only_read_makes_none(caller, role):
    vault = Vault(caller, role)

    refused = await vault("POST", "certificates/app/create", {"policy": POLICY})

    assert refused.status_code == 403
    assert "certificates/create/action" in refused.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": {"name": "DigiCert"}},
        {"x509_props": {"subject": "no name"}},
        {"x509_props": {"subject": "CN=a", "validity_months": "12"}},
        {"key_props": {"key_size": 512}},
    ],
)
async def test_a_policy_that_cannot_be_is_refused(caller, wrong):
    vault = Vault(caller, "Key Vault Administrator")

    refused = await vault("POST", "certificates/app/create", {"policy": {**POLICY, **wrong}})

    assert refused.status_code == 400
