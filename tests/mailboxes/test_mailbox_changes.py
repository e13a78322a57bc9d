"""`nightshift mailbox set-quota|enable|grant`: written once, read back, and never twice."""

import json

import pytest

from tests.mailboxes.prompt import Prompt

GB = 1 << 30


@pytest.fixture
def prompt(tmp_path):
    return Prompt(tmp_path)


@pytest.fixture
def leaver(prompt):
    return prompt.pick("leaver")


def outcome(document):
    [change] = document["changes"]
    return change["outcome"]


def test_one_quota_brings_the_other_two_and_tells_them_first(prompt, leaver):
    told = prompt.type("mailbox", "set-quota", leaver, "--receive", "60GB")

    assert told.exit_code == 0
    assert "warning at 58.8 GB, no sending from 59.4 GB, no receiving from 60 GB" in told.stderr
    held = prompt.person(leaver)["mailbox"]["quotas"]
    assert held["prohibitSendReceive"] == 60 * GB
    assert prompt.writes() == ["Set-Mailbox"]


def test_a_second_time_nothing_is_written(prompt, leaver):
    words = ("mailbox", "set-quota", leaver, "--send", "59.4GB")
    first, second = prompt.json(*words), prompt.json(*words)

    assert (outcome(first), outcome(second)) == ("changed", "already-so")
    assert prompt.writes() == ["Set-Mailbox"]


def test_a_rehearsal_writes_nothing_and_says_what_it_would(prompt, leaver):
    before = prompt.person(leaver)["mailbox"]["quotas"]

    told = prompt.json("mailbox", "set-quota", leaver, "--receive", "60GB", "--what-if")

    assert outcome(told) == "would-change"
    assert told["changes"][0]["after"]["warning"] == "58.8 GB"
    assert prompt.person(leaver)["mailbox"]["quotas"] == before
    assert not prompt.writes()


def test_a_quota_below_what_is_in_the_mailbox_is_refused(prompt, leaver):
    told = prompt.type("mailbox", "set-quota", leaver, "--receive", "1MB")

    assert told.exit_code == 1
    assert "that is in the mailbox" in told.stderr
    assert not prompt.writes()


def test_a_quota_does_not_fall_where_the_use_is_unknown(prompt, leaver):
    prompt.fault(path="GetMailboxStatistics", kind="status", status=403)

    told = prompt.type("mailbox", "set-quota", leaver, "--receive", "30GB")

    assert (told.exit_code, prompt.writes()) == (1, [])
    assert "unknown" in told.stderr


def test_a_quota_above_the_licence_is_refused_before_anything_is_sent(prompt, leaver):
    told = prompt.type("mailbox", "set-quota", leaver, "--receive", "150GB")

    assert told.exit_code == 1
    assert "licence allows" in told.stderr
    assert not prompt.writes()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--send", "50"), "has no unit; write it like 50GB"),
        (("--send", "many"), "is no size"),
        (("--send", "unlimited"), "no mailbox is unlimited"),
        (("--send", "0 GB"), "more than nothing"),
        ((), "Name a quota"),
    ],
)
def test_a_quota_that_is_none_is_wrong_usage(prompt, leaver, words, says):
    told = prompt.type("mailbox", "set-quota", leaver, *words)

    assert told.exit_code == 2
    assert says in told.stderr


def test_database_defaults_are_told_and_turned_off(prompt, leaver):
    person = prompt.house.tenant.people
    index = prompt.person(leaver)["index"]
    person.write(index).mailbox.settings["UseDatabaseQuotaDefaults"] = True
    now = person.read(index).mailbox.quotas

    told = prompt.json("mailbox", "set-quota", leaver, "--receive", f"{now.send_receive}B")

    assert "UseDatabaseQuotaDefaults was on" in told["changes"][0]["notes"][0]
    assert prompt.person(leaver)["mailbox"]["quotas"]["useDatabaseDefaults"] is False


