"""What takes something away is asked for by name; whom it would hurt is told before."""

import asyncio

import pytest

from shared.exchange.catalogue import catalogue
from shared.exchange.command import command
from shared.exo.guard import question, warnings

PHONE = "adele\\ExchangeActiveSyncDevices\\REST\u00a7Outlook\u00a71"


def calls(cmdlet, **parameters):
    return [command(catalogue(), cmdlet, parameters)]


@pytest.mark.parametrize(
    ("cmdlet", "parameters", "answer"),
    [
        ("Remove-Mailbox", {"Identity": "adele"}, "adele"),
        ("Disable-InboxRule", {"Identity": "adele\\1"}, "adele\\1"),
        ("Clear-MobileDevice", {"Identity": PHONE}, PHONE),
        ("Clear-MobileDevice", {"Identity": PHONE, "Cancel": True}, None),
        ("Delete-QuarantineMessage", {"Identity": "a\\b"}, "a\\b"),
        ("Remove-TenantAllowBlockListItems", {"ListType": "Url"}, None),
        ("Disable-SmtpDaneInbound", {"DomainName": "contoso.com"}, "Disable-SmtpDaneInbound"),
        ("Set-Mailbox", {"Identity": "adele"}, None),
        ("Set-Mailbox", {"Identity": "adele", "RemoveDisabledArchive": True}, "adele"),
        ("Set-Mailbox", {"Identity": "adele", "RemoveDisabledArchive": False}, None),
        ("Set-Mailbox", {"Identity": "adele", "ExcludeFromOrgHolds": ["a"]}, "adele"),
        ("Set-Mailbox", {"Identity": "adele", "LitigationHoldEnabled": False}, "adele"),
        ("Set-Mailbox", {"Identity": "adele", "LitigationHoldEnabled": True}, None),
        ("Update-RoleGroupMember", {"Identity": "admins", "Members": ["a"]}, "admins"),
        ("Expedite-Delicensing", {"Identity": "adele"}, "adele"),
        ("New-TransportRule", {"Name": "all", "DeleteMessage": True}, "New-TransportRule"),
        ("Get-Mailbox", {}, None),
    ],
)
def test_what_takes_away_is_asked_for_by_its_name(cmdlet, parameters, answer):
    if cmdlet == "Remove-TenantAllowBlockListItems":
        answer = cmdlet
    asked = question(calls(cmdlet, **parameters), many=False)

    assert (asked.answer if asked else None) == answer


def test_a_table_is_asked_for_by_its_length_and_cmdlet():
    asked = question(calls("Remove-Mailbox", Identity="a") * 12, many=True)

    assert asked.answer == "12 Remove-Mailbox"
    assert asked.answered(" 12 remove-mailbox ")
    assert not asked.answered("11 Remove-Mailbox")


@pytest.mark.parametrize(("account_only", "told"), [(False, True), (True, False)])
def test_wiping_a_whole_phone_is_told_as_that(account_only, told):
    given = {"Identity": PHONE, "AccountOnly": account_only}
    asked = question(calls("Clear-MobileDevice", **given), many=False)

    assert ("whole phone" in asked.sentence) is told


def test_less_auditing_is_warned_of():
    less = calls("Set-OrganizationConfig", AuditDisabled=True)

    assert "no mailbox is audited" in warnings(less)[0]
    assert warnings(calls("Set-OrganizationConfig", AuditDisabled=False)) == []


@pytest.fixture
def seated(prompt, monkeypatch):
    """Somebody sits at the terminal."""
    monkeypatch.setattr("shared.cli.exo_ask.someone_is_there", lambda: True)
    return prompt


def person(prompt, kind="leaver"):
    return asyncio.run(prompt.house.picks(kind))[0]


def test_without_a_terminal_nothing_is_taken_away(prompt):
    done = prompt.run("Remove-Mailbox", person(prompt))

    assert done.exit_code == 2
    assert "--yes-i-mean" in done.stderr
    assert asyncio.run(prompt.writes()) == []


@pytest.mark.parametrize("told", [False, True])
def test_the_identity_typed_back_or_told_removes_the_mailbox(seated, told):
    who = person(seated)
    more, typed = (["--yes-i-mean", who], None) if told else ([], f"{who.upper()}\n")

    done = seated.run("Remove-Mailbox", who, *more, typed=typed)

    assert done.exit_code == 0, done.stderr
    assert asyncio.run(seated.writes()) == ["Remove-Mailbox"]


@pytest.mark.parametrize("told", [False, True])
def test_something_else_typed_back_or_told_sends_nothing(seated, told):
    more, typed = (["--yes-i-mean", "somebody"], None) if told else ([], "y\n")

    done = seated.run("Remove-Mailbox", person(seated), *more, typed=typed)

    assert done.exit_code == (2 if told else 1)
    assert asyncio.run(seated.writes()) == []


def test_a_rehearsal_asks_nobody(prompt):
    done = prompt.run("Remove-Mailbox", person(prompt), "--what-if")

    assert done.exit_code == 0
    assert asyncio.run(prompt.writes()) == []


def test_who_holds_an_admin_role_is_warned_of(prompt):
    done = prompt.run("Remove-Mailbox", prompt.admin, "--yes-i-mean", prompt.admin)

    assert f"{prompt.admin} holds the admin roles Exchange Administrator" in done.stderr


def test_roles_that_graph_does_not_tell_are_told_as_unknown(prompt):
    who = person(prompt)
    rule = {"kind": "status", "status": 403, "path": "/v1.0/.*", "count": 9}
    asyncio.run(prompt.house.control("POST", "faults", [rule]))

    done = prompt.run("Remove-Mailbox", who, "--yes-i-mean", who)

    assert f"Whether {who} holds an admin role is unknown" in done.stderr


def test_an_emergency_account_is_warned_of(prompt):
    who = person(prompt)
    policy = prompt.house.app.settings.config_dir / "offboarding.yaml"
    text = policy.read_text()
    policy.write_text(text.replace("breakglass1@contoso.onmicrosoft.com", who))

    done = prompt.run("Set-Mailbox", who, "-Office", "Berlin")

    assert done.exit_code == 0, done.stderr
    assert f"{who} is an emergency account" in done.stderr


def test_a_write_names_one_object_and_no_pattern(prompt):
    done = prompt.run("Set-Mailbox", "a*", "-Office", "Berlin")

    assert done.exit_code == 2
    assert "fits several objects" in done.stderr


@pytest.mark.parametrize(("typed", "written"), [("yes\n", True), ("no\n", False)])
def test_who_wants_to_be_asked_is_asked(seated, typed, written):
    words = ("Set-Mailbox", seated.admin, "-Office", "Berlin", "-Confirm")

    done = seated.run(*words, typed=typed)

    assert (done.exit_code == 0) is written
    assert bool(asyncio.run(seated.writes())) is written
