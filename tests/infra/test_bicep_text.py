"""What must hold of the templates and can be seen without a compiler."""

import re
from pathlib import Path

import pytest

from shared.settings import from_environment
from shared.store import names
from tests.infra.sources import FILES, INFRA, blocks, members_of, strings_of, text_of

ROOT = INFRA.parent
DEPLOYED = sorted([*(ROOT / "functions").rglob("*.py"), *(ROOT / "shared").rglob("*.py")])

# Azure's own ids, written out a second time: a slip in one table shows against the other.
KNOWN_ROLES = {
    "blobDataContributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "blobDataOwner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    "blobDataReader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "keyVaultSecretsUser": "4633458b-17de-408a-b874-0445c86b69e6",
    "monitoringMetricsPublisher": "3913510d-42f4-4e42-8a64-420c390055eb",
    "queueDataContributor": "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    "queueMessageProcessor": "8a0f0c08-91a1-4084-bc3d-661d67233fed",
    "queueMessageSender": "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a",
    "tableDataContributor": "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
    "tableDataReader": "76199698-9eea-4c19-bc75-cec21354c6b6",
}

# What the code reads and Azure does not set, with the reason.
LEFT_TO_THEIR_DEFAULTS = {
    "NIGHTSHIFT_CONFIG_DIR",  # the configuration is deployed beside the code
    "NIGHTSHIFT_DNS_SERVER",  # the platform's resolver
    "NIGHTSHIFT_FIRST_WAIT_SECONDS",  # shortened by tests
    "NIGHTSHIFT_READ_BACK_SECONDS",  # shortened by tests
    "NIGHTSHIFT_HOME",  # what a person keeps at a desk
    "NIGHTSHIFT_LOCAL_ENDPOINT",  # stands for a tenant on a laptop
}

REFUSED_BY_FLEX = {
    "ENABLE_ORYX_BUILD",
    "FUNCTIONS_EXTENSION_VERSION",
    "FUNCTIONS_WORKER_PROCESS_COUNT",
    "FUNCTIONS_WORKER_RUNTIME",
    "FUNCTIONS_WORKER_RUNTIME_VERSION",
    "SCM_DO_BUILD_DURING_DEPLOYMENT",
    "TZ",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
    "WEBSITE_CONTENTSHARE",
    "WEBSITE_RUN_FROM_PACKAGE",
    "WEBSITE_TIME_ZONE",
}

CANNOT_BE_TAGGED = (
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.Storage/storageAccounts/",
    "Microsoft.Web/sites/",
)


class Asked(dict[str, str]):
    """An environment that answers every address and remembers what it was asked."""

    def get(self, name, default=None):
        self[name] = "asked"
        return "https://storage.example" if name.endswith("Uri") else default


def settings_read_by_the_code() -> set[str]:
    asked = Asked()
    from_environment(asked)
    code = "\n".join(path.read_text(encoding="utf-8") for path in DEPLOYED)
    return {*asked, *re.findall(r"\"%(\w+)%\"", code), *re.findall(r"\bNIGHTSHIFT_[A-Z_]+\b", code)}


def settings_that_are_set() -> set[str]:
    return set(members_of(text_of("modules/function-app.bicep"), "settings"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize(
    "key",
    [
        r"list(Account|Service)?(Keys|Sas)\b",
        r"account_?key",
        r"SharedAccess(Signature|Key)",
        r"StorageAccountConnectionString",
        r"allowSharedKeyAccess: true",
        r"(DisableLocalAuth|disableLocalAuth): false",
    ],
)
def test_no_template_reads_or_allows_a_key(path: Path, key):
    assert not re.search(key, path.read_text(encoding="utf-8"), re.IGNORECASE)


def test_the_queues_are_those_of_the_code():
    text = text_of("modules/names.bicep")
    requests = strings_of(text, "requestQueue")

    assert tuple(requests + strings_of(text, "workQueues")) == names.WORK_QUEUES
    assert strings_of(text, "answerQueue") == [names.ANSWERS]
    assert "var poisonQueues = [for queue in workQueues: '${queue}-poison']" in text


def test_the_tables_are_those_of_the_code():
    assert tuple(strings_of(text_of("modules/names.bicep"), "tables")) == names.TABLES


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("resultsContainer", names.RESULTS),
        ("transcriptsContainer", names.TRANSCRIPTS),
        ("workContainer", names.WORK),
    ],
)
def test_a_container_has_the_name_that_the_code_uses(variable, name):
    assert strings_of(text_of("modules/names.bicep"), variable) == [name]


