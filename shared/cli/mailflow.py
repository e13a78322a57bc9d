"""nightshift mailflow: the rules that mail meets, and where messages went."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.at_the_desk import AsJson, TenantName, head, session, tell
from shared.cli.listed import Form

if TYPE_CHECKING:
    from shared.mailflow.rules import FlowRule
    from shared.mailflow.trace import Question

app = typer.Typer(help="Mail flow, with your own sign-in: rules and traces.", no_args_is_help=True)

_USUAL, _DAYS = 1000, 2
_BRIEF = ("received", "sender", "recipient", "subject", "status")
_AGO = re.compile(r"([0-9]{1,4})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_WHEN = "UTC: 2026-11-20, 2026-11-20T08:00, or so long ago: 3d, 12h, 30m."


@app.command()
def rules(tenant: TenantName = None, as_json: AsJson = False) -> None:
    """Show the mail flow rules in their order, and what each risks (Get-TransportRule)."""
    from shared.cli import output

    output.run(_rules(tenant, as_json=as_json))


@app.command()
def trace(
    sender: Annotated[str | None, typer.Option(help="Address; * stands for anything.")] = None,
    recipient: Annotated[str | None, typer.Option(help="Address; * stands for anything.")] = None,
    subject: Annotated[str | None, typer.Option(help="What the subject contains.")] = None,
    since: Annotated[str, typer.Option(help=f"From when. {_WHEN}")] = f"{_DAYS}d",
    until: Annotated[str | None, typer.Option(help="Until when; now if not said.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = _USUAL,
    form: Annotated[Form, typer.Option("--output", help="How to print them.")] = Form.TABLE,
    tenant: TenantName = None,
    as_json: AsJson = False,
) -> None:
    """
    Show where messages went, newest first (Get-MessageTraceV2).

    One row a message and recipient. Exchange Online keeps ninety days of them.
    """
    from shared.cli import output

    question = _question(since, until, sender, recipient, subject)
    output.run(_trace(tenant, question, limit, Form.JSON if as_json else form))


async def _rules(tenant: str | None, *, as_json: bool) -> None:
    from shared.app import app as current
    from shared.cli import output
    from shared.mailflow.rules import flow_rules

    async with session(tenant, "mailflow rules") as opened:
        found = await flow_rules(opened.exchange, current().clock)
        if as_json:
            rules = [rule.json for rule in found]
            output.print_json({**head("mailflow-rules", opened), "rules": rules})
        else:
            columns = ("", "name", "state", "mode", "does", "notes")
            output.print_table(f"{len(found)} mail flow rules", columns, list(map(_cells, found)))


def _cells(rule: FlowRule) -> tuple[str, ...]:
    does, notes = ", ".join(rule.actions), "; ".join(note.text for note in rule.notes)
    return str(rule.priority), rule.name, rule.state, rule.mode, does, notes


async def _trace(tenant: str | None, question: Question, limit: int, form: Form) -> None:
    from shared.cli.listed import listed, print_pages
    from shared.mailflow.trace import COLUMNS, entry, traced

    async with session(tenant, "mailflow trace") as opened:
        begin = head("mailflow-trace", opened)
        paper = listed(form, "messages", tuple(COLUMNS), begin, _BRIEF)
        found = traced(opened.exchange, question, limit)
        count, more = await print_pages(paper, found, entry, limit, "Tracing")
    note = "; there are more: narrow it down, or raise --limit" if more else ""
    tell(f"{count} rows{note}")


def _question(
    since: str, until: str | None, sender: str | None, recipient: str | None, subject: str | None
) -> Question:
    from shared.app import app as current
    from shared.cli import output
    from shared.mailflow.trace import Question, checked

    now = current().clock.now()
    try:
        end = _moment(until, now) if until else now
        return checked(Question(_moment(since, now), end, sender, recipient, subject), now)
    except ValueError as error:
        output.fail(f"{error}.")


def _moment(text: str, now: datetime) -> datetime:
    """
    The moment that *text* names; without an offset it is in UTC, as traces are.

    Raises: ValueError.
    """
    if ago := _AGO.fullmatch(text.strip().casefold()):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r} is no time; write it in {_WHEN.rstrip('.')}") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
