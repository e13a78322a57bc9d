"""A line for each row of a file: checked as a whole, run in tens, and what is left kept."""

import asyncio
import csv
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.catalogue import catalogue
from shared.exchange.client import Exchange
from shared.exo.kinds import Place
from shared.exo.line import read
from shared.exo.refusal import WrongLine
from shared.exo.table_file import table_of
from shared.exo.targets import repeated, targets

PLACE = Place(datetime(2026, 11, 24, tzinfo=UTC))


def checked(text, *words):
    line = read(catalogue(), words or ("Set-Mailbox", "@people.csv"))
    return targets(line, table_of(text.encode()), PLACE)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"Identity,Office\r\nadele,Berlin\r\n", id="commas"),
        pytest.param(b"Identity;Office\nadele;Berlin", id="semicolons"),
        pytest.param(b"sep=;\r\nIdentity;Office\r\nadele;Berlin\r\n", id="said in a first line"),
        pytest.param(b"\xef\xbb\xbfIdentity,Office\nadele,Berlin\n", id="with a mark"),
        pytest.param("Identity\tOffice\nadele\tBerlin\n".encode("utf-16"), id="UTF-16"),
        pytest.param(b'"Identity","Office"\n"adele","Berlin"\n\n,\n', id="quotes and empty lines"),
        pytest.param(
            b"Identity,Office,nightshift-outcome,nightshift-reason\nadele,Berlin,failed,x\n",
            id="what an earlier run left",
        ),
    ],
)
def test_a_spreadsheets_csv_is_read_in_any_of_its_ways(data):
    table = table_of(data)

    assert table.columns == ("Identity", "Office")
    assert [dict(row.cells) for row in table.rows] == [{"Identity": "adele", "Office": "Berlin"}]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"Identity\n\xe4dele\n", "CSV UTF-8"),
        (b"", "name a parameter"),
        (b"Identity,,Office\na,b,c\n", "name a parameter"),
        (b"Identity,identity\na,b\n", "is there twice"),
        (b"Identity,Office\n", "no rows"),
        (b"Identity,Office\na,b\nc,d,e\n", "line 3: 3 cells under 2"),
        (b'Identity,Office\na,"b\n', "from line 2 on"),
    ],
)
def test_a_file_that_is_no_table_is_told_with_its_line(data, says):
    with pytest.raises(WrongLine, match=says):
        table_of(data)


@given(
    st.binary(max_size=60) | st.text(alphabet='Identity,;\n\r"\t= ', max_size=60).map(str.encode)
)
def test_whatever_a_file_holds_is_a_table_or_a_sentence(data):
    try:
        table_of(data)
    except WrongLine:
        return


def test_columns_are_parameters_and_the_line_gives_the_rest():
    [one] = checked("identity,custom-attribute1\nadele,x\n", "Set-Mailbox", "@f", "-Office", "B")

    assert one.call.parameters == {"Identity": "adele", "CustomAttribute1": "x", "Office": "B"}


def test_an_empty_cell_leaves_out_and_null_clears():
    first, second = checked("Identity,Office\na,\nb,$null\n")

    assert first.call.parameters == {"Identity": "a"}
    assert second.call.parameters == {"Identity": "b", "Office": None}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Identity,Ofice\na,b\n", "did you mean Office"),
        ("Identity,Office\na,b\n,c\n", "line 3: .*Identity"),
        ("Identity,Office\n*,c\n", "line 2: .* fits several"),
        ("Identity,AuditEnabled\na,true\nb,maybe\n", "line 3: AuditEnabled: .*neither true"),
        ("Identity,Type\na,Shared\nb,Shred\n", "line 3: .*did you mean Shared"),
        ('Identity,Office\n"a","two\nlines"\n$null,c\n', "line 4: "),
    ],
)
def test_one_wrong_row_stops_all_and_is_named(text, says):
    with pytest.raises(WrongLine, match=says):
        checked(text)


