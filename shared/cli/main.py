"""The nightshift command: sub-commands by capability, and those that other packages contribute."""

import sys
from collections.abc import Iterator
from importlib.metadata import entry_points, version
from io import TextIOWrapper
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from shared.cli.later import Later

# Each group is a module here, imported when it is called; its line is what its own help says.
_OWN = {
    "offboard": "Offboard leavers.",
    "quota": "Mailbox quotas: compare them with config/quota.yaml, and hold them to it.",
    "audit": "Prove the audit configuration: what passes, what fails, what is unknown.",
    "mailbox": "Mailboxes, with your own sign-in: list, show, make, change.",
    "mailflow": "Mail flow, with your own sign-in: rules and traces.",
    "transcript": "The logs of sessions: what was sent, by whom, and whether anything was changed.",
    "poison": "Messages that could not be taken.",
    "setup": "Set up the app, a managed identity or the role groups, with your own sign-in.",
    "tenants": "The tenants that are served: list, check, take another one on.",
    "doctor": "What is wrong between here and each tenant, and how it is mended.",
}
# Commands without sub-commands, the module they are in, and their line.
_ALONE = {
    "login": ("login", "Sign in to a tenant as yourself, and show who you are there."),
    "whoami": ("login", "Show who is signed in, to which tenant, with which roles, until when."),
    "logout": (
        "login",
        "Sign out: no token and no account of this command stays on this machine.",
    ),
    "exo": ("exo", "Run any cmdlet of Exchange Online as the admin who is signed in."),
    "selftest": (
        "selftest",
        "Ask a tenant what we believe of Exchange Online and Graph, and keep where it differs.",
    ),
}


class Commands(TyperGroup):
    """All sub-commands."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - handed on as it comes
        super().__init__(**attributes)
        for name, line in _OWN.items():
            self.add_command(Later(name, line, name, alone=False))
        for name, (module, line) in _ALONE.items():
            self.add_command(Later(name, line, module, alone=True))
        for name, command in _contributed():
            self.add_command(command, name)


def _contributed() -> Iterator[tuple[str, TyperGroup]]:
    for entry in entry_points(group="nightshift.commands"):
        try:
            yield entry.name, get_group(entry.load())
        except ImportError:
            continue  # installed without the local machinery


app = typer.Typer(
    cls=Commands,
    help="Exchange Online on the night shift: offboarding, quotas, audit, without PowerShell.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nightshift {version('nightshift')}")
        raise typer.Exit


@app.callback()
def root(
    show_version: bool = typer.Option(
        False,
        "--version",
        callback=_show_version,
        is_eager=True,
        help="Show the version.",
    ),
) -> None:
    """Exchange Online on the night shift: offboarding, quotas, audit, without PowerShell."""


def main() -> None:
    """The console entry point."""
    speak_utf8()
    app()


def speak_utf8() -> None:
    """
    What is piped in or out is UTF-8 on every system.

    Windows would take the code page of the day and stop at the first letter outside it. Half a
    character, which some tenant's directory may hold, is written as an escape.
    """
    for stream, errors in (
        (sys.stdin, "strict"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
    ):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


if __name__ == "__main__":
    main()
