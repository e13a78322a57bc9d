"""What would be deployed. Needs the Bicep compiler; without it these tests are skipped."""

import re

import pytest

from shared.doctor.checks import CHANGED
from shared.store import names
from tests.infra.predicted import STORAGE

OPERATOR_GRANTS = {
    ("operator", "blobDataOwner", "host: account"),
    ("operator", "tableDataContributor", "host: account"),
    ("operator", "queueDataContributor", "data: queues/offboarding-requests"),
    ("operator", "queueDataContributor", "data: queues/offboarding-requests-poison"),
    ("operator", "queueDataContributor", "data: queues/offboarding-cases"),
    ("operator", "queueDataContributor", "data: queues/offboarding-cases-poison"),
    ("operator", "queueDataContributor", "data: queues/quota-batches"),
    ("operator", "queueDataContributor", "data: queues/quota-batches-poison"),
    ("operator", "queueDataContributor", "data: queues/audit-runs"),
    ("operator", "queueDataContributor", "data: queues/audit-runs-poison"),
    ("operator", "queueDataContributor", "data: queues/connection-checks"),
    ("operator", "queueDataContributor", "data: queues/connection-checks-poison"),
    ("operator", "queueMessageSender", "data: queues/offboarding-results"),
    ("operator", "tableDataContributor", "data: tables/cases"),
    ("operator", "tableDataContributor", "data: tables/steps"),
    ("operator", "tableDataContributor", "data: tables/runs"),
    ("operator", "tableDataContributor", "data: tables/limits"),
    ("operator", "tableDataContributor", "data: tables/failures"),
    ("operator", "blobDataContributor", "data: containers/results"),
    ("operator", "blobDataContributor", "data: containers/transcripts"),
    ("operator", "blobDataContributor", "data: containers/work"),
    ("operator", "keyVaultSecretsUser", "vaults"),
    ("operator", "monitoringMetricsPublisher", "components"),
}

OPTIONAL_GRANTS = {
    ("hr", "queueMessageSender", "data: queues/offboarding-requests"),
    ("hr", "queueMessageProcessor", "data: queues/offboarding-results"),
    ("report readers", "blobDataReader", "data: containers/results"),
    ("report readers", "blobDataReader", "data: containers/transcripts"),
    ("report readers", "tableDataReader", "data: tables/cases"),
    ("report readers", "tableDataReader", "data: tables/steps"),
    ("report readers", "tableDataReader", "data: tables/runs"),
    ("report readers", "tableDataReader", "data: tables/limits"),
    ("report readers", "tableDataReader", "data: tables/failures"),
}


def test_the_data_account_has_exactly_what_the_code_names(everything):
    queues = everything.names(f"{STORAGE}/queueServices/queues", "stdata")
    tables = everything.names(f"{STORAGE}/tableServices/tables", "stdata")
    containers = everything.names(f"{STORAGE}/blobServices/containers", "stdata")

    assert sorted(queues) == sorted(names.QUEUES)
    assert sorted(tables) == sorted(names.TABLES)
    assert sorted(containers) == sorted(names.CONTAINERS)


def test_each_principal_may_do_what_it_must_and_nothing_else(everything):
    assert everything.grants() == OPERATOR_GRANTS | OPTIONAL_GRANTS


def test_nobody_is_granted_anything_unasked(least):
    assert least.grants() == OPERATOR_GRANTS


@pytest.mark.parametrize("prefix", ["sthost", "stdata"])
def test_a_storage_account_is_opened_by_tokens_alone(everything, prefix):
    [account] = [one for one in everything.of(STORAGE) if one["name"].startswith(prefix)]

    assert account["properties"]["allowSharedKeyAccess"] is False
    assert account["properties"]["allowBlobPublicAccess"] is False
    assert account["properties"]["supportsHttpsTrafficOnly"] is True
    assert account["properties"]["minimumTlsVersion"] == "TLS1_2"


def test_no_local_sign_in_is_left(everything):
    workspace = everything.one("Microsoft.OperationalInsights/workspaces")
    component = everything.one("Microsoft.Insights/components")
    publishing = everything.of("Microsoft.Web/sites/basicPublishingCredentialsPolicies")

    assert workspace["properties"]["features"]["disableLocalAuth"] is True
    assert component["properties"]["DisableLocalAuth"] is True
    assert {one["name"].rpartition("/")[2]: one["properties"]["allow"] for one in publishing} == {
        "ftp": False,
        "scm": False,
    }


def test_evidence_is_immutable_and_a_transcript_can_still_grow(everything):
    policies = everything.of(f"{STORAGE}/blobServices/containers/immutabilityPolicies")

    assert {
        one["name"].split("/")[2]: one["properties"]["allowProtectedAppendWrites"]
        for one in policies
    } == {"results": False, "transcripts": True}
    assert all(one["name"].startswith("stdata") for one in policies)


def test_a_locked_policy_is_left_alone(least):
    assert least.of(f"{STORAGE}/blobServices/containers/immutabilityPolicies") == []


