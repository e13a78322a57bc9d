"""
The thirteen commands that a guide to Exchange Online teaches, typed at a prompt.

Each is run through the command line against the local tenant, and what it did, or showed, is held
against what the tenant itself holds afterwards.
"""

import pytest

from local.tenant.state.person import Quotas
from tests.mailboxes.prompt import Prompt

GB = 1 << 30


@pytest.fixture
def prompt(tmp_path):
    return Prompt(tmp_path)


@pytest.fixture
def adele(prompt):
    return prompt.pick("leaver")


def mailbox(prompt, upn):
    return prompt.person(upn)["mailbox"]


def active(prompt):
    """Who has a mailbox, by the tenant's own account."""
    people = prompt.house.tenant.people
    return {people.read(index).who.address for index in people.mailboxes}


def test_login_connects(prompt):
    prompt.house.app.desk.logins.forget()

    shown = prompt.json("login", "--tenant", "contoso", "--device-code")

    assert shown["user"] == prompt.admin
    assert prompt.house.app.desk.login().user == prompt.admin


def test_whoami_verifies(prompt):
    shown = prompt.json("whoami")

    assert (shown["user"], shown["tenant"]) == (prompt.admin, prompt.house.tenant.tenant_id)
    assert shown["exchange"] == "answers"


def test_logout_disconnects(prompt):
    prompt.json("logout")

    assert prompt.house.app.desk.logins.current() is None
    assert prompt.type("mailbox", "list").exit_code == 2


def test_mailbox_list_lists_all(prompt):
    found = prompt.json("mailbox", "list", "--all")["mailboxes"]

    assert {one["address"] for one in found} == active(prompt)


def test_mailbox_show_shows_one(prompt, adele):
    shown, held = prompt.json("mailbox", "show", adele), mailbox(prompt, adele)

    assert (shown["upn"], shown["hidden"]) == (adele, held["hidden"])
    assert shown["holds"]["litigation"] is held["litigationHold"]


def test_mailbox_new_makes_a_person_s(prompt, monkeypatch):
    monkeypatch.setattr("shared.cli.mailbox_new.at_a_terminal", lambda: True)

    told = prompt.type("mailbox", "new", "nova@contoso.com", "--name", "Nova Reyes")

    assert told.exit_code == 0
    assert mailbox(prompt, "nova@contoso.com")["type"] == "UserMailbox"


def test_mailbox_new_shared_makes_a_shared_one(prompt):
    prompt.json("mailbox", "new-shared", "desk@contoso.com", "--name", "Front Desk")

    assert mailbox(prompt, "desk@contoso.com")["type"] == "SharedMailbox"


def test_mailbox_enable_turns_on_the_archive(prompt, adele):
    assert mailbox(prompt, adele)["archive"] is False

    prompt.json("mailbox", "enable", adele, "--archive")

    assert mailbox(prompt, adele)["archive"] is True


def test_mailbox_grant_gives_access(prompt, adele):
    alex = prompt.pick("manager")

    prompt.json("mailbox", "grant", adele, "--full-access", alex)

    assert {"user": alex, "accessRights": ["FullAccess"], "autoMapping": True} in mailbox(
        prompt, adele
    )["permissions"]


def test_mailbox_set_quota_sets_all_three(prompt, adele):
    prompt.json("mailbox", "set-quota", adele, "--receive", "80GB")

    index = prompt.person(adele)["index"]
    held = prompt.house.tenant.people.read(index).mailbox.quotas
    assert held == Quotas(84_181_359_001 // 1024 * 1024, 85_040_352_460 // 1024 * 1024, 80 * GB)


def test_mailbox_stats_says_how_full_it_is(prompt, adele):
    shown = prompt.json("mailbox", "stats", adele)

    assert shown["use"]["items"] == mailbox(prompt, adele)["statistics"]["items"]


def test_mailflow_rules_are_those_of_the_tenant(prompt):
    prompt.type("exo", "New-TransportRule", "-Name", "Marked", "-PrependSubject", "[x]")

    found = prompt.json("mailflow", "rules")["rules"]

    held = prompt.house.tenant.settings.rows("TransportRule")
    assert [one["name"] for one in found] == [row["Name"] for row in held] == ["Marked"]


def test_mailflow_trace_finds_messages(prompt, adele):
    found = prompt.json("mailflow", "trace", "--recipient", adele, "--since", "9d")["messages"]

    assert found
    assert {one["recipient"] for one in found} == {adele}
