"""nightshift mailbox list, show: what is there; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.at_the_desk import AsJson, Mailbox, TenantName, head, session, tell
from shared.cli.listed import Form

if TYPE_CHECKING:
    from shared.mailboxes.listing import Wanted
    from shared.mailboxes.sizes import Largest
    from shared.web.request import Json

_USUAL, _TOP = 1000, 20
_BRIEF = ("name", "address", "type")


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


def show(
    mailbox: Mailbox,
    no_licences: Annotated[
        bool,
        typer.Option("--no-licences", help="Leave out what takes a sign-in to Microsoft Graph."),
    ] = False,
    tenant: TenantName = None,
    as_json: AsJson = False,
) -> None:
    """Show all there is to know of one mailbox; what cannot be read is told as unknown."""
    from shared.cli import output

    _print(output.run(_show(tenant, mailbox, licences=not no_licences)), as_json=as_json)


def stats(
    mailbox: Annotated[str, typer.Argument(help="The mailbox; or --all.")] = "",
    tenant: TenantName = None,
    everything: Annotated[bool, typer.Option("--all", help="The largest of all.")] = False,
    top: Annotated[int, typer.Option(min=1, help="So many of them.")] = _TOP,
    as_json: AsJson = False,
) -> None:
    """Show how full a mailbox is, or the largest of all (Get-MailboxStatistics)."""
    from shared.cli import output

    if bool(mailbox) is everything:
        output.fail("Name a mailbox, or give --all for the largest of all.")
    if everything:
        output.run(_largest(tenant, top, as_json=as_json))
        return
    _print(output.run(_stats(tenant, mailbox)), as_json=as_json)


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
    from shared.cli.listed import listed, print_pages
    from shared.mailboxes.listing import COLUMNS, entry, listing

    async with session(tenant, "mailbox list") as opened:
        begin = head("mailboxes", opened)
        paper = listed(form, "mailboxes", tuple(COLUMNS), begin, _BRIEF)
        found = listing(opened.exchange, wanted)
        count, more = await print_pages(paper, found, entry, most, "Reading mailboxes")
    note = "; there are more: --all lists them all" if more else ""
    tell(f"{count} mailboxes{note}")


async def _show(tenant: str | None, mailbox: str, *, licences: bool) -> dict[str, Json]:
    from shared.mailboxes.picture import picture
    from shared.mailboxes.portrait import LICENCES, portrait

    async with session(tenant, "mailbox show", graph=(LICENCES,)) as opened:
        graph = opened.graph if licences else None
        return head("mailbox", opened) | picture(await portrait(opened.exchange, graph, mailbox))


async def _stats(tenant: str | None, mailbox: str) -> dict[str, Json]:
    from shared.mailboxes import sizes

    async with session(tenant, "mailbox stats") as opened:
        return head("mailbox-use", opened) | await sizes.one(opened.exchange, mailbox)


async def _largest(tenant: str | None, top: int, *, as_json: bool) -> None:
    from shared.cli import output
    from shared.mailboxes import sizes

    async with session(tenant, "mailbox stats") as opened:
        with output.console.status("Reading mailboxes") as status:
            found = await sizes.largest(
                opened.exchange, top, lambda count: status.update(f"{count} mailboxes")
            )
        if as_json:
            output.print_json(head("largest-mailboxes", opened) | found.json)
        else:
            _show_largest(found)


def _show_largest(found: Largest) -> None:
    from shared.cli import output

    columns = ("address", "type", "size", "items", "percentOfQuota")
    rows = [[_lines("", entry[name])[0][1] for name in columns] for entry in found.entries]
    output.print_table(f"The largest of {found.mailboxes} mailboxes", columns, rows)
    for unread in found.unread:
        output.say(f"{unread.mailbox}: unknown: {unread.why}")
    if found.unknown:
        output.say(f"{found.unknown} mailboxes have no known size and may be larger.")


def _print(found: dict[str, Json], *, as_json: bool) -> None:
    """What is known of one mailbox."""
    from shared.cli import output

    if as_json:
        output.print_json(found)
        return
    rows = [
        line for name, value in found.items() if name != "schema" for line in _lines(name, value)
    ]
    output.print_facts(rows, str(found["address"]))


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