def test_every_queue_that_starts_a_function_exists():
    code = "\n".join(path.read_text(encoding="utf-8") for path in DEPLOYED)
    triggers = set(re.findall(r'queue_name="([^"]+)"', code))

    assert triggers
    assert triggers <= set(names.QUEUES)


def test_every_role_is_the_built_in_one_of_its_name():
    roles = members_of(text_of("modules/roles.bicep"), "roles")

    assert {name: value.strip("'") for name, value in roles.items()} == KNOWN_ROLES


def test_no_role_is_assigned_by_an_id_outside_the_table():
    guid = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
    elsewhere = {
        path.name: guid.findall(path.read_text(encoding="utf-8"))
        for path in FILES
        if path.name != "roles.bicep"
    }

    assert {name: found for name, found in elsewhere.items() if found} == {}


def test_every_setting_that_the_code_reads_is_set():
    assert settings_read_by_the_code() - LEFT_TO_THEIR_DEFAULTS - settings_that_are_set() == set()


def test_every_setting_of_our_own_that_is_set_is_read():
    own = {name for name in settings_that_are_set() if name.startswith("NIGHTSHIFT_")}

    assert own - settings_read_by_the_code() == set()


def test_what_is_left_to_its_default_is_still_read():
    assert settings_read_by_the_code() >= LEFT_TO_THEIR_DEFAULTS


def test_the_host_gets_its_storage_and_telemetry_by_identity():
    assert settings_that_are_set() >= {
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "AzureWebJobsStorage__queueServiceUri",
        "AzureWebJobsStorage__tableServiceUri",
    }


def test_no_setting_is_one_that_flex_consumption_refuses():
    assert settings_that_are_set() & REFUSED_BY_FLEX == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_secure_parameter_has_a_default(path: Path):
    secure = re.findall(r"@secure\(\)\n(?:@.*\n)*param (.*)", path.read_text(encoding="utf-8"))

    assert [parameter for parameter in secure if "=" in parameter] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_resource_that_can_be_tagged_is(path: Path):
    made = [
        block
        for block in blocks(path.read_text(encoding="utf-8"))
        if block.startswith("resource ")
        and " existing = " not in block.splitlines()[0]
        and not any(f"'{kind}" in block.splitlines()[0] for kind in CANNOT_BE_TAGGED)
    ]

    assert [block.splitlines()[0] for block in made if "\n  tags: tags\n" not in block] == []


def test_nothing_on_the_hosts_storage_is_immutable():
    assert "immutab" not in text_of("modules/host-storage.bicep").casefold()


def test_both_storage_accounts_are_hardened():
    for name in ("modules/host-storage.bicep", "modules/data-storage.bicep"):
        assert "\n  properties: hardened\n" in text_of(name)
    hardened = members_of(text_of("modules/storage-account.bicep"), "hardened")
    assert hardened["allowSharedKeyAccess"] == "false"
    assert hardened["allowBlobPublicAccess"] == "false"
    assert hardened["supportsHttpsTrafficOnly"] == "true"


def test_every_file_is_reached_from_the_main_template():
    reached: set[Path] = set()
    waiting = [INFRA / "main.bicep"]
    while waiting:
        path = waiting.pop()
        reached.add(path)
        named = re.findall(r"'([\w./-]+\.bicep)'", path.read_text(encoding="utf-8"))
        waiting += {(path.parent / name).resolve() for name in named} - reached

    assert sorted(reached) == FILES
