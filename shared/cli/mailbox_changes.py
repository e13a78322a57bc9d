"""nightshift mailbox set-quota, enable, grant: one change each, read back before it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.at_the_desk import AsJson, Mailbox, TenantName, WhatIf, head, session, tell

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from shared.exchange.sizes import Size
    from shared.mailboxes.done import Done
    from shared.mailboxes.writing import Writer
    from shared.session import Session
    from shared.web.request import Json

Quota = Annotated[str | None, typer.Option(help="A size with its unit, like 49.5GB.")]
Trustees = Annotated[list[str] | None, typer.Option(metavar="USER", help="May be repeated.")]


def set_quota(
    mailbox: Mailbox,
    warning: Quota = None,
    send: Quota = None,
    receive: Quota = None,
    tenant: TenantName = None,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """
    Set the quotas of a mailbox; those that are not named follow in proportion.

    A warning is mailed at --warning, nothing is sent from --send on, nothing received from
    --receive on. All three are set together, never below what is in the mailbox.
    """
    from shared.cli import output
    from shared.mailboxes.quota_wish import Wish
    from shared.mailboxes.set_quota import set_quota as wished

    wish = Wish(_size("--warning", warning), _size("--send", send), _size("--receive", receive))
    if wish == Wish():
        output.fail("Name a quota: --warning, --send or --receive, with a size like 49.5GB.")
    run(
        "set-quota",
        tenant,
        lambda writer: wished(writer, mailbox, wish, tell),
        what_if=what_if,
        as_json=as_json,
    )


def enable(
    mailbox: Mailbox,
    archive: Annotated[bool, typer.Option("--archive", help="An archive.")] = False,
    auto_expanding: Annotated[
        bool, typer.Option("--auto-expanding", help="One that grows by itself, for good.")
    ] = False,
    tenant: TenantName = None,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """Give a mailbox an archive (Enable-Mailbox -Archive, -AutoExpandingArchive)."""
    from shared.cli import output
    from shared.mailboxes.archive import enable_archive

    if not archive and not auto_expanding:
        output.fail(
            "Enable-Mailbox by itself makes a mailbox for an account on premises only; in "
            "Exchange Online a mailbox comes with its licence, and what can be enabled is its "
            f"archive. The working form: nightshift mailbox enable {mailbox} --archive"
        )
    run(
        "enable",
        tenant,
        lambda writer: enable_archive(writer, mailbox, auto_expanding=auto_expanding),
        what_if=what_if,
        as_json=as_json,
    )


def grant(
    mailbox: Mailbox,
    full_access: Trustees = None,
    send_as: Trustees = None,
    send_on_behalf: Trustees = None,
    no_automapping: Annotated[
        bool,
        typer.Option("--no-automapping", help="Does not open in their Outlook by itself."),
    ] = False,
    check_roles: Annotated[
        bool,
        typer.Option("--check-roles", help="Ask Microsoft Graph whom to be careful with."),
    ] = False,
    tenant: TenantName = None,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """
    Let somebody open a mailbox, send as it, or send on its behalf.

    Emergency accounts are warned of, and with --check-roles who holds an admin role, too.
    """
    from shared.cli import output
    from shared.cli.emergency import emergency_accounts
    from shared.exo.protected import PERMISSIONS, role_holders
    from shared.mailboxes.grant import Wanted
    from shared.mailboxes.grant import grant as granted
    from shared.mailboxes.rights import Right

    asked = {
        Right.FULL_ACCESS: full_access,
        Right.SEND_AS: send_as,
        Right.SEND_ON_BEHALF: send_on_behalf,
    }
    wanted = [
        Wanted(right, who, not no_automapping)
        for right, whom in asked.items()
        for who in whom or ()
    ]
    if not wanted:
        output.fail("Name a right and who is to hold it: --full-access USER, for example.")
    protected = emergency_accounts()

    async def holders(opened: Session) -> list[str]:
        command = opened.exchange.command
        people = [mailbox, *(one.to for one in wanted)]
        return await role_holders(opened, [command("Get-Mailbox", Identity=one) for one in people])

    run(
        "grant",
        tenant,
        *(lambda writer, one=one: granted(writer, mailbox, one, protected, tell) for one in wanted),
        what_if=what_if,
        as_json=as_json,
        graph=PERMISSIONS if check_roles else (),
        warnings=holders if check_roles else None,
    )


def run(
    name: str,
    tenant: str | None,
    *changes: Callable[[Writer], Awaitable[Done]],
    what_if: bool,
    as_json: bool,
    graph: tuple[str, ...] = (),
    warnings: Callable[[Session], Awaitable[list[str]]] | None = None,
) -> None:
    """
    Every change is made and told, in order; the first that fails ends it.

    What *warnings* finds, with the permissions *graph*, is told before.
    """
    from shared.app import app as current
    from shared.cli import output
    from shared.cli.changes_told import tell_change
    from shared.mailboxes.writing import Writer

    async def work() -> None:
        async with session(tenant, f"mailbox {name}", what_if=what_if, graph=graph) as opened:
            writer = Writer(opened.exchange, current().clock, what_if)
            for warning in await warnings(opened) if warnings else ():
                tell(f"Warning: {warning}")
            ended: list[Json] = []
            try:
                for change in changes:
                    done = await change(writer)
                    ended.append(done.json)
                    if not as_json:
                        tell_change(done)
            finally:
                # Also when a later one failed: what was done, was done.
                if as_json and ended:
                    output.print_json({**head("mailbox-changes", opened), "changes": ended})

    output.run(work())


def _size(option: str, text: str | None) -> Size | None:
    from shared.cli import output
    from shared.exchange.quotas import quota_of

    if text is None:
        return None
    if text.strip().isdecimal():
        output.fail(f"{option} {text} has no unit; write it like {text.strip()}GB.")
    try:
        return quota_of(text)
    except ValueError as error:
        output.fail(f"{option}: {error}.")
