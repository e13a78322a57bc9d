"""nightshift mailbox list, show: what is there; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.at_the_desk import AsJson, Mailbox, TenantName, session
from shared.cli.listed import Form

if TYPE_CHECKING:
    from shared.mailboxes.listing import Wanted
    from shared.web.request import Json

_USUAL = 1000


def list_mailboxes(
    tenant: TenantName = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--type", help="user, shared, room or equipment; may be repeated."),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option("--filter", help="An OPATH filter: \"CustomAttribute1 -eq 'VIP'\"."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All, not the first thousand.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, without --all.")] = _USUAL,
    form: Annotated[Form, typer.Option("--output", help="How to print them.")] = Form.TABLE,
    as_json: AsJson = False,
) -> None:
    """List mailboxes, a page at a time (Get-EXOMailbox)."""
    from shared.cli import output

    wanted = _wanted(kind or [], where, None if everything else limit + 1)
    most = None if everything else limit
    output.run(_list(tenant, wanted, most, Form.JSON if as_json else form))


def show(mailbox: Mailbox, tenant: TenantName = None, as_json: AsJson = False) -> None:
    """Show all there is to know of one mailbox; what cannot be read is told as unknown."""
    from shared.cli import output

    shown = output.run(_show(tenant, mailbox))
    if as_json:
        output.print_json(shown)
    else:
        rows = [(name, value) for name, value in _lines("", shown) if name]
        output.print_table(str(shown["address"]), ("", ""), rows)


def _wanted(kinds: list[str], where: str | None, most: int | None) -> Wanted:
    from shared.cli import output
    from shared.exchange.opath import odata_of
    from shared.mailboxes.listing import Kind, Wanted

    try:
        chosen = [Kind(one.casefold()) for one in kinds]
    except ValueError:
        output.fail(f"--type takes {', '.join(Kind)}; not {', '.join(kinds)}.")
    try:
        return Wanted(chosen, odata_of(where) if where else None, most)
    except ValueError as error:
        output.fail(f"--filter: {error}.")


async def _list(tenant: str | None, wanted: Wanted, most: int | None, form: Form) -> None:
    from shared.cli import output
    from shared.cli.listed import listed
    from shared.mailboxes.listing import COLUMNS, entry, listing

    count, more = 0, False
    async with session(tenant, "mailbox list") as opened:
        paper = listed(form, "mailboxes", tuple(COLUMNS))
        with output.console.status("Reading mailboxes") as status:
            async for rows in listing(opened.exchange, wanted):
                fits = rows if most is None else rows[: most - count]
                more = len(fits) < len(rows)
                count += len(fits)
                paper.add([entry(row) for row in fits])
                status.update(f"{count} mailboxes")
        paper.end(more=more)
    note = "; there are more: --all lists them all" if more else ""
    output.console.print(f"{count} mailboxes{note}", highlight=False)


async def _show(tenant: str | None, mailbox: str) -> dict[str, Json]:
    from shared.mailboxes.picture import picture
    from shared.mailboxes.portrait import LICENCES, portrait

    async with session(tenant, "mailbox show", graph=(LICENCES,)) as opened:
        return picture(await portrait(opened.exchange, opened.graph, mailbox))


def _lines(name: str, value: Json) -> list[tuple[str, str]]:
    """*value* as rows of two columns, the inner ones below the outer one's name."""
    match value:
        case {"unknown": why}:
            return [(name, f"unknown: {why}")]
        case dict():
            inner = ((f"{name} {key}".strip(), one) for key, one in value.items())
            return [line for key, one in inner for line in _lines(key, one)]
        case list():
            return [(name, ", ".join(map(str, value)) or "none")]
        case None | "":
            return [(name, "-")]
        case bool():
            return [(name, "yes" if value else "no")]
        case _:
            return [(name, str(value))]