def test_a_write_whose_answer_was_lost_is_read_back_and_not_sent_again(prompt, leaver):
    prompt.fault(cmdlet="Set-Mailbox", kind="lost-response", count=1)

    told = prompt.json("mailbox", "set-quota", leaver, "--receive", "60GB")

    assert outcome(told) == "changed"
    assert prompt.writes() == ["Set-Mailbox"]


def test_an_archive_is_enabled_once(prompt, leaver):
    words = ("mailbox", "enable", leaver, "--archive")
    first, second = prompt.json(*words), prompt.json(*words)

    assert (outcome(first), outcome(second)) == ("changed", "already-so")
    assert prompt.person(leaver)["mailbox"]["archive"] is True
    assert prompt.writes() == ["Enable-Mailbox"]


def test_growing_by_itself_brings_the_archive_and_is_said_to_be_for_good(prompt, leaver):
    told = prompt.json("mailbox", "enable", leaver, "--auto-expanding")

    assert told["changes"][0]["after"] == {"archive": True, "autoExpanding": True}
    assert "cannot be made to stop" in told["changes"][0]["notes"][0]
    assert prompt.writes() == ["Enable-Mailbox", "Enable-Mailbox"]


def test_an_archive_that_is_there_is_only_made_to_grow(prompt, leaver):
    prompt.json("mailbox", "enable", leaver, "--archive")

    prompt.json("mailbox", "enable", leaver, "--archive", "--auto-expanding")

    assert prompt.writes() == ["Enable-Mailbox", "Enable-Mailbox"]


def test_enabling_nothing_gives_the_working_form_and_why(prompt, leaver):
    told = prompt.type("mailbox", "enable", leaver)

    assert told.exit_code == 2
    assert f"nightshift mailbox enable {leaver} --archive" in told.stderr
    assert "on premises" in told.stderr


@pytest.mark.parametrize(
    ("option", "cmdlet", "place"),
    [
        ("--full-access", "Add-MailboxPermission", "permissions"),
        ("--send-as", "Add-RecipientPermission", "sendAs"),
        ("--send-on-behalf", "Set-Mailbox", "sendOnBehalf"),
    ],
)
def test_a_right_is_granted_once(prompt, leaver, option, cmdlet, place):
    manager = prompt.pick("manager")
    words = ("mailbox", "grant", leaver, option, manager)

    first, second = prompt.json(*words), prompt.json(*words)

    held = prompt.person(leaver)["mailbox"][place]
    assert manager in [one["user"] if isinstance(one, dict) else one for one in held]
    assert (outcome(first), outcome(second)) == ("changed", "already-so")
    assert prompt.writes() == [cmdlet]


def test_a_mailbox_does_not_open_by_itself_when_that_is_not_wanted(prompt, leaver):
    manager = prompt.pick("manager")
    words = ("mailbox", "grant", leaver, "--full-access", manager, "--no-automapping")

    prompt.json(*words)

    [held] = [
        one for one in prompt.person(leaver)["mailbox"]["permissions"] if one["user"] == manager
    ]
    assert held["autoMapping"] is False
    assert "cannot be read" in prompt.json(*words)["changes"][0]["notes"][0]


def test_what_was_granted_before_a_failure_is_told(prompt, leaver):
    manager = prompt.pick("manager")

    told = prompt.type(
        "mailbox", "grant", leaver, "--full-access", manager, "--full-access", "nobody@contoso.com"
    )

    assert told.exit_code == 1
    assert f"full-access for {manager}: changed" in told.stdout
    assert "nobody@contoso.com" in told.stderr


def test_a_right_for_an_emergency_account_is_warned_of(prompt, leaver):
    account = prompt.pick("breakglass")
    people = prompt.house.tenant.people
    index = prompt.person(prompt.pick("manager"))["index"]
    policy = prompt.house.app.settings.config_dir / "offboarding.yaml"
    listed = people.who(index).upn
    policy.write_text(policy.read_text().replace(account, listed))

    told = prompt.type("mailbox", "grant", leaver, "--full-access", listed)

    assert told.exit_code == 0
    assert "emergency account" in told.stderr


