"""nightshift exo against the local tenant: what it does, shows, and tells."""

import asyncio
import csv
import io
import json

import pytest


def rows_of(done):
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)["rows"]


def test_a_write_has_its_effect_in_the_tenant(prompt):
    done = prompt.run("Set-Mailbox", prompt.admin, "-CustomAttribute1", "x", "-Confirm:$false")

    held = asyncio.run(prompt.row("Get-Mailbox", Identity=prompt.admin))
    assert (done.exit_code, done.stdout.strip()) == (0, f"Set-Mailbox on {prompt.admin}: done.")
    assert held["CustomAttribute1"] == "x"


def test_a_list_is_changed_and_not_replaced(prompt):
    before = asyncio.run(prompt.row("Get-Mailbox", Identity=prompt.admin))["EmailAddresses"]

    prompt.run("Set-Mailbox", prompt.admin, "-EmailAddresses", '@{Add="smtp:new@contoso.com"}')

    after = asyncio.run(prompt.row("Get-Mailbox", Identity=prompt.admin))["EmailAddresses"]
    assert set(after) == {*before, "smtp:new@contoso.com"}


@pytest.mark.parametrize("typed", ["--what-if", "-WhatIf"])
def test_in_a_rehearsal_no_write_leaves(prompt, typed):
    done = prompt.run("Set-Mailbox", prompt.admin, "-CustomAttribute1", "x", typed)

    assert "would run; nothing was sent" in done.stdout
    assert asyncio.run(prompt.writes()) == []


def test_it_runs_as_the_person_and_not_as_the_app(prompt):
    prompt.run("Get-Mailbox", prompt.admin)

    seen = asyncio.run(prompt.house.control("GET", "requests?since=0"))["requests"]
    assert {one["principal"] for one in seen if one["cmdlet"] == "Get-Mailbox"} == {prompt.admin}


def test_a_wrong_line_asks_nobody_anything(prompt):
    done = prompt.run("Get-Mailbx", prompt.admin)

    assert (done.exit_code, done.stdout) == (2, "")
    assert "did you mean Get-Mailbox" in done.stderr
    assert asyncio.run(prompt.house.control("GET", "requests?since=0"))["requests"] == []


def test_a_document_says_what_it_is_and_of_which_tenant(prompt):
    document = json.loads(prompt.run("get-mailbox", prompt.admin, "--json").stdout)

    del document["rows"]
    assert document == {
        "schema": "nightshift.exo/1",
        "tenant": prompt.house.tenant.tenant_id,
        "cmdlet": "Get-Mailbox",
        "whatIf": False,
        "more": False,
        "warnings": [],
    }


def test_nobody_signed_in_is_told_how(prompt):
    prompt.house.app.desk.logins.forget()

    done = prompt.run("Get-Mailbox", "adele@contoso.com")

    assert done.exit_code == 2
    assert "nightshift login" in done.stderr


def test_a_failure_leaves_stdout_empty(prompt):
    done = prompt.run("Get-Mailbox", "ghost@contoso.com", "--json")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "ghost@contoso.com" in done.stderr


def test_a_lost_answer_to_a_write_is_told_as_unknown(prompt):
    rule = {"kind": "lost-response", "cmdlet": "Set-Mailbox", "count": 9}
    asyncio.run(prompt.house.control("POST", "faults", [rule]))

    done = prompt.run("Set-Mailbox", prompt.admin, "-CustomAttribute1", "x")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "is unknown" in done.stderr


def test_what_is_so_already_is_no_failure(prompt):
    groups = rows_of(prompt.run("Get-DistributionGroup", "--json"))
    group = next(one for one in groups if not one["IsDirSynced"])
    words = ("Add-DistributionGroupMember", group["Name"], "-Member", prompt.admin)
    prompt.run(*words, "-BypassSecurityGroupManagerCheck")

    again = prompt.run(*words, "-BypassSecurityGroupManagerCheck")

    assert again.exit_code == 0, again.stderr
    assert "so already" in again.stderr


