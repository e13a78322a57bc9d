"""Every route of sign-in and vault that Microsoft's clients ever call, found in the journal."""

import re
from contextlib import ExitStack

import pytest
from azure.identity import DeviceCodeCredential, ManagedIdentityCredential
from azure.keyvault.certificates import CertificatePolicy

from tests.conformance.identity import (
    EXCHANGE,
    MODULE,
    PASSWORD,
    certified,
    entrance,
    on_a_machine,
    on_app_service,
    person_types,
    with_secret,
)
from tests.conformance.route_table import ENTRA, VAULT
from tests.conformance.vault import Vault

pytestmark = pytest.mark.processes


@pytest.fixture
def entry(fresh):
    with entrance(fresh) as opened:
        yield opened


def test_the_credentials_call_what_the_table_says(entry, monkeypatch):
    on_app_service(entry, monkeypatch)
    _sign_in(ManagedIdentityCredential(connection_verify=str(entry.served.ca)))
    on_a_machine(entry, monkeypatch)
    _sign_in(ManagedIdentityCredential(connection_verify=str(entry.served.ca)))
    _sign_in(with_secret(entry))
    [person] = entry.pick("role-holder")
    _sign_in(
        DeviceCodeCredential(
            MODULE,
            tenant_id=entry.tenant["tenantId"],
            prompt_callback=lambda _address, code, _until: person_types(
                entry.control, code, person
            ),
            **entry.settings,
        )
    )

    tenant = re.compile(re.escape(entry.tenant["tenantId"]))
    called = {f"{one['method']} {tenant.sub('{tenant}', one['path'])}" for one in entry.calls()}
    typed = {"POST /devicelogin"}
    assert called - typed == {route for route, mark in ENTRA.items() if mark}


def test_the_vaults_clients_call_what_the_table_says(entry):
    with ExitStack() as stack:
        vault = Vault(entry, stack, with_secret(entry))
        _use(vault)

    names = re.compile(r"(?<=/(?:secrets))/[a-z]+|(?<=/(?:certificates))/[a-z]+")
    versions = re.compile(r"/[0-9a-f]{32}")
    called = set()
    for one in entry.calls():
        path = versions.sub("/{version}", names.sub("/{name}", one["path"])).rstrip("/")
        called.add(f"{one['method']} {path}")
    vaults = {one for one in called if "/secrets" in one or "/certificates" in one}
    assert vaults == {route for route, mark in VAULT.items() if mark}


def _sign_in(credential):
    with credential:
        assert credential.get_token(EXCHANGE).token


def _use(vault):
    made = vault.secrets.set_secret("one", "1")
    vault.secrets.get_secret("one")
    vault.secrets.get_secret("one", made.properties.version)
    vault.secrets.update_secret_properties("one", made.properties.version, tags={"a": "b"})
    list(vault.secrets.list_properties_of_secrets())
    list(vault.secrets.list_properties_of_secret_versions("one"))
    _, _, pfx = certified()
    imported = vault.certificates.import_certificate("app", pfx, password=PASSWORD.decode())
    version = imported.properties.version
    vault.certificates.begin_create_certificate(
        "made", CertificatePolicy(issuer_name="Self", subject="CN=made")
    ).result()
    vault.certificates.get_certificate("app")
    vault.certificates.get_certificate_version("app", version)
    vault.certificates.update_certificate_properties("app", version, tags={"a": "b"})
    list(vault.certificates.list_properties_of_certificates())
    list(vault.certificates.list_properties_of_certificate_versions("app"))
