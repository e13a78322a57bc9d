"""The command line against the running stack, as a person would use it."""

import hashlib
import json

import pytest

from shared.store.names import REQUESTS, RUNS, poison_of
from tests.processes.site import body_of
from tests.processes.waiting import until

pytestmark = pytest.mark.processes

STORAGE = "NightshiftStorage__{}ServiceUri"
NO_STORAGE = {STORAGE.format(service): None for service in ("table", "blob", "queue")}
NOTHING_LISTENS = "https://127.0.0.1:1/devstoreaccount1"
STORAGE_DOWN = dict.fromkeys(NO_STORAGE, NOTHING_LISTENS)


def test_a_leaver_is_submitted_listed_and_shown(site):
    [leaver] = site.leavers("by-hand", 1)

    sent = site.nightshift(
        *("offboard", "submit", leaver.upn, "--request-id", leaver.request_id, "--json")
    )
    site.ended([leaver.request_id])
    listed = site.nightshift("offboard", "list", "--json").document
    [case] = [one for one in listed["cases"] if one["requestId"] == leaver.request_id]
    shown = site.nightshift("offboard", "status", case["case"][:12], "--json")
    said = site.nightshift("offboard", "status", case["case"][:12])
    logs = site.nightshift("transcript", "verify", "--all", "--run", case["case"], "--json")

    assert (sent.code, sent.document) == (0, {"requestId": leaver.request_id, "sent": True})
    told = shown.document
    assert (told["case"], told["requestId"]) == (case["case"], leaver.request_id)
    assert (told["tenant"], told["tenantDomain"]) == (
        site.stack.tenant.tenants[0].tenant_id,
        "contoso.onmicrosoft.com",
    )
    assert (told["user"], told["userId"]) == (leaver.upn, leaver.user_id)
    assert (told["state"], told["access"], told["reason"]) == ("completed", "closed", None)
    members = {"step", "outcome", "before", "after", "items", "reason"}
    assert all(members <= step.keys() for step in told["steps"])
    [hidden] = [step for step in told["steps"] if step["step"] == "hide-from-address-lists"]
    assert hidden["before"] == {"HiddenFromAddressListsEnabled": False}
    assert hidden["after"] == {"HiddenFromAddressListsEnabled": True}
    assert f"{leaver.upn}: completed, access closed" in said.out
    assert f"Evidence: {told['result']}" in said.out.replace("\n", "")
    assert (logs.code, logs.document["ok"]) == (0, True)
    assert sum(log["writes"] for log in logs.document["transcripts"]) >= 8


def test_quotas_are_planned_and_in_report_mode_not_enforced(site):
    planned = site.nightshift("quota", "plan", "--json")
    refused = site.nightshift("quota", "enforce", "--yes", "--json")

    assert planned.code == 1  # there is drift
    plan = planned.document
    assert {"tenant", "run", "mailboxes", "requests", "changes", "findings"} <= plan.keys()
    assert plan["mailboxes"] == 250
    members = {"mailbox", "rule", "before", "after", "outcome"}
    assert all(members <= change.keys() for change in plan["changes"])
    planted = site.control("GET", "state")["tenants"][0]["planted"]
    differing = [c["mailbox"] for c in plan["changes"] if c["outcome"] == "would-change"]
    assert sorted(differing) == sorted(planted["quotaDrift"])
    assert (refused.code, refused.out) == (2, "")
    assert "is in mode report for quotas; nothing was written" in refused.err


def test_the_audit_finds_what_was_planted_and_says_so_by_its_exit_code(site):
    audited = site.nightshift("audit", "run", "--json")

    assert audited.code == 1
    report = audited.document
    assert {"tenant", "findings", "coverage", "score"} <= report.keys()
    members = {"control", "resource", "status", "reason", "evidence"}
    assert all(members <= finding.keys() for finding in report["findings"])
    planted = site.control("GET", "state")["tenants"][0]["planted"]["audit"]
    failed = {(f["control"], f["resource"]) for f in report["findings"] if f["status"] == "fail"}
    assert failed == {(fault["control"], fault["resource"]) for fault in planted}


def test_the_doctor_finds_a_healthy_tenant_at_a_prompt_and_by_night(site):
    site.stack.fire("start_connection_checks")
    asked = site.nightshift("doctor", "--json")
    [row] = until("the night's check", lambda: _checks(site))

    assert (asked.code, asked.document["findings"]) == (0, [])
    assert {one["state"] for one in asked.document["hosts"]} == {"reached"}
    assert len(asked.document["hosts"]) == 4  # the tenant, and three services of storage
    assert json.loads(row["summary"]) == {"findings": [], "ok": True}


def _checks(site):
    return site.account.rows(RUNS, kind="connection", state="completed")


def test_a_poisoned_request_is_listed_and_once_replayed_the_leaver_is_out(site):
    [leaver] = site.leavers("poisoned", 1)
    site.account.send(poison_of(REQUESTS), body_of(leaver))
    failure = hashlib.sha256(body_of(leaver).encode()).hexdigest()[:32]

    kept = until("the kept message", lambda: _kept(site, failure))
    replayed = site.nightshift("poison", "replay", REQUESTS, failure)
    site.ended([leaver.request_id])

    assert (kept["queue"], kept["code"], kept["replayed"]) == (REQUESTS, "poison", False)
    assert f"nightshift poison replay {REQUESTS} {failure}" in kept["reason"]
    assert (replayed.code, replayed.err) == (0, "")
    assert _kept(site, failure)["replayed"] is True
    assert site.left_undone([leaver]) == {}


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "sentence"),
    [
        pytest.param(
            ("offboard", "list", "--tenant", "nowhere"),
            {},
            2,
            "no tenant 'nowhere' is configured in tenants.yaml",
            id="unknown-tenant",
        ),
        pytest.param(
            ("offboard", "submit", "a@contoso.com", "--tenant", "nowhere"),
            {},
            2,
            "no tenant 'nowhere' is configured in tenants.yaml",
            id="unknown-tenant-to-submit",
        ),
        pytest.param(
            ("offboard", "submit", "--file", "-"),
            {},
            2,
            "The request is not valid, and was not sent: requestId is missing",
            id="no-request-on-stdin",
        ),
        pytest.param(
            ("offboard", "submit", "a@contoso.com", "--last-working-day", "soon"),
            {},
            2,
            "lastWorkingDay: is no date; write it like 2026-11-30",
            id="no-date",
        ),
        pytest.param(
            ("offboard", "submit", "a@contoso.com"),
            NO_STORAGE,
            2,
            "no storage is configured; set NightshiftStorage__queueServiceUri",
            id="no-storage",
        ),
        pytest.param(
            ("quota", "plan"),
            STORAGE_DOWN,
            1,
            "The storage account did not answer as it should",
            id="storage-down",
        ),
        pytest.param(
            ("poison", "replay", REQUESTS, "none-such"),
            {},
            2,
            f"No single failure of {REQUESTS} begins with none-such; see: nightshift poison list",
            id="no-such-failure",
        ),
        pytest.param(
            ("offboard", "status", "none-such"),
            {},
            2,
            "No single case begins with 'none-such'; see: nightshift offboard list",
            id="no-such-case",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(site, arguments, settings, code, sentence):
    said = site.nightshift(*arguments, stdin='{"user": "a@contoso.com"}', **settings)

    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert "Traceback" not in said.err


def _kept(site, failure):
    listed = json.loads(site.nightshift("poison", "list", "--json").out)["failures"]
    return next((one for one in listed if one["failure"] == failure), None)
