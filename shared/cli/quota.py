"""nightshift quota: what the policy would change, and changing it."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shared.exchange.models.mailbox import MailboxQuotas
    from shared.exchange.rows import Limit
    from shared.quota.enforce import Result
    from shared.quota.report import Report
    from shared.quota.survey import Plan
    from shared.tenants import Tenant

app = typer.Typer(
    help="Mailbox quotas: compare them with config/quota.yaml, and hold them to it.",
    no_args_is_help=True,
)

_SHOWN = 50  # rows of a table; --json has them all

TenantName = Annotated[
    str | None, typer.Option("--tenant", help="Key, GUID or domain; needed when there are several.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.command()
def plan(tenant: TenantName = None, as_json: AsJson = False) -> None:
    """Show what enforcing would change; nothing is written. Exit 1: something differs."""
    from shared.cli import output

    chosen = _tenant(tenant)
    with output.console.status("Reading mailboxes") as status:
        report = output.run(_night(chosen, enforce=False, progress=status.update))
    _show(report, as_json=as_json)
    if not report.in_order:
        raise typer.Exit(output.FAILED)


@app.command()
def enforce(
    tenant: TenantName = None,
    as_json: AsJson = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")] = False,
) -> None:
    """Hold the mailboxes to the policy. Exit 1: a change failed; what must stay is told."""
    from shared.cli import output
    from shared.tenants import Mode

    chosen = _tenant(tenant)
    if chosen.mode.quota is not Mode.ENFORCE:
        output.fail(
            f"Tenant {chosen.key} is in mode report for quotas; nothing was written.\n"
            f"See `nightshift quota plan --tenant {chosen.key}`, then set "
            f"`mode: {{quota: enforce}}` for it in tenants.yaml."
        )
    if not yes and not someone_is_there():
        output.fail("Nobody is there to ask; add --yes to write without asking.")
    with output.console.status("Reading mailboxes") as status:
        ask = _asker(chosen, status.stop, status.start)
        work = _night(
            chosen,
            enforce=True,
            progress=status.update,
            approve=(lambda _: True) if yes else ask,
        )
        report = output.run(work)
    _show(report, as_json=as_json)
    if report.unfinished:
        raise typer.Exit(output.FAILED)


def someone_is_there() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


def _tenant(name: str | None) -> Tenant:
    from shared.app import app as current
    from shared.cli import output
    from shared.config import ConfigError
    from shared.tenants import UnknownTenant

    try:
        return current().tenants.find(name)
    except (ConfigError, UnknownTenant) as error:
        output.fail(str(error))


async def _night(
    tenant: Tenant,
    *,
    enforce: bool,
    progress: Callable[[str], None],
    approve: Callable[[Plan], bool] = lambda _: True,
) -> Report:
    from shared.app import app as current
    from shared.runs import run_of

    label = f"-hand-{secrets.token_hex(3)}"
    run = run_of("quota", tenant.tenant_id, current().clock.now(), label)
    await current().runs.open_by_hand(run)
    return await current().quota.night(
        tenant, run, enforce=enforce, progress=progress, approve=approve
    )


def _asker(
    tenant: Tenant, quiet: Callable[[], None], again: Callable[[], None]
) -> Callable[[Plan], bool]:
    """Who asks before the first write; the progress display is *quiet* meanwhile."""

    def ask(plan: Plan) -> bool:
        quiet()
        question = f"Change the quotas of {len(plan.allowed)} mailboxes of {tenant.domain}?"
        answer = typer.confirm(question, err=True)
        again()
        return answer

    return ask


def _show(report: Report, *, as_json: bool) -> None:
    from shared.cli import output
    from shared.quota.report import brief

    if as_json:
        output.print_json(brief(report))
        return
    if report.results:
        output.print_table(
            f"Quotas of {report.tenant.domain}",
            ("mailbox", "rule", "is", "should be", "outcome", "why"),
            [_cells(result) for result in report.results[:_SHOWN]],
        )
    for finding in report.plan.findings[:_SHOWN]:
        output.say(f"{finding.mailbox or report.tenant.domain}: {finding.kind}: {finding.text}")
    hidden = max(len(report.results), len(report.plan.findings)) - _SHOWN
    if hidden > 0:
        output.say("More than this was found; --json shows all of it.")
    output.say(_summary(report))


def _cells(result: Result) -> tuple[str, ...]:
    change, reason = result.change, result.reason
    return (
        change.mailbox,
        change.rule,
        _before(change.before),
        _quotas(change.after.sizes),
        result.outcome,
        f"{reason.code}: {reason.text}" if reason else "",
    )


def _before(held: MailboxQuotas) -> str:
    return "the database's defaults" if held.database_defaults else _quotas(held.limits)


def _quotas(limits: Sequence[Limit]) -> str:
    return " / ".join(_size(limit) for limit in limits)


def _size(limit: Limit) -> str:
    return "unlimited" if limit is None else str(limit)


def _summary(report: Report) -> str:
    from collections import Counter

    plan = report.plan
    outcomes = Counter(result.outcome for result in report.results)
    ended = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    return (
        f"{plan.mailboxes} mailboxes: {plan.in_order} in order, {plan.not_governed} not governed, "
        f"{plan.drift} differ{f' ({ended})' if ended else ''}; {report.requests} requests; "
        f"run {report.run_id}"
    )
