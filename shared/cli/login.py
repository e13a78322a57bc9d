"""nightshift login, whoami, logout: connect, verify, disconnect, as oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.desk.account import Account
    from shared.desk.login import Method
    from shared.tenants import Cloud

app = typer.Typer()

_CLOUDS = ("public", "usgov", "usgovdod", "china", "local")
_UNKNOWN = "unknown"
_SHOWN = 8  # management roles; an administrator has dozens

TenantName = Annotated[
    str | None, typer.Option("--tenant", help="Key in tenants.yaml, tenant id, or any domain.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.command()
def login(
    tenant: TenantName = None,
    cloud: Annotated[
        str | None,
        typer.Option("--cloud", help=f"{', '.join(_CLOUDS[:-1])}; public if not said."),
    ] = None,
    device_code: Annotated[
        bool, typer.Option("--device-code", help="Sign in in a browser on another device.")
    ] = False,
    client_id: Annotated[
        str | None,
        typer.Option("--client-id", help="A public client of your own, by its application id."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """
    Sign in to a tenant as yourself, and show who you are there.

    Exit 1: the sign-in failed, or Exchange Online lets you run nothing.
    """
    from shared.cli import output

    account = output.run(_sign_in(tenant, _cloud(cloud), client_id, device_code=device_code))
    if account.cache == "memory":
        _note(
            f"Tokens are kept in memory only, because {account.why_memory}: each command will ask "
            "you again, and the prompt of `nightshift exo` once for many."
        )
    _show(account, as_json=as_json)


@app.command()
def whoami(
    tenant: TenantName = None,
    the_app: Annotated[
        bool, typer.Option("--app", help="The app's identity of tenants.yaml instead.")
    ] = False,
    reader: Annotated[
        bool, typer.Option("--reader", help="With --app: the identity that only reads.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """
    Show who is signed in, to which tenant, with which roles, until when.

    Exit 1: nobody is signed in, the sign-in is no longer good, or Exchange Online refuses.
    """
    from shared.app import app as current
    from shared.cli import output
    from shared.desk.login import NotSignedIn
    from shared.tenants import Role

    async def work() -> Account:
        reception = current().reception
        if the_app:
            return await reception.app_account(tenant, Role.READER if reader else Role.OPERATOR)
        try:
            return await reception.account(tenant)
        except NotSignedIn as error:
            output.fail(str(error), output.FAILED)

    if reader and not the_app:
        output.fail("--reader says which identity of the app; add --app")
    _show(output.run(work()), as_json=as_json)


@app.command()
def logout(as_json: AsJson = False) -> None:
    """Sign out: no token and no account of this command stays on this machine."""
    from shared.app import app as current
    from shared.cli import output

    async def work() -> str | None:
        return current().reception.sign_out().user

    user = output.run(work())
    if as_json:
        output.print_json({"schema": "nightshift.logout/1", "user": user})
        return
    output.say(f"{user} is signed out." if user else "Nobody was signed in.")
    _note(
        "What stays: the session of the browser, which signs in anew without a password (sign out "
        "at https://myaccount.microsoft.com), and the logs of what was run."
    )


def _cloud(name: str | None) -> Cloud | None:
    from shared.cli import output
    from shared.tenants import Cloud

    if name is None:
        return None
    if name not in _CLOUDS:
        output.fail(f"there is no cloud {name!r}; there are: {', '.join(_CLOUDS[:-1])}")
    return Cloud(name)


async def _sign_in(
    tenant: str | None, cloud: Cloud | None, client_id: str | None, *, device_code: bool
) -> Account:
    from shared.app import app as current
    from shared.desk.browser import browser_here

    reception = current().reception
    chosen = await reception.tenant(tenant, cloud)
    method: Method = "interactive"
    if device_code or not browser_here():
        method = "device-code"
    if method == "device-code" and not device_code:
        _note("No browser can be seen from this terminal: signing in with a code.")
    return await reception.sign_in(chosen, method, client_id)


def _note(sentence: str) -> None:
    """A sentence for people, beside what was asked for."""
    from shared.cli import output

    output.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _show(account: Account, *, as_json: bool) -> None:
    """The account; ends the command with 1 when Exchange lets it run nothing."""
    from shared.cli import output

    if as_json:
        output.print_json(account.document())
    else:
        output.print_facts(_lines(account))
    if not account.standing.reads:
        output.fail(
            f"{account.name} is signed in, and Exchange Online lets them run nothing: "
            f"{account.standing.refusal} Have an Exchange role given (View-Only Organization "
            "Management reads, Recipient Management changes mailboxes), or activate the eligible "
            "one in Privileged Identity Management; then run `nightshift login` again, because a "
            "token keeps the roles it was made with.",
            output.FAILED,
        )


def _lines(account: Account) -> list[tuple[str, str]]:
    who, may = account.principal, account.standing
    client = account.client_name
    return [
        ("tenant", f"{account.tenant.tenant_id} ({account.tenant.domain})"),
        ("cloud", account.tenant.cloud),
        ("identity", f"{who.user or 'the app'} ({who.object_id})"),
        ("signed in by", account.auth.method),
        ("application", f"{who.app_id} ({client})" if client else who.app_id),
        ("permissions", _list(sorted(who.scopes | who.roles))),
        ("Entra roles", _list(account.directory_roles)),
        ("role groups", _list(may.role_groups, may.unknown)),
        ("management roles", _list(may.management_roles, may.unknown, most=_SHOWN)),
        ("token ends", f"{account.expires:%Y-%m-%d %H:%M} UTC" if account.expires else _UNKNOWN),
        *([("tokens kept", account.cache)] if account.cache else []),
    ]


def _list(found: Sequence[str] | None, why: str = "", most: int | None = None) -> str:
    if found is None:
        return f"{_UNKNOWN}: {why}" if why else _UNKNOWN
    shown = ", ".join(found[:most]) or "none"
    hidden = len(found[most:]) if most else 0
    return f"{shown} and {hidden} more (--json has all)" if hidden else shown