def test_nobody_to_grant_to_is_told_with_who_is_called_almost_so(prompt, leaver):
    almost = prompt.pick("manager").replace("@", "x@")

    told = prompt.type("mailbox", "grant", leaver, "--full-access", almost)

    assert told.exit_code == 1
    assert "called almost so" in told.stderr
    assert not prompt.writes()


def test_who_holds_an_admin_role_is_warned_of_when_asked(prompt, leaver):
    told = prompt.type("mailbox", "grant", leaver, "--send-as", prompt.admin, "--check-roles")

    assert told.exit_code == 0
    assert f"Warning: {prompt.admin} holds the admin roles" in told.stderr


def test_roles_that_cannot_be_looked_up_are_unknown_and_stop_nothing(prompt, leaver):
    prompt.fault(path="/v1.0/", kind="status", status=403)

    told = prompt.type("mailbox", "grant", leaver, "--send-as", prompt.admin, "--check-roles")

    assert told.exit_code == 0
    assert "is unknown" in told.stderr


def test_json_says_what_it_is_and_of_which_tenant(prompt, leaver):
    told = prompt.json("mailbox", "enable", leaver, "--archive")

    assert told["schema"] == "nightshift.mailbox-changes/1"
    assert told["tenant"] == prompt.house.tenant.tenant_id


def test_what_was_done_before_a_failure_is_in_the_document(prompt, leaver):
    words = ("--full-access", prompt.pick("manager"), "--full-access", "nobody@contoso.com")

    told = prompt.type("mailbox", "grant", leaver, *words, "--json")

    assert told.exit_code == 1
    assert [one["outcome"] for one in json.loads(told.stdout)["changes"]] == ["changed"]


def test_a_group_may_hold_a_right(prompt, leaver):
    groups = prompt.house.tenant.groups
    group = next(one for one in groups if one.kind == "mail-security")

    told = prompt.json("mailbox", "grant", leaver, "--send-as", group.name)

    assert outcome(told) == "changed"


def test_figures_are_those_of_the_tenant(prompt, leaver):
    shown = prompt.json("mailbox", "stats", leaver)

    held = prompt.person(leaver)["mailbox"]
    full = 100 * held["statistics"]["bytes"] / held["quotas"]["prohibitSendReceive"]
    assert shown["use"]["bytes"] == held["statistics"]["bytes"]
    assert shown["use"]["percentOfQuota"] == round(full, 1)


def test_how_full_it_is_is_unknown_where_its_own_quotas_do_nothing(prompt, leaver):
    index = prompt.person(leaver)["index"]
    settings = prompt.house.tenant.people.write(index).mailbox.settings
    settings["UseDatabaseQuotaDefaults"] = True

    shown = prompt.json("mailbox", "stats", leaver)

    assert (shown["use"]["percentOfQuota"], shown["quotas"]["databaseDefaults"]) == (None, True)


def test_the_largest_come_first_and_the_unknown_are_counted(prompt):
    people = prompt.house.tenant.people
    boxes = [people.read(index).mailbox for index in people.mailboxes]
    sizes = sorted((box.used_bytes for box in boxes if box.used_bytes is not None), reverse=True)

    shown = prompt.json("mailbox", "stats", "--all", "--top", "5")

    assert [one["bytes"] for one in shown["largest"]] == sizes[:5]
    assert shown["mailboxes"] == len(boxes)
    assert shown["unknown"] == len(boxes) - len(sizes) > 0


def test_figures_without_a_role_are_no_zeros(prompt):
    prompt.fault(cmdlet="Get-MailboxStatistics", kind="status", status=403)

    told = prompt.type("mailbox", "stats", "--all", "--json")

    assert (told.exit_code, told.stdout) == (1, "")


@pytest.mark.parametrize("words", [(), ("somebody@contoso.com", "--all")])
def test_figures_are_of_one_or_of_all(prompt, words):
    told = prompt.type("mailbox", "stats", *words)

    assert told.exit_code == 2
    assert "--all" in told.stderr