@pytest.mark.parametrize(
    ("words", "properties"),
    [
        (["Get-EXOMailbox", "-ResultSize", "2"], {"DisplayName", "Guid"}),
        (["Get-EXOMailbox", "WHO", "-PropertySets", "Quota"], {"ProhibitSendQuota"}),
        (["Get-EXOMailbox", "WHO", "-Properties", "AuditEnabled"], {"AuditEnabled", "Alias"}),
        (["Get-EXOMailbox", "-UserPrincipalName", "WHO"], {"DisplayName"}),
        (["Get-EXOCasMailbox", "WHO", "-ProtocolSettings"], {"OWAEnabled"}),
        (["Get-EXORecipient", "-RecipientTypeDetails", "SharedMailbox"], {"RecipientTypeDetails"}),
        (["Get-EXOMailboxStatistics", "WHO"], {"TotalItemSize"}),
        (["Get-EXOMailboxPermission", "WHO", "-User", "nt authority\\self"], {"PermissionList"}),
        (["Get-EXORecipientPermission", "WHO"], {"Trustee"}),
        (["Get-EXOMailboxFolderPermission", "WHO:\\Calendar"], {"SharingPermissionFlags"}),
        (["Get-EXOMailboxFolderStatistics", "WHO", "-Folderscope", "Calendar"], {"FolderSize"}),
    ],
)
def test_a_module_command_is_the_native_read(prompt, words, properties):
    typed = [word.replace("WHO", prompt.admin) for word in words]

    rows = rows_of(prompt.run(*typed, "--json"))

    assert rows
    assert properties <= set(rows[0])
    asked = asyncio.run(prompt.house.control("GET", "requests?since=0"))["requests"]
    assert {one["method"] for one in asked if "adminapi" in one["path"]} == {"GET"}


def test_a_powershell_filter_finds_the_same_in_a_native_read(prompt):
    wanted = "RecipientTypeDetails -eq 'SharedMailbox' -and DisplayName -like '*i*'"

    native = rows_of(prompt.run("Get-EXOMailbox", "-Filter", wanted, "--json"))
    cmdlet = rows_of(prompt.run("Get-Mailbox", "-Filter", wanted, "--json"))

    assert native
    assert {one["Name"] for one in native} == {one["Name"] for one in cmdlet}


def test_a_page_is_shown_and_the_rest_is_said_to_be_there(prompt, monkeypatch):
    monkeypatch.setattr("shared.exo.plan._A_PAGE", 50)

    page = prompt.run("Get-Mailbox", "--json")
    every = prompt.run("Get-Mailbox", "--json", "--all")

    assert len(rows_of(page)) == 50
    assert "--all reads every one" in page.stderr
    assert len(rows_of(every)) == 120
    assert "--all" not in every.stderr


def test_csv_has_the_chosen_columns_in_their_order(prompt):
    select = "primarysmtpaddress,DisplayName"

    done = prompt.run("Get-Mailbox", prompt.admin, "--output", "csv", "--select", select)

    header, row = csv.reader(io.StringIO(done.stdout))
    assert header == ["primarysmtpaddress", "DisplayName"]
    assert row[0] == prompt.admin


def test_a_column_that_no_row_has_is_told_with_the_near_one(prompt):
    done = prompt.run("Get-Mailbox", prompt.admin, "--json", "--select", "DisplayNam")

    assert "did you mean DisplayName" in done.stderr
    assert rows_of(done) == [{}]


def test_without_a_row_no_column_is_missing(prompt):
    done = prompt.run("Get-Mailbox", "-Filter", "Alias -eq 'nobody'", "--select", "Alias")

    assert done.stdout.strip() == "Get-Mailbox: no rows."
    assert done.stderr.strip() == ""


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_what_a_stranger_wrote_steers_no_terminal(prompt, form):
    hostile = "\x9b2J\x1b]0;owned\x07=cmd|'/c calc'!A1\u202e"
    prompt.run("Set-Mailbox", prompt.admin, "-DisplayName", hostile)

    done = prompt.run("Get-Mailbox", prompt.admin, "--output", form, "--select", "DisplayName")

    assert "owned" in done.stdout
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.stdout)


def test_for_excel_no_cell_is_a_formula(prompt):
    prompt.run("Set-Mailbox", prompt.admin, "-DisplayName", "=1+1")
    words = ("Get-Mailbox", prompt.admin, "--output", "csv", "--select", "DisplayName")

    plain, guarded = prompt.run(*words), prompt.run(*words, "--for-excel")

    assert plain.stdout_bytes.decode() == "DisplayName\r\n=1+1\r\n"
    assert guarded.stdout_bytes.decode() == "\ufeffDisplayName\r\n'=1+1\r\n"
