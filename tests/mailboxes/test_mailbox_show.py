"""`nightshift mailbox show`: everything on a screen, and what is not known said to be so."""

import pytest

from local.tenant.seed.layout import NAME_TWINS
from tests.mailboxes.prompt import Prompt


@pytest.fixture
def prompt(tmp_path):
    return Prompt(tmp_path)


def test_a_mailbox_is_shown_with_what_the_tenant_holds(prompt):
    upn = prompt.pick("leaver")

    shown, held = prompt.json("mailbox", "show", upn), prompt.person(upn)["mailbox"]

    assert (shown["upn"], shown["type"]) == (upn, held["type"])
    assert shown["use"]["bytes"] == held["statistics"]["bytes"]
    assert shown["quotas"]["databaseDefaults"] is False
    assert shown["licences"]
    assert shown["protocols"]["mapi"] is True
    assert shown["permissions"]["fullAccess"] == [one["user"] for one in held["permissions"]]
    assert shown["permissions"]["sendAs"] == held["sendAs"]


def test_a_person_reads_it_on_a_screen(prompt):
    told = prompt.type("mailbox", "show", prompt.pick("leaver"))

    assert told.exit_code == 0
    assert "permissions fullAccess" in told.stdout
    assert "holds litigation" in told.stdout


def test_what_cannot_be_read_is_unknown_and_the_rest_is_shown(prompt):
    upn = prompt.pick("leaver")
    prompt.fault(path="licenseDetails", kind="status", status=403)
    prompt.fault(path="GetMailboxStatistics", kind="status", status=403)

    shown = prompt.json("mailbox", "show", upn)

    assert "unknown" in shown["licences"]
    assert "unknown" in shown["use"]
    assert shown["upn"] == upn


def test_licences_are_left_out_when_that_is_wanted(prompt):
    upn = prompt.pick("leaver")

    shown = prompt.json("mailbox", "show", upn, "--no-licences")

    assert shown["licences"] == {"unknown": "they were not asked for"}
    assert (shown["schema"], shown["tenant"]) == (
        "nightshift.mailbox/1", prompt.house.tenant.tenant_id,
    )  # fmt: skip


def test_a_mailbox_that_nobody_used_has_no_size_of_zero(prompt):
    upn = prompt.house.tenant.people.read(prompt.house.tenant.people.layout.unused[0]).who.upn

    assert "nobody has signed in" in prompt.json("mailbox", "show", upn)["use"]["unknown"]


def test_a_name_that_several_have_is_told_with_the_candidates(prompt):
    one, other = (prompt.house.tenant.people.read(place).who for place in NAME_TWINS)

    told = prompt.type("mailbox", "show", one.display_name)

    assert told.exit_code == 1
    assert one.address in told.stderr
    assert other.address in told.stderr


def test_a_mailbox_that_is_not_there_is_told_with_what_is_called_almost_so(prompt):
    upn = prompt.pick("leaver")

    told = prompt.type("mailbox", "show", upn.replace("@", "x@"))

    assert told.exit_code == 1
    assert "there is no such mailbox; called almost so" in told.stderr


@pytest.mark.parametrize("identity", ["", "*", "a*"])
def test_no_mailbox_is_named_by_nothing_or_a_wildcard(prompt, identity):
    told = prompt.type("mailbox", "show", identity)

    assert told.exit_code == 1
    assert "nothing was sent" in told.stderr
    assert not prompt.writes()


def test_a_group_is_said_to_be_one(prompt):
    group = next(one for one in prompt.house.tenant.groups if one.in_exchange)

    told = prompt.type("mailbox", "show", group.name)

    assert "it is no mailbox but a" in told.stderr
