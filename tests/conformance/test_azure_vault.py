"""The vault through `azure-keyvault-secrets` and `-certificates`, unmodified, over TLS."""

from contextlib import ExitStack

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
)
from azure.identity import ManagedIdentityCredential
from azure.keyvault.secrets._shared import http_challenge_cache
from cryptography.hazmat.primitives.serialization import Encoding

from tests.conformance.identity import (
    PASSWORD,
    certified,
    entrance,
    on_app_service,
    with_secret,
)
from tests.conformance.vault import Vault

pytestmark = pytest.mark.processes


@pytest.fixture
def vault(fresh):
    with ExitStack() as stack:
        entry = stack.enter_context(entrance(fresh))
        yield Vault(entry, stack, with_secret(entry))


def test_each_version_of_a_secret_keeps_its_value(vault):
    first = vault.secrets.set_secret("hr-password", "one", content_type="text/plain")
    second = vault.secrets.set_secret("hr-password", "two", tags={"for": "tests"})

    current = vault.secrets.get_secret("hr-password")
    older = vault.secrets.get_secret("hr-password", first.properties.version)
    versions = list(vault.secrets.list_properties_of_secret_versions("hr-password"))

    assert (current.value, current.properties.version) == ("two", second.properties.version)
    assert current.properties.tags == {"for": "tests"}
    assert (older.value, older.properties.content_type) == ("one", "text/plain")
    assert {one.version for one in versions} == {
        first.properties.version,
        current.properties.version,
    }
    assert all(one.created_on and one.updated_on for one in versions)


def test_names_are_listed_over_several_pages_without_their_values(vault):
    for number in range(6):
        vault.secrets.set_secret(f"name-{number}", "hidden")

    pages = [
        [one.name for one in page]
        for page in vault.secrets.list_properties_of_secrets(max_page_size=4).by_page()
    ]

    assert [name for page in pages for name in page] == [f"name-{number}" for number in range(6)]
    assert [len(page) for page in pages] == [4, 2]


def test_the_first_call_is_challenged_and_the_next_ones_are_not(vault):
    http_challenge_cache.clear()  # it is the process's, and lives longer than a client

    vault.secrets.set_secret("one", "1")
    vault.secrets.get_secret("one")

    asked = [one for one in vault.calls() if one["path"].startswith("/secrets/")]
    assert [(one["method"], one["status"]) for one in asked] == [
        ("PUT", 401), ("PUT", 200), ("GET", 200)
    ]  # fmt: skip


def test_a_disabled_secret_is_not_told(vault):
    made = vault.secrets.set_secret("one", "1")
    vault.secrets.update_secret_properties("one", made.properties.version, enabled=False)

    with pytest.raises(HttpResponseError) as caught:
        vault.secrets.get_secret("one")

    assert (caught.value.status_code, caught.value.error.code) == (403, "Forbidden")
    del caught  # its traceback holds the connection


@pytest.mark.parametrize("version", [None, "0" * 32])
def test_what_is_not_there_is_the_clients_own_error(vault, version):
    if version:
        vault.secrets.set_secret("nothing", "here")

    with pytest.raises(ResourceNotFoundError) as caught:
        vault.secrets.get_secret("nothing", version)

    assert caught.value.error.code == "SecretNotFound"
    del caught


def test_an_imported_certificate_is_listed_and_its_key_is_a_secret(vault):
    public, _, pfx = certified()

    made = vault.certificates.import_certificate("app", pfx, password=PASSWORD.decode())
    found = vault.certificates.get_certificate("app")
    [listed] = vault.certificates.list_properties_of_certificates()
    [version] = vault.certificates.list_properties_of_certificate_versions("app")
    secret = vault.secrets.get_secret("app")

    assert bytes(found.cer) == public.public_bytes(Encoding.DER)
    assert made.properties.version == found.properties.version == version.version
    assert listed.name == "app"
    assert secret.properties.content_type == "application/x-pkcs12"
    assert secret.properties.key_id == found.key_id


def test_who_may_only_read_does_not_write(fresh, monkeypatch):
    with ExitStack() as stack:
        entry = stack.enter_context(entrance(fresh))
        on_app_service(entry, monkeypatch)
        reader = entry.client("reader")["clientId"]
        keeper = Vault(entry, stack, with_secret(entry))
        identity = ManagedIdentityCredential(client_id=reader, connection_verify=str(fresh.ca))
        vault = Vault(entry, stack, identity)
        keeper.secrets.set_secret("one", "1")

        assert vault.secrets.get_secret("one").value == "1"
        with pytest.raises(HttpResponseError) as caught:
            vault.secrets.set_secret("one", "2")

        assert (caught.value.status_code, caught.value.error.code) == (403, "Forbidden")
        del caught


def test_a_wrong_secret_never_reaches_the_vault(fresh):
    with ExitStack() as stack:
        entry = stack.enter_context(entrance(fresh))
        entry.client("app")["clientSecret"] = "guessed"
        vault = Vault(entry, stack, with_secret(entry))

        with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
            vault.secrets.get_secret("one")

        asked = [one for one in vault.calls() if one["path"].startswith("/secrets/")]
        assert {one["status"] for one in asked} <= {401}
