"""`nightshift transcript` over a desk, a store, and copies of their logs."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from shared.app import app_is
from shared.cli.transcript import app as command
from shared.store import names
from shared.tenants import Role
from shared.transcript import places
from tests.harness import House


@pytest.fixture(autouse=True)
def _wide_screen(monkeypatch):
    monkeypatch.setattr("shared.cli.output._screen", Console(width=300))


class Desk:
    """A house whose admin changed one mailbox, and whose app listed some."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.admin = self.house.sign_in()
        asyncio.run(self._work())

    async def _work(self) -> None:
        app, house = self.house.app, self.house
        [upn] = await house.picks("leaver")
        async with app.desk.open(run="exo-1", reason="exo") as session:
            await session.exchange.invoke("Get-Mailbox", Identity=upn)
            await session.exchange.invoke("Set-Mailbox", Identity=upn, MailTip="gone fishing")
        house.clock.advance(86400)
        tenant = app.tenants.find(None)
        async with app.connections.open(
            tenant, run="quota-1", reason="quota", what_if=False, role=Role.READER
        ) as session:
            await session.exchange.invoke("Get-Mailbox", ResultSize=3)
        await app.close()

    @property
    def folder(self) -> Path:
        return self.house.app.desk.folder / names.TRANSCRIPTS

    @property
    def log(self) -> Path:
        """The file of the admin's session."""
        [found] = self.folder.rglob("*.jsonl")
        return found

    def run(self, *arguments: object):
        with app_is(self.house.app):
            return CliRunner().invoke(command, [str(one) for one in arguments])

    def json(self, *arguments: object):
        return json.loads(self.run(*arguments, "--json").stdout)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_sessions_of_the_store_and_of_the_desk_are_listed_the_newest_first(desk):
    of_the_app, of_the_admin = desk.json("list")["transcripts"]

    assert (of_the_app["where"], of_the_app["reason"]) == ("storage", "quota")
    assert (of_the_admin["where"], of_the_admin["who"]) == ("desk", desk.admin)
    assert (of_the_admin["lines"], of_the_admin["writes"], of_the_admin["failures"]) == (3, 1, 0)
    assert {of_the_app["state"], of_the_admin["state"]} == {"intact"}


@pytest.mark.parametrize(
    ("criteria", "reasons"),
    [
        (["--tenant", "contoso"], ["quota", "exo"]),
        (["--tenant", "99999999-2222-3333-4444-555555555555"], []),
        (["--since", "2026-11-25"], ["quota"]),
        (["--until", "2026-11-24"], ["exo"]),
        (["--run", "quota"], ["quota"]),
        (["--who", "@"], ["exo"]),
        (["--limit", "1"], ["quota"]),
    ],
)
def test_each_criterion_narrows_the_list(desk, criteria, reasons):
    found = desk.json("list", *criteria)["transcripts"]

    assert [one["reason"] for one in found] == reasons


def test_a_day_that_is_none_is_a_wrong_usage(desk):
    told = desk.run("list", "--since", "yesterday")

    assert told.exit_code == 2
    assert "write it as 2026-11-24" in told.stderr


def test_lines_are_shown_without_a_person_s_words(desk):
    told = desk.run("show", desk.log.stem[:8])

    assert told.exit_code == 0
    assert "Set-Mailbox" in told.stdout
    assert "gone fishing" not in told.stdout


def test_only_writes_or_only_failures_are_shown(desk):
    writes = desk.json("show", desk.log.stem, "--writes")["lines"]
    failed = desk.json("show", desk.log.stem, "--failed")["lines"]

    assert [line["outcome"] for line in writes] == ["intended", "ok"]
    assert failed == []


def test_a_session_that_is_not_there_is_told_with_how_to_find_it(desk):
    told = desk.run("show", "ffff")

    assert told.exit_code == 1
    assert "transcript list" in told.stderr


def test_untouched_logs_are_intact(desk):
    told = desk.run("verify", "--all")

    assert told.exit_code == 0
    assert told.stdout.count("intact") == 2


def test_what_to_verify_must_be_said(desk):
    assert desk.run("verify").exit_code == 2
    assert desk.run("verify", "--all", desk.log.stem).exit_code == 2


