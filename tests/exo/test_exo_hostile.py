"""What strangers write and clumsy hands type ends in a sentence, and steers nothing."""

import asyncio
import json

import pytest

from shared.cli import output
from shared.web.errors import Call, Malformed


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("-StartDate", "(Get-Date).AddDays(-999999)"), "outside the calendar"),
        (("@no\0file.csv",), "cannot be read"),
    ],
)
def test_what_no_calendar_and_no_disk_has_is_a_wrong_line(prompt, words, says):
    done = prompt.run("Get-MessageTraceV2", *words)

    assert done.exit_code == 2, done.exception
    assert says in done.stderr


def test_a_column_of_a_table_is_text_and_steers_nothing(capsys):
    output.print_table("A[bold]", ("B\x1b[31m[red]", "C"), [("\\[red]x", ":smile:\ud800")])

    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert all(one in told for one in ("A[bold]", "B\\x1b[31m[red]", "\\[red]x", ":smile:\\ud800"))


def test_a_document_of_any_command_turns_no_text_around(capsys):
    output.print_json({"name": "Ad\u202eele\x9b31m\ud800", "more": ["\n"]})

    told = capsys.readouterr().out
    assert json.loads(told) == {"name": "Ad\u202eele\x9b31m\ud800", "more": ["\n"]}
    assert not {"\u202e", "\x9b", "\ud800"} & set(told)


def test_roles_of_who_exchange_does_not_tell_are_unknown(prompt):
    rule = {"kind": "status", "status": 403, "cmdlet": "Get-Recipient", "count": 9}
    asyncio.run(prompt.house.control("POST", "faults", [rule]))

    done = prompt.run("Remove-Mailbox", prompt.admin, "--yes-i-mean", prompt.admin)

    assert f"Whether {prompt.admin} holds an admin role is unknown" in done.stderr


@pytest.mark.parametrize("table", [False, True])
def test_a_write_whose_answer_is_no_answer_may_have_been_done(prompt, tmp_path, monkeypatch, table):
    async def unreadable(*_, **__):
        raise Malformed(Call("Set-Mailbox"), "the answer is larger than 9 bytes")

    async def all_unreadable(self, calls):
        return [Malformed(Call("Set-Mailbox"), "the answer is larger than 9 bytes") for _ in calls]

    monkeypatch.setattr("shared.cli.exo_run.run", unreadable)
    monkeypatch.setattr("shared.exchange.client.Exchange.batch", all_unreadable)
    file = tmp_path / "people.csv"
    file.write_text(f"Identity\n{prompt.admin}\n")

    done = prompt.run("Set-Mailbox", f"@{file}" if table else prompt.admin, "-Office", "Berlin")

    assert done.exit_code == 1
    assert "unknown" in done.stderr


def test_a_line_pasted_from_a_page_has_its_hard_spaces_read_as_spaces(prompt):
    done = prompt.run(f"Get-Mailbox\u00a0-Identity\u00a0{prompt.admin} -ResultSize 1")

    assert done.exit_code == 0, done.stderr