def test_all_wrong_rows_are_named_at_once():
    with pytest.raises(WrongLine) as caught:
        checked("Identity,AuditEnabled\na,x\nb,true\nc,y\n")

    assert "line 2" in str(caught.value)
    assert "line 3" not in str(caught.value)
    assert "line 4" in str(caught.value)


def test_a_parameter_is_not_taken_from_the_line_and_a_column():
    with pytest.raises(WrongLine, match="give it once"):
        checked("Identity,Office\na,b\n", "Set-Mailbox", "@f", "-Office", "B")


def test_an_object_that_is_there_twice_is_warned_of():
    assert repeated(checked("Identity\na\nb\nA\n")) == ["a is in lines 2, 4; each of them is run."]


@pytest.fixture
def people(prompt, tmp_path):
    """Twenty-five people in a file."""
    found = asyncio.run(prompt.house.picks("leaver", 25))
    file = tmp_path / "people.csv"
    file.write_text("\n".join(["Identity", *found]))
    return file, found


def office(prompt, who):
    return asyncio.run(prompt.row("Get-Mailbox", Identity=who))["Office"]


def test_a_line_runs_for_every_row_in_tens(prompt, people):
    file, found = people
    asked = prompt.house.world.journal.requests

    done = prompt.run("Set-Mailbox", f"@{file}", "-Office", "Berlin")

    assert prompt.house.world.journal.requests == asked + 3
    assert done.exit_code == 0, done.stderr
    assert "25 done" in done.stderr
    assert office(prompt, found[-1]) == "Berlin"
    assert not file.with_name("people.failed.csv").exists()


def test_a_wrong_row_in_the_middle_sends_nothing(prompt, people):
    file, _ = people
    lines = file.read_text().split("\n")
    file.write_text("\n".join([*lines[:12], "*", *lines[13:]]))

    done = prompt.run("Set-Mailbox", f"@{file}", "-Office", "Berlin")

    assert done.exit_code == 2
    assert "line 13" in done.stderr
    assert asyncio.run(prompt.writes()) == []


def test_what_failed_is_kept_and_can_be_run_again_as_it_is(prompt, people):
    file, found = people
    lines = file.read_text().split("\n")
    file.write_text("\n".join([*lines[:5], "ghost@contoso.com", *lines[5:]]))

    done = prompt.run("Set-Mailbox", f"@{file}", "-Office", "Berlin", "--json")

    left = file.with_name("people.failed.csv")
    [row] = csv.DictReader(left.read_text("utf-8-sig").splitlines())
    assert done.exit_code == 1
    assert (row["Identity"], row["nightshift-outcome"]) == ("ghost@contoso.com", "failed")
    document = json.loads(done.stdout)
    assert document["failedFile"] == str(left)
    assert [one["outcome"] for one in document["results"]].count("done") == 25
    left.write_text(left.read_text("utf-8-sig").replace("ghost@contoso.com", found[0]))
    assert prompt.run("Set-Mailbox", f"@{left}", "-Office", "Bonn").exit_code == 0
    assert office(prompt, found[0]) == "Bonn"


def test_a_lost_answer_is_kept_as_unknown_and_not_as_failed(prompt, people):
    file, _ = people
    rule = {"kind": "lost-response", "path": ".*batch", "count": 99}
    asyncio.run(prompt.house.control("POST", "faults", [rule]))

    done = prompt.run("Set-Mailbox", f"@{file}", "-Office", "Berlin")

    rows = list(
        csv.DictReader(file.with_name("people.failed.csv").read_text("utf-8-sig").splitlines())
    )
    assert done.exit_code == 1
    assert [one["nightshift-outcome"] for one in rows] == ["unknown"] * 10 + ["not-run"] * 15


