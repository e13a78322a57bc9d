"""What the stack tells the processes it starts."""

from pathlib import Path

import pytest

from local.stack import configuration
from local.stack.environment import inherited, read_state, settings
from shared.settings import from_environment
from shared.tenants import Cloud, load_tenants

ENDPOINT = "https://127.0.0.1:8443"
STATE = {
    "identityHeader": "a-header",
    "dns": {"host": "127.0.0.1", "port": 5353},
    "tenants": [
        {
            "tenantId": "11111111-2222-3333-4444-555555555555",
            "domain": "contoso.onmicrosoft.com",
            "clients": [
                {"name": "operator", "clientId": "aaaaaaaa-2222-3333-4444-555555555555"},
                {"name": "reader", "clientId": "bbbbbbbb-2222-3333-4444-555555555555"},
                {"clientId": "cccccccc-2222-3333-4444-555555555555", "clientSecret": "x"},
            ],
        }
    ],
}
STORAGE = {name: f"https://127.0.0.1:1/{name}" for name in ("blob", "queue", "table")}


@pytest.fixture
def tenant():
    return read_state(ENDPOINT, STATE)


def test_the_app_reads_the_settings_it_is_given(tenant):
    read = from_environment(settings(tenant, STORAGE, Path("config")))

    storage = read.require_storage()
    assert (storage.blobs, storage.queues, storage.tables) == tuple(STORAGE.values())
    assert storage.credential == "managedidentity"
    assert storage.client_id == "aaaaaaaa-2222-3333-4444-555555555555"
    assert read.local_endpoint == ENDPOINT
    assert read.dns_server == ("127.0.0.1", 5353)


def test_host_storage_is_reached_like_the_apps(tenant):
    told = settings(tenant, STORAGE, Path("config"))

    ours = {k.removeprefix("Nightshift") for k in told if k.startswith("NightshiftStorage")}
    hosts = {k.removeprefix("AzureWebJobs") for k in told if k.startswith("AzureWebJobsStorage")}
    assert ours == hosts


@pytest.mark.parametrize(
    "name",
    [
        *("PYTHONPATH", "VIRTUAL_ENV", "NODE_OPTIONS", "AZURE_CLIENT_SECRET", "HTTPS_PROXY"),
        *("NIGHTSHIFT_KEY_VAULT_URI", "AzureWebJobsStorage", "SSL_CERT_DIR"),
    ],
)
def test_what_another_project_left_behind_is_not_passed_on(name):
    assert name not in inherited({name: "theirs", "PATH": "/bin"}, Path("ca.pem"))


def test_only_the_local_authority_is_trusted():
    told = inherited({"PATH": "/bin", "SSL_CERT_FILE": "theirs"}, Path("ca.pem"))

    trusted = {told[name] for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")}
    assert (told["PATH"], trusted) == ("/bin", {"ca.pem"})


def test_the_tenants_file_is_one_that_the_app_takes(tenant, tmp_path):
    source = tmp_path / "config"
    source.mkdir()
    (source / "quota.yaml").write_text("rules: []\n")
    section = {"mode": {"offboarding": "report"}}

    configuration.write(source, tmp_path / "run", tenant.tenants, section)

    found = load_tenants(tmp_path / "run").find("contoso")
    assert (found.cloud, found.mode.offboarding) == (Cloud.LOCAL, "report")
    assert found.auth.operator.client_id == "aaaaaaaa-2222-3333-4444-555555555555"
    assert found.auth.reader is not None
    assert (tmp_path / "run" / "quota.yaml").read_text() == "rules: []\n"
