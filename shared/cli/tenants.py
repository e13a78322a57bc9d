"""nightshift tenants: which are served, whether they can be, and taking another one on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.at_the_desk import AsJson, WhatIf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.doctor.report import Report
    from shared.tenants import Auth, Tenant
    from shared.web.request import Json

app = typer.Typer(
    help="The tenants that are served: list, check, take another one on.", no_args_is_help=True
)

_LONGEST_WAIT = 24 * 60  # minutes


@app.command("list")
def list_tenants(as_json: AsJson = False) -> None:
    """List the tenants of tenants.yaml: how we sign in to each, and what we may do there."""
    from shared.cli import output

    tenants = _all()
    if as_json:
        output.print_json(
            {"schema": "nightshift.tenants/1", "tenants": [_document(one) for one in tenants]}
        )
        return
    output.print_table(
        "Tenants",
        ("key", "domain", "cloud", "operator", "reader", "modes"),
        [_cells(one) for one in tenants],
    )


@app.command()
def check(
    tenant: Annotated[
        str | None, typer.Argument(help="Key, GUID or domain; all tenants if not said.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All tenants.")] = False,
    as_json: AsJson = False,
) -> None:
    """Sign in to a tenant with each of its identities, and read. Exit 1: one of them cannot."""
    from shared.cli import output

    if tenant is not None and every:
        output.fail("Name a tenant, or say --all.")
    chosen = [_find(tenant)] if tenant is not None else _all()
    with output.console.status("Looking") as status:
        reports = output.run(_examined(chosen, status.update))
    if as_json:
        rows: list[Json] = [_checked(report) for report in reports]
        ok = all(report.ok for report in reports)
        output.print_json({"schema": "nightshift.tenants-check/1", "ok": ok, "tenants": rows})
    else:
        for report in reports:
            output.say(_in_short(report))
    if not all(report.ok for report in reports):
        raise typer.Exit(output.FAILED)


@app.command()
def add(
    domain: Annotated[str, typer.Argument(help="A domain of the tenant, or its id.")],
    client_id: Annotated[
        str | None, typer.Option(help="The multi-tenant app, where several serve tenants.")
    ] = None,
    certificate: Annotated[
        tuple[str, str] | None,
        typer.Option(
            help="How an app that serves no tenant yet signs in: `local FILE` or `vault NAME`.",
            metavar="WHERE NAME",
        ),
    ] = None,
    identity: Annotated[
        str | None,
        typer.Option(
            help="Or the managed identity that vouches for it, by its client id.",
            metavar="CLIENT_ID",
        ),
    ] = None,
    cloud: Annotated[
        str | None, typer.Option(help="public, usgov, usgovdod or china; public if not said.")
    ] = None,
    wait: Annotated[
        int, typer.Option(min=0, max=_LONGEST_WAIT, help="Minutes to wait for the consent.")
    ] = 15,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Look once, and wait for nobody.")] = (
        False
    ),
    write: Annotated[
        bool, typer.Option("--write", help="Add it to tenants.yaml; the file before is kept.")
    ] = False,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """
    Take a customer's tenant on: consent, role groups, the lines for tenants.yaml, a check.

    The role groups are made with the sign-in of the customer's own administrator. It can be run
    again after each step. Exit 1: a step is missing.
    """
    from shared.cli import adding, output

    wanted = adding.Wanted(domain, cloud, client_id, certificate, identity)
    wait_s = 0.0 if no_wait else wait * 60.0
    run = adding.Adding(wanted, write=write, what_if=what_if, as_json=as_json)
    output.run(run.through(wait_s))
    run.show()


def _all() -> list[Tenant]:
    from shared.app import app as current
    from shared.cli import output
    from shared.config import ConfigError

    try:
        return list(current().tenants)
    except ConfigError as error:
        output.fail(str(error))


def _find(name: str) -> Tenant:
    from shared.app import app as current
    from shared.cli import output
    from shared.config import ConfigError

    try:
        return current().tenants.find(name)
    except ConfigError as error:
        output.fail(str(error))


async def _examined(tenants: Sequence[Tenant], tell: Callable[[str], None]) -> list[Report]:
    from shared.app import app as current

    return [await current().doctor.examine(one, tell=tell) for one in tenants]


def _document(tenant: Tenant) -> dict[str, Json]:
    return {
        "tenant": tenant.key,
        "tenantId": tenant.tenant_id,
        "domain": tenant.domain,
        "cloud": tenant.cloud.value,
        "operator": _identity(tenant.auth.operator),
        "reader": _identity(tenant.auth.reader),
        "mode": {name: mode.value for name, mode in tenant.mode},
    }


def _identity(auth: Auth | None) -> dict[str, Json] | None:
    return None if auth is None else {"method": auth.method, "clientId": auth.client_id}


def _cells(tenant: Tenant) -> tuple[str, ...]:
    reader = tenant.auth.reader
    enforced = [name for name, mode in tenant.mode if mode.value == "enforce"]
    return (
        tenant.key,
        tenant.domain,
        tenant.cloud.value,
        tenant.auth.operator.method,
        reader.method if reader else "the operator",
        f"enforces {', '.join(enforced)}" if enforced else "only reports",
    )


def _checked(report: Report) -> dict[str, Json]:
    seen = report.examination
    return {
        "tenant": seen.tenant.key,
        "tenantId": seen.tenant.tenant_id,
        "ok": report.ok,
        "identities": [
            {"role": one.role.value, "method": one.auth.method, "reads": one.mailbox_read}
            for one in seen.identities
        ],
        "findings": [one.finding.code for one in report.diagnoses],
    }


def _in_short(report: Report) -> str:
    """One line where all is well, one paragraph where it is not."""
    seen = report.examination
    who = " and ".join(f"{one.role} ({one.auth.method})" for one in seen.identities)
    name = f"{seen.tenant.key} ({seen.tenant.domain})"
    if report.ok:
        return f"{name}: ok; {who} signed in and read"
    first = report.diagnoses[0]
    more = len(report.diagnoses) - 1
    rest = f" {more} more: `nightshift doctor --tenant {seen.tenant.key}`." if more else ""
    return (
        f"{name}: {first.finding.code}: {first.seen.what}. {first.finding.cause} {first.fix}{rest}"
    )