def test_nothing_verified_is_not_all_intact(desk):
    told = desk.run("verify", "--all", "--since", "2030-01-01")

    assert told.exit_code == 1
    assert "nothing was verified" in told.stdout


def test_a_dropped_last_line_is_located(desk):
    lines = desk.log.read_bytes().splitlines(keepends=True)
    desk.log.write_bytes(b"".join(lines[:-1]))

    told = desk.run("verify", desk.log.stem)

    assert told.exit_code == 1
    assert "tampered at line 3" in told.stdout


def test_a_log_that_was_changed_is_shown_with_a_warning(desk):
    lines = desk.log.read_bytes().splitlines(keepends=True)
    desk.log.write_bytes(b"".join(lines[:-1]))

    shown = desk.run("show", desk.log.stem)
    document = desk.run("show", desk.log.stem, "--json")

    assert (shown.exit_code, document.exit_code) == (1, 1)
    assert "tampered at line 3" in shown.stderr
    assert json.loads(document.stdout)["state"] == "tampered"


def test_a_log_whose_end_nobody_recorded_is_unanchored(desk):
    (desk.folder / places.end(desk.log.relative_to(desk.folder).as_posix())).unlink()

    [checked] = desk.json("verify", desk.log.stem)["transcripts"]

    assert checked["state"] == "unanchored"
    assert desk.run("verify", desk.log.stem).exit_code == 1


def test_a_log_of_which_nothing_is_left_fails_the_check_of_all(desk):
    name = f"{desk.house.tenant.tenant_id}/2026/11/24/{'0' * 32}.jsonl"
    result = {"transcripts": [{"transcript": name, "seq": 3, "hash": "f" * 64}]}
    blobs = desk.house.memory.blobs.blobs
    blobs[names.RESULTS, "quota/x/result.json"] = json.dumps(result).encode()

    done = desk.run("verify", "--all")

    assert done.exit_code == 1
    assert "the log is gone; 3 lines" in done.stdout


def test_a_log_that_is_gone_is_missed_by_its_recorded_end(desk):
    desk.log.unlink()

    [checked] = [one for one in desk.json("verify", "--all")["transcripts"] if one["line"]]

    assert (checked["state"], checked["line"]) == ("tampered", 1)


def test_a_copied_folder_and_a_copied_file_are_verified_without_a_configuration(desk, tmp_path):
    copy = tmp_path / "evidence"
    shutil.copytree(desk.folder, copy)
    [log] = copy.rglob("*.jsonl")

    for place in (copy, log):
        told = desk.run("verify", "--all", "--folder", place)

        assert told.exit_code == 0, told.output
        assert told.stdout.count("intact") == 1


@pytest.mark.parametrize(("changed", "verdict"), [(False, "intact"), (True, "tampered at line 1")])
def test_a_result_that_was_copied_along_vouches_for_a_log(desk, tmp_path, changed, verdict):
    copy = tmp_path / "evidence"
    copy.mkdir()
    shutil.copy(desk.log, copy)
    last = json.loads(desk.log.read_bytes().splitlines()[-1])
    known = "0" * 64 if changed else last["hash"]
    head = {"transcript": f"t/{desk.log.name}", "seq": last["seq"], "hash": known}
    (copy / "result.json").write_text(json.dumps({"transcripts": ["?", {}, head]}))
    (copy / "other.json").write_text("[" * 20)

    told = desk.run("verify", "--all", "--folder", copy)

    assert told.stdout.startswith(verdict)


def test_a_renamed_copy_is_told_to_have_its_name_again(desk, tmp_path):
    copy = shutil.copy(desk.log, tmp_path / "evidence (1).jsonl")

    told = desk.run("verify", "--all", "--folder", copy)

    assert told.exit_code == 2
    assert "the name it had" in told.stderr


@pytest.mark.parametrize(
    ("code", "shown"),
    [("\\u001b", "\\x1b"), ("\\u009b", "\\x9b"), ("\\u202e", "\\u202e"), ("\\n", " ")],
)
def test_a_log_from_elsewhere_does_not_command_the_terminal(desk, code, shown):
    desk.log.write_bytes(desk.log.read_bytes().replace(b"Set-Mailbox", f"{code}2JSet".encode()))

    told = desk.run("show", desk.log.stem)

    assert json.loads(f'"{code}"') + "2J" not in told.stdout
    assert f"{shown}2JSet" in told.stdout
