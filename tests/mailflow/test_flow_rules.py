"""`nightshift mailflow rules`: in order, and with what each risks."""

import asyncio
from datetime import UTC, datetime

import pytest

from shared.mailflow.risks import Risk, notes
from tests.mailboxes.prompt import Prompt

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
OWN = frozenset({"contoso.com", "contoso.onmicrosoft.com"})
PLAIN = {
    "Name": "Plain", "Priority": 0, "State": "Enabled", "Mode": "Enforce", "ActivationDate": None,
    "ExpiryDate": None, "RedirectMessageTo": None, "BlindCopyTo": None, "CopyTo": None,
    "AddToRecipients": None, "RouteMessageOutboundConnector": None, "DeleteMessage": False,
    "SetSCL": None, "SetHeaderName": None, "Conditions": ["FromScopePredicate"],
    "Exceptions": None, "Actions": ["PrependSubjectAction"],
}  # fmt: skip


def risks(own=OWN, **changed):
    return {note.risk for note in notes(PLAIN | changed, own, NOW)}


def test_a_plain_rule_has_nothing_to_tell():
    assert risks() == set()


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"State": "Disabled"}, Risk.DISABLED),
        ({"Mode": "Audit"}, Risk.TEST_MODE),
        ({"Mode": "AuditAndNotify"}, Risk.TEST_MODE),
        ({"ActivationDate": "2026-12-01T00:00:00Z"}, Risk.NOT_YET),
        ({"ExpiryDate": "2026-11-24T06:00:00Z"}, Risk.EXPIRED),
        ({"RedirectMessageTo": ["a@elsewhere.example"]}, Risk.SENDS_OUTSIDE),
        ({"CopyTo": ["ada@CONTOSO.com", "a@contoso.com.example"]}, Risk.SENDS_OUTSIDE),
        ({"RouteMessageOutboundConnector": "Gateway"}, Risk.OTHER_WAY_OUT),
        ({"DeleteMessage": True}, Risk.DELETES),
        ({"SetSCL": "-1"}, Risk.PASSES_SPAM),
        ({"SetSCL": -1}, Risk.PASSES_SPAM),
        ({"SetHeaderName": "X-MS-Exchange-Organization-SkipSafeLinksProcessing"},
         Risk.SKIPS_PROTECTION),
        ({"Conditions": None}, Risk.EVERY_MESSAGE),
    ],
)  # fmt: skip
def test_one_thing_to_know_is_one_note(changed, found):
    assert risks(**changed) == {found}


def test_mail_within_the_house_is_not_outside():
    assert risks(CopyTo=["ada@Contoso.com"], ExpiryDate="2027-01-01T00:00:00Z") == set()


def test_a_copy_that_nobody_sees_is_told_also_within_the_house():
    assert risks(BlindCopyTo=["ada@contoso.com"]) == {Risk.COPIES_UNSEEN}


def test_a_bypass_for_a_sender_that_anybody_can_write_is_told():
    forged = {"SetSCL": "-1", "SenderDomainIs": ["fabrikam.com"]}

    assert Risk.FORGEABLE in risks(**forged)
    assert Risk.FORGEABLE not in risks(**forged, SenderIpRanges=["192.0.2.1"])


def test_without_the_tenant_s_domains_outside_is_unknown_and_never_no():
    assert risks(own=None, CopyTo=["ada@contoso.com"]) == {Risk.UNKNOWN}


@pytest.mark.parametrize("missing", ["Mode", "CopyTo", "DeleteMessage", "SetSCL", "Conditions"])
def test_what_a_rule_does_not_say_is_unknown(missing):
    row = {name: value for name, value in PLAIN.items() if name != missing}

    assert {note.risk for note in notes(row, OWN, NOW)} == {Risk.UNKNOWN}


@pytest.fixture
def prompt(tmp_path):
    return Prompt(tmp_path)


def make_rules(prompt, *rules):
    async def work():
        async with prompt.house.app.desk.open(run="test", reason="test") as session:
            for rule in rules:
                await session.exchange.invoke("New-TransportRule", **rule)
        await prompt.house.app.close()

    asyncio.run(work())


def test_the_tenant_s_rules_come_in_their_order(prompt):
    before = len(prompt.json("mailflow", "rules")["rules"])
    outside = ["ada@elsewhere.example"]
    make_rules(
        prompt,
        {"Name": "Last", "PrependSubject": "[x]", "FromScope": "NotInOrganization"},
        {"Name": "First", "BlindCopyTo": outside, "Priority": 0, "Enabled": False},
    )

    found = prompt.json("mailflow", "rules")["rules"]

    assert [one["priority"] for one in found] == list(range(before + 2))
    assert (found[0]["name"], found[-1]["name"]) == ("First", "Last")
    assert found[0]["actions"] == ["BlindCopyTo"]
    assert {note["risk"] for note in found[0]["notes"]} == {
        "disabled", "sends-outside", "copies-unseen", "every-message",
    }  # fmt: skip
    assert found[-1]["notes"] == []


def test_a_person_reads_them_on_a_screen(prompt):
    make_rules(prompt, {"Name": "Quiet [end]", "DeleteMessage": True, "Mode": "Audit"})

    told = prompt.type("mailflow", "rules")

    assert told.exit_code == 0
    assert "Quiet [end]" in told.stdout
    assert "test mode (Audit)" in told.stdout


def test_rules_that_cannot_be_read_are_not_no_rules(prompt):
    prompt.fault(cmdlet="Get-TransportRule", kind="status", status=403)

    told = prompt.type("mailflow", "rules", "--json")

    assert (told.exit_code, told.stdout) == (1, "")


def test_without_the_accepted_domains_no_address_is_taken_for_inside(prompt):
    make_rules(
        prompt, {"Name": "Copy", "CopyTo": ["ada@contoso.com"], "FromScope": "InOrganization"}
    )
    prompt.fault(cmdlet="Get-AcceptedDomain", kind="status", status=403)

    [rule] = prompt.json("mailflow", "rules")["rules"]

    assert [note["risk"] for note in rule["notes"]] == ["unknown"]
