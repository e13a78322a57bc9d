"""A password is asked for at the terminal, and is nowhere afterwards; answers are kept redacted."""

import asyncio

import pytest

CANARY = "canary-Pa55!word"
NEW = ("New-Mailbox", "-Name", "Nia New", "-MicrosoftOnlineServicesID", "nia@contoso.com")


@pytest.fixture
def seated(prompt, monkeypatch):
    """Somebody sits at the terminal."""
    for place in ("exo_ask", "exo_run"):
        monkeypatch.setattr(f"shared.cli.{place}.someone_is_there", lambda: True)
    return prompt


def kept(prompt):
    folder = prompt.house.app.desk.folder
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_password_is_typed_unseen_and_kept_nowhere(seated):
    done = seated.run(*NEW, "-Password", "--with-output", typed=f"{CANARY}\n{CANARY}\n")

    made = asyncio.run(seated.row("Get-Mailbox", Identity="nia@contoso.com"))
    assert done.exit_code == 0, done.stderr
    assert made["DisplayName"] == "Nia New"
    assert "canary" not in done.stdout + done.stderr
    assert b"New-Mailbox" in kept(seated)
    assert b"canary" not in kept(seated)


@pytest.mark.parametrize("cmdlet", ["New-Mailbox", "Set-Mailbox"])
def test_a_password_in_the_line_is_refused_and_not_repeated(seated, cmdlet):
    done = seated.run(cmdlet, "-Identity", "nia@contoso.com", "-Password", CANARY)

    assert done.exit_code == 2
    assert "without a value" in done.stderr
    assert "canary" not in done.stderr


def test_without_a_terminal_no_password_is_asked_for(prompt):
    done = prompt.run(*NEW, "-Password", typed=f"{CANARY}\n{CANARY}\n")

    assert done.exit_code == 2
    assert "none can be asked for here" in done.stderr


def test_a_password_in_a_table_is_refused(seated, tmp_path):
    file = tmp_path / "new.csv"
    file.write_text(f"Name,Password\nNia,{CANARY}\n")

    done = seated.run("New-Mailbox", f"@{file}")

    assert done.exit_code == 2
    assert "stays there for others to read" in done.stderr
    assert "canary" not in done.stderr


def test_answers_are_kept_only_when_that_is_asked_for(prompt):
    outputs = prompt.house.app.desk.folder / "transcripts"
    prompt.run("Get-Mailbox", prompt.admin)
    without = b"DisplayName" in kept(prompt)

    prompt.run("Get-Mailbox", prompt.admin, "--with-output")

    assert outputs.exists()
    assert not without
    assert b"DisplayName" in kept(prompt)
