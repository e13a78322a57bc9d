"""A prompt: many lines, one sign-in."""

import asyncio

import pytest
import typer

from shared.cli.exo_prompt import with_options
from shared.cli.exo_show import Wanted
from shared.exo.refusal import WrongLine


@pytest.fixture
def seated(prompt, monkeypatch):
    """Somebody sits at the terminal."""
    for place in ("quota", "exo_ask", "exo_run"):
        monkeypatch.setattr(f"shared.cli.{place}.someone_is_there", lambda: True)
    return prompt


def test_lines_are_run_until_somebody_leaves(seated):
    who = seated.admin
    lines = [f"Set-Mailbox {who} -Office 'Berlin Mitte'", "Get-Mailbx", "", "exit", "Get-Mailbox"]

    done = seated.run(typed="\n".join(lines))

    held = asyncio.run(seated.row("Get-Mailbox", Identity=who))
    assert done.exit_code == 0
    assert held["Office"] == "Berlin Mitte"
    assert who in done.stderr
    assert "did you mean Get-Mailbox" in done.stderr


def test_one_sign_in_serves_all_lines(seated, monkeypatch):
    made = []
    make = seated.house.minted.make

    async def counted(tenant, auth):
        made.append(auth)
        return await make(tenant, auth)

    monkeypatch.setattr(seated.house.minted, "make", counted)

    seated.run(typed=f"Get-Mailbox {seated.admin}\nSet-Mailbox {seated.admin} -Office B\n")

    assert len(made) == 1
    assert asyncio.run(seated.writes()) == ["Set-Mailbox"]


def test_a_line_has_our_options_too(seated):
    done = seated.run(typed=f"Get-Mailbox {seated.admin} --output csv --select Alias\n")

    assert f"Alias\n{seated.admin.partition('@')[0]}\n" in done.stdout.replace("\r", "")


def test_taking_away_is_asked_for_at_the_prompt_as_well(seated):
    [who] = asyncio.run(seated.house.picks("leaver"))

    seated.run(typed=f"Remove-Mailbox {who}\nno\nRemove-Mailbox {who}\n{who}\n")

    assert asyncio.run(seated.writes()) == ["Remove-Mailbox"]


@pytest.mark.parametrize("line", ["Get-Mailbox --output", "Get-Mailbox --output xml", "a | b"])
def test_a_wrong_option_is_told(line):
    with pytest.raises(WrongLine):
        with_options(line, Wanted())


def test_who_is_not_signed_in_gets_no_prompt(seated):
    seated.house.app.desk.logins.forget()

    done = seated.run(typed="Get-Mailbox\n")

    assert done.exit_code == 2
    assert "nightshift login" in done.stderr


def test_who_breaks_off_at_a_question_stays_at_the_prompt(seated, monkeypatch):
    [who] = asyncio.run(seated.house.picks("leaver"))

    def broken_off(*_, **__):
        raise typer.Abort

    monkeypatch.setattr("typer.prompt", broken_off)

    done = seated.run(typed=f"Remove-Mailbox {who}\nGet-Mailbox {who} --output csv\n")

    assert done.exit_code == 0
    assert who in done.stdout
    assert asyncio.run(seated.writes()) == []
