"""nightshift exo: any cmdlet, as the admin who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

app = typer.Typer()


class Form(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word that a shell may offer."""

    value: str
    type: str = "plain"
    help: str | None = None


class Cmdlet(TyperCommand):
    """Completes the parameters of the cmdlet that was typed, beside our own options."""

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:  # noqa: ANN401 - Typer hides the class
        """The options that *incomplete* may become."""
        from shared.exchange.catalogue import catalogue
        from shared.exo.completion import parameters

        names = parameters(catalogue(), ctx.params.get("line") or [], incomplete)
        return [*super().shell_complete(ctx, incomplete), *map(Suggestion, names)]


def _suggested(ctx: typer.Context, incomplete: str) -> list[str]:
    from shared.exchange.catalogue import catalogue
    from shared.exo.completion import completed

    return completed(catalogue(), ctx.params.get("line") or [], incomplete)


Line = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CMDLET [--Name VALUE]...",
        help="A cmdlet and its parameters, also as PowerShell writes them: -Name value.",
        autocompletion=_suggested,
    ),
]
Meant = Annotated[
    str | None,
    typer.Option(
        "--yes-i-mean",
        metavar="IDENTITY",
        help="What would have to be typed back before something is taken away.",
    ),
]


@app.command(
    cls=Cmdlet, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)
def exo(
    line: Line = None,
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="The tenant to be signed in to.")
    ] = None,
    form: Annotated[Form, typer.Option("--output", help="How rows are written.")] = Form.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --output json.")] = False,
    select: Annotated[
        str | None, typer.Option("--select", help="Properties, in this order: A,B.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All rows; without it at most a page of 1000.")
    ] = False,
    for_excel: Annotated[
        bool,
        typer.Option("--for-excel", help="CSV in which no cell is a formula, marked as UTF-8."),
    ] = False,
    what_if: Annotated[
        bool, typer.Option("--what-if", help="Check everything and send no write.")
    ] = False,
    with_output: Annotated[
        bool,
        typer.Option("--with-output", help="Keep the answers, redacted, with the session log."),
    ] = False,
    meant: Meant = None,
) -> None:
    """
    Run any cmdlet of Exchange Online as the admin who is signed in.

    A line works as PowerShell has it: nightshift exo Get-Mailbox -Identity adele@contoso.com.
    Without one, a prompt takes many, with one sign-in.
    Exit 1 when the service refuses or fails, 2 when the line is wrong and nothing was sent.
    """
    from shared.cli.exo_run import run_line
    from shared.cli.exo_show import Wanted
    from shared.cli.quota import someone_is_there

    if not line and someone_is_there():
        from shared.cli.exo_prompt import talk

        talk(tenant)
        return
    wanted = Wanted(
        Form.JSON if as_json else form,
        tuple(one.strip() for one in (select or "").split(",") if one.strip()),
        for_excel,
        everything,
        tenant,
        what_if,
        with_output,
        meant,
    )
    run_line(line or [], wanted)
