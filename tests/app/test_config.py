from pathlib import Path

import pytest

from shared.clouds import endpoints
from shared.config import ConfigError
from shared.settings import from_environment
from shared.tenants import Cloud, Role, UnknownTenant, load_tenants

GUID = "11111111-2222-3333-4444-555555555555"
OTHER = "22222222-2222-3333-4444-555555555555"


def tenants(folder: Path, text: str):
    (folder / "tenants.yaml").write_text(text)
    return load_tenants(folder)


def one(extra: str = "") -> str:
    return f"tenants:\n  contoso:\n    tenantId: {GUID}\n    domain: contoso.com\n{extra}"


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        pytest.param(one("    tmeZone: UTC\n"), 5, "no such setting", id="typo"),
        pytest.param(one("    timeZone: Mars/Base\n"), 5, "IANA name", id="zone"),
        pytest.param(one("    mode: {quota: on}\n"), 5, "'report' or 'enforce'", id="mode"),
        pytest.param(
            one("    auth:\n      operator: {method: basic}\n"), 6, "refused", id="password"
        ),
        pytest.param("tenants:\n  contoso:\n    domain: x.com\n", 2, "is required", id="missing"),
        pytest.param("tenants: {a: [}\n", 1, "not YAML", id="no-yaml"),
        pytest.param("", 1, "is required", id="empty"),
        pytest.param(one() + one()[9:], 5, "a second time", id="key-twice"),
        pytest.param(
            one(f"  other:\n    tenantId: {OTHER}\n    domain: CONTOSO.com\n"),
            1,
            "it must mean one tenant",
            id="domain-twice",
        ),
        pytest.param(
            one(f"  again:\n    tenantId: {GUID}\n    domain: x.com\n"),
            1,
            "means both contoso and again",
            id="twice",
        ),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_what_to_do(tmp_path, text, line, advice):
    with pytest.raises(ConfigError) as caught:
        tenants(tmp_path, text)

    told = str(caught.value)
    assert f"tenants.yaml:{line}:" in told or f"line {line}" in told
    assert advice in told


def test_a_missing_file_says_where_it_should_be(tmp_path):
    with pytest.raises(ConfigError, match="NIGHTSHIFT_CONFIG_DIR"):
        load_tenants(tmp_path)


def test_a_tenant_answers_to_its_key_its_id_and_its_domains(tmp_path):
    known = tenants(tmp_path, one("    domains: [contoso.de]\n"))

    for name in ("contoso", "CONTOSO", GUID.upper(), "contoso.com", "Contoso.DE", None):
        assert known.find(name).tenant_id == GUID
    with pytest.raises(UnknownTenant):
        known.find("fabrikam")


def test_with_several_tenants_a_name_is_required(tmp_path):
    known = tenants(tmp_path, one(f"  fabrikam:\n    tenantId: {OTHER}\n    domain: f.com\n"))

    with pytest.raises(UnknownTenant, match="contoso, fabrikam"):
        known.find(None)


def test_every_capability_starts_in_report(tmp_path):
    mode = tenants(tmp_path, one()).find(None).mode

    assert {mode.offboarding, mode.quota, mode.audit} == {"report"}


def test_the_operator_serves_where_there_is_no_reader(tmp_path):
    reader = "    auth:\n      reader: {method: managed-identity, clientId: " + OTHER + "}\n"

    assert tenants(tmp_path, one()).find(None).auth.of(Role.READER).client_id is None
    assert tenants(tmp_path, one(reader)).find(None).auth.of(Role.READER).client_id == OTHER
    assert tenants(tmp_path, one(reader)).find(None).auth.of(Role.OPERATOR).client_id is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NIGHTSHIFT_KEY_VAULT_URI", "http://vault"),
        ("NIGHTSHIFT_LOCAL_ENDPOINT", "https://outlook.office365.com"),
        ("NIGHTSHIFT_CASE_LEASE_SECONDS", "soon"),
        ("NIGHTSHIFT_CASE_LEASE_SECONDS", "-1"),
        ("NIGHTSHIFT_DNS_SERVER", "127.0.0.1"),
        ("NightshiftStorage__queueServiceUri", "https://q.example"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name(name, value):
    with pytest.raises(ConfigError, match=name.split("__")[0]):
        from_environment({name: value})


@pytest.mark.parametrize(
    ("vault", "local"),
    [
        ("https://127.0.0.1:8443", True),
        ("https://localhost:8443", True),
        ("https://contoso.vault.azure.net", False),
        ("https://localhost.evil.example", False),
        ("", False),
    ],
)
def test_only_a_vault_on_this_machine_may_answer_in_anothers_name(vault, local):
    environment = {
        "NIGHTSHIFT_KEY_VAULT_URI": vault,
        "NIGHTSHIFT_LOCAL_ENDPOINT": "https://127.0.0.1:8443",
    }

    assert from_environment(environment).vault_is_local is local


def test_a_local_tenant_needs_an_endpoint_and_keeps_the_services_scopes():
    local = endpoints(Cloud.LOCAL, "https://127.0.0.1:8443")

    assert local.exchange == "https://127.0.0.1:8443"
    assert local.exchange_scope == "https://outlook.office365.com/.default"
    with pytest.raises(ConfigError):
        endpoints(Cloud.LOCAL, None)


def test_a_checkout_or_deployed_app_takes_the_folder_beside_it_wherever_one_is(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "tenants.yaml").touch()

    assert (from_environment({}).config_dir.parent / "host.json").is_file()


def test_an_installed_command_takes_the_folder_at_hand_else_the_person_s_own(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "shared.settings.__file__", str(tmp_path / "lib" / "shared" / "settings.py")
    )
    monkeypatch.chdir(tmp_path)
    own = from_environment({}).config_dir
    (tmp_path / "config").mkdir()
    without_tenants = from_environment({}).config_dir
    (tmp_path / "config" / "tenants.yaml").touch()

    assert own.name == "nightshift"
    assert without_tenants == own
    assert from_environment({}).config_dir == tmp_path / "config"
    assert from_environment({"NIGHTSHIFT_CONFIG_DIR": "x"}).config_dir == Path("x")
