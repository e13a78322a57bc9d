"""What the demo tells: its sentences and tables, nothing that is done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from local.demo.checks import Finding
from local.demo.letters import Letter
from shared.transcript.archive import Judged

_SHORTEST_NAME = 8
_STYLES = {"completed": "green", "rejected": "red", "cancelled": "yellow", "scheduled": "cyan"}


def opening(console: Console, people: int) -> None:
    """What is about to happen."""
    console.rule("Nightshift: a night on the local tenant", align="left")
    console.print(
        f"Starting a Microsoft 365 tenant of {people} people, Azure Storage (Azurite) and the "
        "function app in Microsoft's Python worker. All of it runs on this machine, over TLS, "
        "with tokens that are really verified; there is no key and no cloud account.",
        highlight=False,
    )


def started(console: Console, seconds: float) -> None:
    """The stack runs."""
    console.print(f"Running after {seconds:.1f} s.\n", highlight=False)


def letters(console: Console, sent: Sequence[Letter]) -> None:
    """What the HR system sends."""
    console.rule("1  HR sends its letters", align="left")
    titles = Counter(letter.title for letter in sent)
    told = ", ".join(
        f"{count} times {title}" if count > 1 else title for title, count in titles.items()
    )
    console.print(f"{len(sent)} messages go on the queue offboarding-requests: {told}.\n")


def outcomes(
    console: Console,
    sent: Sequence[Letter],
    states: Mapping[str, Sequence[Mapping[str, Any]]],
    seconds: float,
) -> None:
    """What became of each letter."""
    table = Table(header_style="bold", box=None, pad_edge=False)
    table.add_column("What", no_wrap=True)
    # Narrow terminals cut the name first: it is the one column that may give way.
    table.add_column("Person", overflow="ellipsis", min_width=_SHORTEST_NAME)
    for column in ("Answers", "Access", "Reason"):
        table.add_column(column, no_wrap=True)
    told: set[str] = set()
    for letter in sent:
        answers = states.get(letter.request_id, ())
        if not answers or letter.request_id in told:
            continue
        told.add(letter.request_id)
        last = answers[-1]
        style = _STYLES.get(last["state"], "magenta")
        table.add_row(
            letter.title,
            letter.who.partition("@")[0],
            f"[{style}]{', '.join(answer['state'] for answer in answers)}[/]",
            last["access"],
            (last["reason"] or {}).get("code", ""),
        )
    console.print(table)
    leavers = [a[-1] for a in states.values() if a[-1]["access"] == "closed" and a[-1]["result"]]
    closed = sorted(_seconds(one["receivedAt"], one["containedAt"]) for one in leavers)
    console.print(
        f"\nAll answered after {seconds:.1f} s. {len(leavers)} people are out; access was closed "
        f"{closed[len(closed) // 2]:.1f} s after the letter came in (median), {closed[-1]:.1f} s "
        "at the latest.",
        highlight=False,
    )


def evidence(console: Console, who: str, file: Path) -> None:
    """Where to read what was done to one of them, also when the demo is over."""
    console.print(f"Evidence for {who}: {file}\n", highlight=False, soft_wrap=True)


def _seconds(begun: str, ended: str) -> float:
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds()


def quota_report(console: Console, report: Mapping[str, Any], mode: str) -> None:
    """What the night said of the quotas."""
    outcomes_ = Counter(change["outcome"] for change in report["changes"])
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes_.items())) or "none"
    console.print(
        f"Quotas in mode {mode}: {report['mailboxes']} mailboxes read in {report['requests']} "
        f"requests; changes: {told}.",
        highlight=False,
    )
    for change in report["changes"][:3]:
        why = f" ({change['reason']['code']})" if change.get("reason") else ""
        console.print(
            f"  {change['mailbox']}  rule {change['rule']}: {change['outcome']}{why}",
            highlight=False,
        )


def audit_report(console: Console, report: Mapping[str, Any]) -> None:
    """What the audit found."""
    statuses = Counter(finding["status"] for finding in report["findings"])
    told = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
    console.print(f"Audit configuration: {told}.", highlight=False)
    for finding in report["findings"]:
        if finding["status"] in ("fail", "unknown"):
            console.print(
                f"  [red]{finding['status']}[/] {finding['control']}  {finding['resource']}",
                highlight=False,
            )


def connection_report(console: Console, report: Mapping[str, Any], logs: Sequence[Judged]) -> None:
    """What the doctor found, and how many sessions left their log tonight."""
    codes = ", ".join(finding["code"] for finding in report["findings"]) or "nothing wrong"
    reached = sum(host["state"] == "reached" for host in report["hosts"])
    console.print(
        f"Connection: {reached} of {len(report['hosts'])} hosts reached; {codes}.", highlight=False
    )
    verdicts = Counter(one.check.verdict.value for one in logs)
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    lines = sum(one.summary.lines for one in logs)
    console.print(f"Session logs: {told}; {lines} lines.", highlight=False)


def closing(console: Console, findings: Sequence[Finding], folder: Path, seconds: float) -> None:
    """Whether all is as it should be, as the tenant itself shows it."""
    console.print()
    console.rule("5  The tenant itself is asked", align="left")
    wrong = [finding for finding in findings if finding.wrong]
    for finding in findings:
        if finding.wrong:
            console.print(f"[red]✗[/] {finding.what}: {finding.wrong}", highlight=False)
        elif not finding.what.startswith(("hr-", "a body")):
            console.print(f"[green]✓[/] {finding.what}", highlight=False)
    verdict = f"[red]{len(wrong)} are not[/]" if wrong else "[green]all are[/]"
    console.print(
        f"\n{len(findings)} things looked at, {verdict} as they should be. {seconds:.0f} s in all.",
        highlight=False,
    )
    # One line each, whole, so that a path can be copied.
    console.print(f"Logs: {folder / 'logs'}", highlight=False, soft_wrap=True)
    console.print(
        f"The next start removes {folder.parent.name}/run-* older than a day; "
        "`make clean` removes all.",
        highlight=False,
    )
