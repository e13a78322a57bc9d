"""The decisions of set-up, without a tenant."""

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import yaml
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from shared.config import ConfigError
from shared.setup import tenants_file
from shared.setup.certificate import added, is_of
from shared.setup.certificate_file import _key, _made
from shared.setup.registration import Registration, asked_for
from shared.setup.tenants_yaml import Section
from shared.tenants import Cloud, Role, TenantsFile, load_tenants
from tests.fakes import FakeClock
from tests.setup.desk import one_key

APP = Registration("object", "77777777-2222-3333-4444-555555555555", "Nightshift", "AzureADMyOrg")
GUID = "88888888-2222-3333-4444-555555555555"
ROLE = {"id": "one", "type": "Role"}


@pytest.fixture(scope="module")
def certificate():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shared.setup.certificate_file._key", one_key)
        return _made(APP, datetime(2026, 11, 24, tzinfo=UTC), pfx=False)[0]


@pytest.mark.parametrize("digest", [SHA1, SHA256])
@pytest.mark.parametrize("written", [bytes.hex, lambda one: base64.b64encode(one).decode()])
def test_a_certificate_is_known_by_its_fingerprint_in_every_form(certificate, digest, written):
    told = written(certificate.fingerprint(digest()))

    assert is_of({"customKeyIdentifier": told}, certificate)
    assert is_of({"customKeyIdentifier": told.upper()}, certificate) == (len(told) in {40, 64})
    assert not is_of({"customKeyIdentifier": told[:-4] + "AAA="}, certificate)


@pytest.mark.parametrize("none", [{}, {"customKeyIdentifier": None}])
def test_an_entry_without_a_fingerprint_is_no_certificate_of_ours(certificate, none):
    assert not is_of(none, certificate)


def test_a_certificate_names_its_app_and_is_good_for_a_year(certificate):
    assert certificate.subject.rfc4514_string() == f"OU={APP.client_id},CN=Nightshift"
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == 365


def test_what_is_asked_for_already_changes_nothing():
    required = [{"resourceAppId": "api", "resourceAccess": [ROLE, {"id": "s", "type": "Scope"}]}]

    assert asked_for(required, {"api": ("one",)}) is None


def test_what_is_asked_for_is_added_to_what_stood_there():
    scope = {"id": "s", "type": "Scope"}
    other = {"resourceAppId": "other", "resourceAccess": [scope]}
    required = [{"resourceAppId": "api", "resourceAccess": [scope]}, other]

    assert asked_for(required, {"api": ("one",), "new": ("two",)}) == [
        {"resourceAppId": "api", "resourceAccess": [scope, ROLE]},
        other,
        {"resourceAppId": "new", "resourceAccess": [{"id": "two", "type": "Role"}]},
    ]


@pytest.mark.parametrize(
    ("domain", "key"),
    [("Contoso.com", "contoso"), ("a_b.example", "a-b"), ("...", "tenant"), ("x", "x")],
)
def test_a_tenant_is_called_after_its_domain(domain, key):
    assert Section(APP.client_id, domain, Cloud.PUBLIC, {}).key == key


@pytest.mark.parametrize("path", ["C:\\keys\\app.pem", "/a b/{c}: #d.pem", "/plain/app.pem"])
def test_any_path_of_a_certificate_survives_the_lines_of_tenants_yaml(path):
    auth = {"method": "certificate", "clientId": APP.client_id, "certificateFile": path}
    section = Section(APP.client_id, "contoso.com", Cloud.USGOV, {Role.OPERATOR: auth})

    [tenant] = TenantsFile.model_validate(
        yaml.safe_load(f"tenants:\n{section.text()}")
    ).tenants.values()

    assert str(tenant.auth.operator.certificate_file) == path
    assert tenant.cloud is Cloud.USGOV


def test_a_new_key_is_made_for_each_certificate_and_long_enough():
    first, second = _key(), _key()

    assert first.key_size >= 3072
    assert first.public_key() != second.public_key()


@pytest.mark.parametrize("word", ["365", "true", "null", "1e3", "no", "2026-11-24"])
def test_what_yaml_would_take_for_something_else_is_quoted(word):
    auth = {"method": "certificate", "clientId": APP.client_id, "certificate": word}
    section = Section(APP.client_id, f"{word}.example", Cloud.PUBLIC, {Role.OPERATOR: auth})

    [(key, tenant)] = TenantsFile.model_validate(
        yaml.safe_load(f"tenants:\n{section.text()}")
    ).tenants.items()

    assert (key, tenant.auth.operator.certificate) == (word, word)


NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
AUTH = {Role.OPERATOR: {"method": "managed-identity"}}
SECTION = Section(APP.client_id, "contoso.com", Cloud.PUBLIC, AUTH)


def test_the_first_tenant_makes_the_file(tmp_path):
    folder = tmp_path / "config"

    assert tenants_file.add(folder, SECTION, NOW) is None

    assert [one.key for one in load_tenants(folder)] == ["contoso"]
    assert [one.name for one in folder.iterdir()] == ["tenants.yaml"]


def test_line_endings_and_the_rights_of_the_file_before_are_kept(tmp_path):
    file = tmp_path / "tenants.yaml"
    before = f"tenants:\r\n  x:  # ours\r\n    tenantId: {GUID}\r\n    domain: x.example\r\n"
    file.write_bytes(before.encode())

    kept = tenants_file.add(tmp_path, SECTION, NOW)

    assert kept.read_bytes() == before.encode()
    assert file.read_bytes().startswith(before.rstrip().encode())
    assert [one.key for one in load_tenants(tmp_path)] == ["x", "contoso"]


def test_a_tenant_that_is_there_under_another_name_is_not_added(tmp_path):
    file = tmp_path / "tenants.yaml"
    before = f"tenants:\n  x:\n    tenantId: {APP.client_id}\n    domain: x.example\n"
    file.write_text(before)

    with pytest.raises(ConfigError, match="by hand"):
        tenants_file.add(tmp_path, SECTION, NOW)

    assert file.read_text() == before
    assert [one.name for one in tmp_path.iterdir()] == ["tenants.yaml"]


async def test_a_certificate_that_has_ended_is_not_told_as_known(certificate):
    ended = FakeClock(certificate.not_valid_after_utc)

    with pytest.raises(ConfigError, match="ended on 2027-11-24"):
        await added(None, APP, certificate, ended, what_if=False)


def test_two_tenants_whose_domains_begin_alike_are_both_added(tmp_path):
    other = "99999999-2222-3333-4444-555555555555"
    tenants_file.add(tmp_path, SECTION, NOW)
    file = tmp_path / "tenants.yaml"
    file.chmod(0o640)
    rights = file.stat().st_mode

    tenants_file.add(tmp_path, replace(SECTION, tenant_id=other, domain="contoso.de"), NOW)

    assert [one.key for one in load_tenants(tmp_path)] == ["contoso", "contoso-de"]
    assert file.stat().st_mode == rights
