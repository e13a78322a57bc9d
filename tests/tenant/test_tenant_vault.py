"""The vault: versions, attributes, certificates, and who may do what."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from local.tenant.keyvault.vault import Secret
from local.tenant.state.clients import VAULT
from tests.tenant.test_tenant_sign_in import CERTIFICATE, KEY

PFX = pkcs12.serialize_key_and_certificates(b"app", KEY, CERTIFICATE, None, NoEncryption())
PEM = (
    KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    + CERTIFICATE.public_bytes(Encoding.PEM)
).decode()


class Vault:
    """The vault, asked by a client that holds the given roles."""

    def __init__(self, caller, *roles):
        caller.client = caller.tenant.clients[2]
        caller.client.vault_roles = roles
        self._http, self._token = caller.http, caller.token(VAULT)

    async def __call__(self, method, path, body=None, **query):
        query = {"api-version": "2026-04-01"} | query
        return await self._http.request(
            method, f"/{path}", params=query, headers=self._token, json=body
        )


@pytest.fixture
def vault(caller):
    return Vault(caller, "Key Vault Administrator")


async def test_the_current_version_is_the_one_made_last(vault):
    first = (await vault("PUT", "secrets/app", {"value": "one"})).json()
    second = (await vault("PUT", "secrets/App", {"value": "two"})).json()

    current = (await vault("GET", "secrets/app/")).json()
    older = (await vault("GET", f"secrets/app/{first['id'].rpartition('/')[2]}")).json()

    assert (current["value"], current["id"].casefold()) == ("two", second["id"].casefold())
    assert older["value"] == "one"


async def test_versions_are_listed_in_pages_and_without_their_values(vault):
    for number in range(5):
        await vault("PUT", "secrets/app", {"value": str(number)})

    first = (await vault("GET", "secrets/app/versions", maxresults="3")).json()
    link = first["nextLink"].partition("?")[2]
    rest = (
        await vault(
            "GET", "secrets/app/versions", **dict(part.split("=") for part in link.split("&"))
        )
    ).json()

    assert [len(one["value"]) for one in (first, rest)] == [3, 2]
    assert len({one["id"] for one in first["value"] + rest["value"]}) == 5
    assert rest["nextLink"] is None
    assert all("value" not in one for one in first["value"])


async def test_a_disabled_version_is_refused_though_an_older_one_is_enabled(vault):
    await vault("PUT", "secrets/app", {"value": "one"})
    made = (await vault("PUT", "secrets/app", {"value": "two"})).json()
    version = made["id"].rpartition("/")[2]

    changed = await vault("PATCH", f"secrets/app/{version}", {"attributes": {"enabled": False}})
    refused = await vault("GET", "secrets/app/")
    listed = (await vault("GET", "secrets/app/versions")).json()["value"]

    assert changed.json()["attributes"]["enabled"] is False
    assert refused.status_code == 403
    assert refused.json()["error"]["innererror"] == {"code": "SecretDisabled"}
    assert [one["attributes"]["enabled"] for one in listed] == [True, False]


async def test_dates_type_and_tags_are_kept_and_what_is_not_said_stays(vault):
    made = (
        await vault(
            "PUT",
            "secrets/app",
            {
                "value": "one",
                "contentType": "text/plain",
                "attributes": {"nbf": 1_700_000_000, "exp": 1_900_000_000},
                "tags": {"owner": "it"},
            },
        )
    ).json()
    version = made["id"].rpartition("/")[2]

    await vault("PATCH", f"secrets/app/{version}", {"attributes": {"exp": None}})
    read = (await vault("GET", "secrets/app/")).json()

    assert made["attributes"]["exp"] == 1_900_000_000
    assert (read["contentType"], read["tags"]) == ("text/plain", {"owner": "it"})
    assert read["attributes"]["nbf"] == 1_700_000_000
    assert "exp" not in read["attributes"]


async def test_an_expired_secret_is_still_read(vault, caller):
    past = datetime(2020, 1, 1, tzinfo=UTC)
    caller.world.vault.put("old", Secret("x", expires=past), caller.world.clock.now())

    assert (await vault("GET", "secrets/old/")).json()["attributes"]["exp"] == 1_577_836_800


@pytest.mark.parametrize(
    ("content", "password", "kind"),
    [
        (base64.b64encode(PFX).decode(), None, "application/x-pkcs12"),
        (
            base64.b64encode(
                pkcs12.serialize_key_and_certificates(
                    b"app", KEY, CERTIFICATE, None, BestAvailableEncryption(b"pw")
                )
            ).decode(),
            "pw",
            "application/x-pkcs12",
        ),
        (PEM, None, "application/x-pem-file"),
    ],
    ids=["pfx", "pfx-with-password", "pem"],
)
async def test_an_imported_certificate_is_read_with_its_key_as_a_secret(
    vault, content, password, kind
):
    body = {"value": content} | ({"pwd": password} if password else {})
    imported = await vault("POST", "certificates/app/import", body)
    assert imported.status_code == 200, imported.text

    read = (await vault("GET", "certificates/app/")).json()
    secret = (await vault("GET", "secrets/app/")).json()

    assert base64.b64decode(read["cer"]) == CERTIFICATE.public_bytes(Encoding.DER)
    assert read["sid"] == secret["id"]
    assert read["attributes"]["exp"] == int(CERTIFICATE.not_valid_after_utc.timestamp())
    assert (secret["contentType"], secret["managed"]) == (kind, True)
    if kind == "application/x-pkcs12":
        key, certificate, _ = pkcs12.load_key_and_certificates(
            base64.b64decode(secret["value"]), None
        )
    else:
        key = load_pem_private_key(secret["value"].encode(), None)
        certificate = x509.load_pem_x509_certificate(secret["value"].encode())
    assert isinstance(key, rsa.RSAPrivateKey)
    assert (key.private_numbers(), certificate) == (KEY.private_numbers(), CERTIFICATE)


async def test_a_certificate_and_a_secret_do_not_share_a_name(vault):
    await vault("PUT", "secrets/plain", {"value": "x"})
    await vault("POST", "certificates/app/import", {"value": PEM})

    over_secret = await vault("POST", "certificates/plain/import", {"value": PEM})
    over_certificate = await vault("PUT", "secrets/app", {"value": "x"})

    assert (over_secret.status_code, over_certificate.status_code) == (409, 409)


async def test_names_are_listed_and_certificates_apart(vault):
    await vault("PUT", "secrets/plain", {"value": "x"})
    await vault("POST", "certificates/app/import", {"value": PEM})

    secrets = (await vault("GET", "secrets")).json()["value"]
    certificates = (await vault("GET", "certificates")).json()["value"]

    assert [one["id"].rpartition("/")[2] for one in secrets] == ["app", "plain"]
    assert [one["id"].rpartition("/")[2] for one in certificates] == ["app"]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("Key Vault Secrets User", [200, 403, 403, 403]),
        ("Key Vault Reader", [403, 403, 200, 403]),
        ("Key Vault Secrets Officer", [200, 200, 403, 403]),
        ("Key Vault Certificate User", [200, 403, 200, 403]),
        ("Key Vault Certificates Officer", [403, 403, 200, 200]),
        ("Key Vault Administrator", [200, 200, 200, 200]),
        ("Contributor", [403, 403, 403, 403]),
    ],
)
async def test_a_role_allows_what_it_is_for(caller, role, status):
    await Vault(caller, "Key Vault Administrator")(
        "POST", "certificates/app/import", {"value": PEM}
    )
    vault = Vault(caller, role)

    answers = [
        await vault("GET", "secrets/app/"),
        await vault("PUT", "secrets/plain", {"value": "x"}),
        await vault("GET", "certificates/app/"),
        await vault("POST", "certificates/app/import", {"value": PEM}),
    ]

    assert [one.status_code for one in answers] == status
    refused = [one.json()["error"] for one in answers if one.status_code == 403]
    assert all(one["innererror"]["code"] == "ForbiddenByRbac" for one in refused)


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "secrets/none/", None, "SecretNotFound"),
        ("GET", "certificates/none/", None, "CertificateNotFound"),
        ("GET", "secrets/a_b/", None, "BadParameter"),
        ("PUT", "secrets/app", {"value": 7}, "BadParameter"),
        ("PUT", "secrets/app", {"value": "x", "attributes": []}, "BadParameter"),
        ("PUT", "secrets/app", {"value": "x", "attributes": {"exp": "soon"}}, "BadParameter"),
        ("PUT", "secrets/app", {"value": "x", "attributes": {"exp": 10**20}}, "BadParameter"),
        ("PUT", "secrets/app", [], "BadParameter"),
        ("DELETE", "secrets/app", None, "MethodNotAllowed"),
        ("POST", "certificates/app/import", {"value": "not base64!"}, "BadParameter"),
        ("POST", "certificates/app/import", {"value": "AAAA"}, "BadParameter"),
        ("POST", "certificates/app/import", {"value": "-----BEGIN x"}, "BadParameter"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_code(vault, method, path, body, code):
    answer = await vault(method, path, body)

    assert answer.json()["error"]["code"] == code


@pytest.mark.parametrize("query", [{"maxresults": "all"}, {"$skiptoken": "x"}, {"api-version": ""}])
async def test_a_query_that_cannot_be_is_refused(vault, query):
    answer = await vault("GET", "secrets", **query)

    assert answer.json()["error"]["code"] == "BadParameter"


async def test_who_comes_without_a_token_is_told_where_to_get_one(caller):
    answer = await caller.http.get("/certificates/app/?api-version=7.4")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == (
        f'Bearer authorization="https://localhost/{caller.tenant.tenant_id}", '
        'resource="https://vault.azure.net"'
    )