def test_who_stops_it_half_way_learns_what_was_done(prompt, people, monkeypatch):
    file, _ = people
    batch, sent = Exchange.batch, []

    async def stopped(self, commands):
        sent.append(len(commands))
        if len(sent) == 2:
            raise KeyboardInterrupt
        return await batch(self, commands)

    monkeypatch.setattr(Exchange, "batch", stopped)

    done = prompt.run("Set-Mailbox", f"@{file}", "-Office", "Berlin")

    assert done.exit_code == 130
    assert "10 done, 10 unknown, 5 not-run" in done.stderr
    assert len(file.with_name("people.failed.csv").read_text("utf-8-sig").splitlines()) == 16


def test_who_may_not_is_refused_once_and_not_for_every_row(prompt, people):
    file, _ = people
    prompt.house.sign_in(20)

    done = prompt.run("Set-Mailbox", f"@{file}", "-Office", "Berlin")

    assert done.exit_code == 1
    assert "10 failed, 15 not-run" in done.stderr


def test_a_table_is_rehearsed_without_a_write(prompt, people):
    file, _ = people

    done = prompt.run("Remove-Mailbox", f"@{file}", "--what-if")

    assert done.exit_code == 0, done.stderr
    assert "25 would-run" in done.stderr
    assert asyncio.run(prompt.writes()) == []


def test_taking_away_for_a_table_wants_its_length_and_cmdlet(prompt, people):
    file, found = people

    refused = prompt.run("Remove-Mailbox", f"@{file}", "--yes-i-mean", found[0])
    done = prompt.run("Remove-Mailbox", f"@{file}", "--yes-i-mean", "25 Remove-Mailbox")

    assert refused.exit_code == 2
    assert done.exit_code == 0, done.stderr
    assert asyncio.run(prompt.writes()).count("Remove-Mailbox") == 25


def test_reading_for_a_table_gives_all_rows_together(prompt, people):
    file, found = people

    done = prompt.run(
        "Get-Mailbox", f"@{file}", "--output", "csv", "--select", "PrimarySmtpAddress"
    )

    assert done.exit_code == 0, done.stderr
    assert done.stdout.split() == ["PrimarySmtpAddress", *found]


def test_a_row_that_has_more_than_a_page_is_told(prompt, tmp_path, monkeypatch):
    monkeypatch.setattr("shared.exo.plan._A_PAGE", 1)
    file = tmp_path / "mailboxes.csv"
    file.write_text(f"Identity\n{prompt.admin}\n")
    [who] = asyncio.run(prompt.house.picks("leaver"))
    prompt.run("Add-MailboxPermission", prompt.admin, "-User", who, "-AccessRights", "FullAccess")

    done = prompt.run("Get-MailboxPermission", f"@{file}")

    assert done.exit_code == 0, done.stderr
    assert f"line 2: {prompt.admin}: done: There are more results" in done.stderr


def test_no_file_is_overwritten(prompt, people):
    file, _ = people
    first = file.with_name("people.failed.csv")
    first.write_text("Identity\nghost@contoso.com\n")

    prompt.run("Set-Mailbox", f"@{first}", "-Office", "Berlin")

    assert first.read_text() == "Identity\nghost@contoso.com\n"
    assert "ghost" in file.with_name("people.failed-2.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("column", ["WhatIf", "what-if", "Confirm", "ErrorAction"])
def test_a_rehearsal_is_asked_for_on_the_line_and_not_row_by_row(prompt, tmp_path, column):
    file = tmp_path / "people.csv"
    file.write_text(f"Identity,{column}\n{prompt.admin},true\n")

    done = prompt.run("Set-Mailbox", f"@{file}", "-Office", "Berlin")

    assert done.exit_code == 2
    assert "on the line, not as a column" in done.stderr
    assert asyncio.run(prompt.writes()) == []


def test_a_row_whose_answer_nobody_can_read_is_unknown_and_not_done(prompt, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(f"Identity\n{prompt.admin}\n")
    rule = {"kind": "malformed", "cmdlet": "Set-Mailbox", "count": 9}
    asyncio.run(prompt.house.control("POST", "faults", [rule]))

    done = prompt.run("Set-Mailbox", f"@{file}", "-Office", "Berlin")

    assert done.exit_code == 1
    assert "1 unknown" in done.stderr
