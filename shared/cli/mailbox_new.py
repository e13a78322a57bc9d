"""nightshift mailbox new, new-shared: a mailbox that was not there before."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.at_the_desk import AsJson, TenantName, WhatIf
from shared.cli.mailbox_changes import run

if TYPE_CHECKING:
    from shared.mailboxes.first_password import Keeping
    from shared.mailboxes.new import Newcomer

Address = Annotated[str, typer.Argument(help="Its address.", show_default=False)]
Name = Annotated[str | None, typer.Option("--name", help="What people read; else the alias.")]
Alias = Annotated[str | None, typer.Option("--alias", help="Else what is before the @.")]


def new(
    upn: Annotated[str, typer.Argument(help="Sign-in name and address.", show_default=False)],
    name: Name = None,
    alias: Alias = None,
    first_name: Annotated[str | None, typer.Option(help="First name.")] = None,
    last_name: Annotated[str | None, typer.Option(help="Last name.")] = None,
    password_to_vault: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Write the first password to this Key Vault secret."),
    ] = None,
    tenant: TenantName = None,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """
    Make a person's mailbox and account (New-Mailbox -MicrosoftOnlineServicesID).

    The first password is random. It is shown once, on a terminal alone, or written to Key Vault
    before the account is made; it must be changed at the first sign-in.
    """
    from shared.mailboxes.new import new_user

    newcomer = _newcomer(upn, name, alias, first_name, last_name)
    keeping = _keeping(password_to_vault, what_if=what_if, as_json=as_json)
    run(
        "new",
        tenant,
        lambda writer: new_user(writer, newcomer, keeping),
        what_if=what_if,
        as_json=as_json,
    )


def new_shared(
    address: Address,
    name: Name = None,
    alias: Alias = None,
    tenant: TenantName = None,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """Make a shared mailbox (New-Mailbox -Shared)."""
    from shared.mailboxes.new import new_shared as made

    newcomer = _newcomer(address, name, alias)
    run(
        "new-shared",
        tenant,
        lambda writer: made(writer, newcomer),
        what_if=what_if,
        as_json=as_json,
    )


def at_a_terminal() -> bool:
    """Whether what is printed is seen by a person, and kept by nobody."""
    return sys.stdout.isatty()


class _OnTheTerminal:
    """The password is printed once."""

    async def before(self, upn: str, password: str) -> None:
        pass

    async def made(self, upn: str, password: str) -> str:
        _print(f"First password of {upn}, shown this once: {password}")
        return "it must be changed at the first sign-in"

    async def not_made(self, upn: str, password: str) -> None:
        pass

    async def unsure(self, upn: str, password: str) -> None:
        _print(
            f"Whether {upn} was made is not known. If it was, this is its first password, shown "
            f"this once: {password}"
        )


def _print(sentence: str) -> None:
    from shared.cli import output

    output.say(sentence)


def _keeping(secret: str | None, *, what_if: bool, as_json: bool) -> Keeping:
    """Where the password goes; who has no place for it makes no account."""
    from shared.app import app as current
    from shared.cli import output
    from shared.config import ConfigError
    from shared.mailboxes.first_password import InVault

    if secret is None:
        if not what_if and (as_json or not at_a_terminal()):
            output.fail(
                "The first password is shown on a terminal only, never in --json or to another "
                "program, so nothing was made; add --password-to-vault NAME to write it to Key "
                "Vault."
            )
        return _OnTheTerminal()
    vault = current().secrets
    try:
        output.console.print(f"Key Vault: {vault.address}", markup=False, highlight=False)
    except ConfigError as error:
        output.fail(f"{error}. Nothing was made.")
    return InVault(vault, secret)


def _newcomer(
    address: str,
    name: str | None,
    alias: str | None,
    first_name: str | None = None,
    last_name: str | None = None,
) -> Newcomer:
    from shared.cli import output
    from shared.mailboxes.new import Newcomer

    local, at, domain = address.partition("@")
    if not local or not at or "." not in domain or "@" in domain or any(map(str.isspace, address)):
        output.fail(f"{address!r} is no address; write it like ada@contoso.com.")
    full = " ".join(part for part in (first_name, last_name) if part)
    return Newcomer(address, name or full or local, alias or local, first_name, last_name)
