"""`nightshift mailbox list`."""

import csv
import io
import json

import pytest

from tests.mailboxes.prompt import Prompt


@pytest.fixture
def prompt(tmp_path):
    return Prompt(tmp_path)


def test_a_list_has_every_mailbox_and_says_so(prompt):
    told = prompt.type("mailbox", "list", "--json")

    document = json.loads(told.stdout)
    assert (len(document["mailboxes"]), document["more"]) == (120, False)
    assert document["schema"] == "nightshift.mailboxes/1"
    assert document["tenant"] == prompt.house.tenant.tenant_id
    assert "120 mailboxes" in told.stderr


def test_a_type_lists_those_alone(prompt):
    found = prompt.json("mailbox", "list", "--type", "shared")["mailboxes"]

    assert {one["type"] for one in found} == {"SharedMailbox"}


def test_a_filter_is_typed_as_in_powershell(prompt):
    found = prompt.json("mailbox", "list", "--filter", "Alias -like 'a*' -and -not (Alias -eq 'x')")

    assert found["mailboxes"]
    assert all(one["alias"].casefold().startswith("a") for one in found["mailboxes"])


def test_a_list_that_was_cut_says_how_to_have_the_rest(prompt):
    told = prompt.type("mailbox", "list", "--limit", "7", "--output", "csv")

    header, *rows = csv.reader(io.StringIO(told.stdout))
    assert (header[0], len(rows)) == ("name", 7)
    assert "there are more: --all" in told.stderr


def test_a_list_as_long_as_its_limit_is_not_said_to_be_cut(prompt):
    assert prompt.json("mailbox", "list", "--limit", "120")["more"] is False


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--filter", "Alias -is 'x'"), "'-is' does not compare"),
        (("--type", "people"), "--type takes user, shared"),
    ],
)
def test_what_cannot_be_listed_is_wrong_usage(prompt, words, says):
    told = prompt.type("mailbox", "list", *words)

    assert (told.exit_code, told.stdout) == (2, "")
    assert says in told.stderr


def test_who_holds_no_role_is_told_so(tmp_path):
    told = Prompt(tmp_path, person=20).type("mailbox", "list", "--json")

    assert told.exit_code == 1
    assert "role" in told.stderr


def test_nobody_signed_in_lists_nothing(prompt):
    prompt.house.app.desk.logins.forget()

    told = prompt.type("mailbox", "list")

    assert told.exit_code == 2
    assert "nightshift login" in told.stderr
