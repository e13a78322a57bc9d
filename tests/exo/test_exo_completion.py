"""What a shell may offer while a line is typed."""

import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from shared.cli import main
from shared.exchange.catalogue import catalogue
from shared.exo.completion import completed, dashed


@pytest.mark.parametrize(
    ("before", "incomplete", "offered"),
    [
        ([], "Get-MailboxFolderS", ["Get-MailboxFolderStatistics"]),
        ([], "get-exomailboxs", ["get-exomailboxstatistics"]),
        ([], "Get-MessageTrace", ["Get-MessageTraceDetailV2", "Get-MessageTraceV2"]),
        ([], "Connect-Ex", []),
        (["Get-Mailbox"], "-Iden", ["-Identity"]),
        (["get-mailbox"], "--recip", ["--recipient-type-details"]),
        (["Get-Mailbox", "-Identity", "x"], "-Iden", []),
        (["Get-Mailbox", "--identity", "x"], "--iden", []),
        (["Get-Mailbox"], "-Verb", []),
        (["Set-Mailbox", "-Type"], "sh", ["shared"]),
        (["Set-Mailbox", "--audit-enabled"], "", ["false", "true"]),
        (["Add-MailboxPermission", "-AccessRights"], "FullAccess,Se", ["FullAccess,SendAs"]),
        (["Get-Mailbox", "-ResultSize"], "Un", ["Unlimited"]),
        (["Get-Mailbox"], "ad", []),
        (["Get-Mailbx"], "-I", []),
    ],
)
def test_what_may_come_next_is_offered(before, incomplete, offered):
    assert completed(catalogue(), before, incomplete) == offered


@pytest.mark.parametrize(
    ("name", "ours"),
    [("ProhibitSendQuota", "prohibit-send-quota"), ("OWAEnabled", "owa-enabled")],
)
def test_a_parameter_has_our_spelling_too(name, ours):
    assert dashed(name) == ours


@pytest.mark.parametrize(
    ("shell", "environment"),
    [
        ("bash", {"COMP_WORDS": "nightshift exo Get-Mailbox -Iden", "COMP_CWORD": "3"}),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "nightshift exo Get-Mailbox -Iden"}),
        (
            "powershell",
            {
                "_TYPER_COMPLETE_ARGS": "nightshift exo Get-Mailbox -Iden",
                "_TYPER_COMPLETE_WORD_TO_COMPLETE": "-Iden",
            },
        ),
        (
            "fish",
            {
                "_TYPER_COMPLETE_ARGS": "nightshift exo Get-Mailbox -Iden",
                "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            },
        ),
    ],
)
def test_each_shell_is_offered_the_parameters_of_the_cmdlet(shell, environment):
    told = CliRunner().invoke(
        main.app,
        prog_name="nightshift",
        env={"_NIGHTSHIFT_COMPLETE": f"complete_{shell}", **environment},
    )

    assert "-Identity" in told.stdout


@pytest.mark.processes
def test_a_shell_does_not_wait_for_what_only_a_call_needs():
    code = "import sys; from shared.cli.main import app\n"
    code += "try: app(prog_name='nightshift')\nfinally: print(*sys.modules, file=sys.stderr)"
    line = {"COMP_WORDS": "nightshift exo Get-Mailbox -Iden", "COMP_CWORD": "3"}

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "_NIGHTSHIFT_COMPLETE": "complete_bash", **line},
        capture_output=True,
        text=True,
        check=False,
    )

    heavy = {"asyncio", "azure", "cryptography", "httpx", "ssl", "yaml"}
    assert done.stdout.strip() == "-Identity"
    assert {one.partition(".")[0] for one in done.stderr.split()} & heavy == set()