def test_the_vault_takes_roles_and_cannot_be_purged(everything):
    vault = everything.one("Microsoft.KeyVault/vaults")["properties"]

    assert vault["enableRbacAuthorization"] is True
    assert vault["enablePurgeProtection"] is True


def test_the_app_runs_python_on_flex_consumption_as_both_identities(everything):
    plan = everything.one("Microsoft.Web/serverfarms")
    site = everything.one("Microsoft.Web/sites")
    identities = {path.rpartition("/")[2] for path in site["identity"]["userAssignedIdentities"]}

    assert plan["sku"] == {"name": "FC1", "tier": "FlexConsumption"}
    assert site["properties"]["functionAppConfig"]["runtime"] == {
        "name": "python",
        "version": "3.13",
    }
    assert identities == {"id-nightshift-operator", "id-nightshift-reader"}


def test_the_package_lies_in_a_container_that_exists_and_is_read_by_identity(everything):
    site = everything.one("Microsoft.Web/sites")["properties"]["functionAppConfig"]
    storage = site["deployment"]["storage"]
    [container] = everything.names(f"{STORAGE}/blobServices/containers", "sthost")

    assert storage["authentication"]["type"] == "UserAssignedIdentity"
    assert storage["authentication"]["userAssignedIdentityResourceId"].endswith("-operator")
    assert f"'{container}'" in storage["value"]
    assert "'sthost" in storage["value"]


@pytest.mark.parametrize(
    ("connection", "account"), [("AzureWebJobsStorage", "sthost"), ("NightshiftStorage", "stdata")]
)
def test_a_connection_leads_to_its_account_as_the_operator(everything, connection, account):
    settings = everything.settings()

    for service in ("blob", "queue", "table"):
        address = settings[f"{connection}__{service}ServiceUri"]
        assert f"https://{{0}}.{service}.{{1}}" in address
        assert f"'{account}" in address
    assert settings[f"{connection}__credential"] == "managedidentity"
    assert "id-nightshift-operator" in settings[f"{connection}__clientId"]


def test_no_setting_is_a_storage_connection_string(everything):
    assert not {"AzureWebJobsStorage", "NightshiftStorage"} & set(everything.settings())


def test_the_timers_fire_as_documented(everything):
    settings = everything.settings()

    assert settings["NIGHTSHIFT_RELEASE_SCHEDULE"] == "0 * * * * *"
    assert settings["NIGHTSHIFT_QUOTA_SCHEDULE"] == "0 0 1 * * *"
    assert settings["NIGHTSHIFT_AUDIT_SCHEDULE"] == "0 0 4 * * *"
    assert settings["NIGHTSHIFT_CONNECTION_SCHEDULE"] == "0 30 3 * * *"


def test_the_alert_names_the_poison_queue_and_no_other(everything):
    alert = _alert(everything, "poison")
    [criterion] = alert["criteria"]["allOf"]
    found = re.search(r'extract\(@"(.+)", 1, Uri\)', criterion["query"])
    assert found
    address = "https://stdata.queue.core.windows.net:443/{}/messages?visibilitytimeout=0"

    matched = {queue: re.search(found[1], address.format(queue)) for queue in names.QUEUES}

    assert {queue: match[1] for queue, match in matched.items() if match} == {
        queue: queue for queue in names.QUEUES if queue.endswith("-poison")
    }


def test_the_alert_finds_its_logs_and_a_reader(everything):
    group = everything.one("Microsoft.Insights/actionGroups")
    alert = _alert(everything, "poison")
    logs = [
        one
        for one in everything.of("Microsoft.Insights/diagnosticSettings")
        if "/stdata" in one["id"] and "/queueServices/" in one["id"]
    ]

    [setting] = logs
    assert {"category": "StorageWrite", "enabled": True} in setting["properties"]["logs"]
    assert alert["scopes"] == [setting["properties"]["workspaceId"]]
    assert alert["actions"]["actionGroups"] == [group["id"]]
    assert group["properties"]["emailReceivers"][0]["emailAddress"] == "on-call@contoso.com"


def test_the_alert_on_connections_finds_the_line_that_the_app_writes(everything):
    [criterion] = _alert(everything, "connection")["criteria"]["allOf"]
    found = re.search(r'extract\(@"(.+)", 1, Message\)', criterion["query"])
    assert found
    line = CHANGED % ("contoso", "contoso.com", "new: consent-missing")

    match = re.search(found[1], line)

    assert match
    assert match[1] == "contoso (contoso.com) changed: new: consent-missing"
    assert [one["name"] for one in criterion["dimensions"]] == ["Change"]


def _alert(predicted, about):
    alerts = predicted.of("Microsoft.Insights/scheduledQueryRules")
    [found] = [one for one in alerts if one["name"].endswith(about)]
    return found["properties"]


def test_names_that_are_shared_by_the_whole_world_fit(everything):
    shared = [*everything.of(STORAGE), everything.one("Microsoft.KeyVault/vaults")]

    assert [one["name"] for one in shared if len(one["name"]) > 24] == []
