"""The nightshift command: sub-commands by capability, and those that other packages contribute."""

from importlib import import_module
from importlib.metadata import entry_points, version

import typer

_OWN = ("offboard", "quota", "audit", "poison")
_ALONE = ("selftest",)  # a command without sub-commands

app = typer.Typer(
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
    for name in _OWN:
        app.add_typer(import_module(f"shared.cli.{name}").app, name=name)
    for name in _ALONE:
        app.add_typer(import_module(f"shared.cli.{name}").app)
    for entry in entry_points(group="nightshift.commands"):
        try:
            app.add_typer(entry.load(), name=entry.name)
        except ImportError:
            continue  # installed without the local machinery
    app()


if __name__ == "__main__":
    main()
