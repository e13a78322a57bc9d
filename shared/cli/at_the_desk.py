"""What the commands of an admin have in common: their options, and a session as the admin."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shared.session import Session
    from shared.web.request import Json

TenantName = Annotated[
    str | None, typer.Option("--tenant", help="The tenant you are signed in to, to be sure.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
WhatIf = Annotated[bool, typer.Option("--what-if", help="Say what would happen; write nothing.")]
Mailbox = Annotated[
    str, typer.Argument(help="Address, UPN, alias, name or id of the mailbox.", show_default=False)
]


@asynccontextmanager
async def session(
    tenant: str | None, run: str, *, what_if: bool = False, graph: tuple[str, ...] = ()
) -> AsyncIterator[Session]:
    """A session as the admin; *run* is the command, as the session log has it."""
    from shared.app import app as current

    desk = current().desk
    async with desk.open(
        tenant, run=run, reason=f"{run} at a prompt", what_if=what_if, graph=graph
    ) as opened:
        yield opened


def head(kind: str, opened: Session) -> dict[str, Json]:
    """What a document begins with: its kind, as `mailbox`, and the tenant."""
    return {"schema": f"nightshift.{kind}/1", "tenant": opened.tenant.tenant_id}


def tell(sentence: str) -> None:
    """A sentence beside the result: on stderr, as stdout is the result's."""
    from shared.cells import harmless
    from shared.cli import output

    output.console.print(harmless(sentence), markup=False, highlight=False, soft_wrap=True)
