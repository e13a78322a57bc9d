"""nightshift audit: judge a tenant now, judge a kept snapshot again, list the controls."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.audit.judge import Report
    from shared.audit.model import Control, Finding
    from shared.audit.service import Kept
    from shared.audit.settings import Policy
    from shared.web.request import Json

app = typer.Typer(
    help="Prove the audit configuration: what passes, what fails, what is unknown.",
    no_args_is_help=True,
)

_JSON = typer.Option(False, "--json", help="One JSON document on stdout.")
_NAMED = 5
_ORDER = ("fail", "unknown", "manual", "waived")


@app.command()
def run(
    tenant: str | None = typer.Option(None, help="Key, id or domain; needed with several tenants."),
    as_json: bool = _JSON,
) -> None:
    """Read the tenant, keep the snapshot as evidence, and judge it. Nothing is written there."""
    from shared.app import app as current
    from shared.cli import output

    async def work() -> Kept:
        house = current()
        chosen = house.tenants.find(tenant)
        output.console.print(f"Reading {chosen.domain} …")
        return await house.audit.by_hand(chosen)

    kept = output.run(work())
    _show(kept.report, kept.document(), as_json=as_json)
    if not as_json:
        output.say(f"Evidence: {kept.snapshot}")
    _end(kept.report)


@app.command()
def evaluate(
    snapshot: Path = typer.Option(
        ..., help="A snapshot that an audit kept: its file, or its folder."
    ),
    as_json: bool = _JSON,
) -> None:
    """Judge a kept snapshot with today's controls and waivers. Needs no network."""
    from shared.audit.catalogue import catalogue
    from shared.audit.judge import judge
    from shared.audit.snapshot import BadSnapshot, load
    from shared.cli import output
    from shared.config import ConfigError

    try:
        policy = _policy()
        report = judge(load(snapshot), catalogue(), policy)
    except (BadSnapshot, ConfigError) as error:
        output.fail(str(error))
    _show(report, report.document(), as_json=as_json)
    _end(report)


@app.command()
def controls(as_json: bool = _JSON) -> None:
    """List the controls: what each demands, what it reads, how to mend a failure."""
    from shared.audit.catalogue import catalogue
    from shared.cli import output

    found = catalogue()
    if as_json:
        output.print_json([_described(control) for control in found])
        return
    output.print_table(
        f"{len(found)} controls",
        ("severity", "what holds", "what is read", "how to mend it"),
        [_listed(control) for control in found],
    )


def _policy() -> Policy:
    """
    The policy of audit.yaml; the strictest one where there is none and none was named.

    Raises:
        ConfigError: The file cannot be used, or the folder that was named has none.

    """
    import os

    from shared.audit.settings import Policy, load_audit
    from shared.cli import output
    from shared.settings import from_environment

    file = from_environment().config_dir / "audit.yaml"
    if file.is_file() or os.environ.get("NIGHTSHIFT_CONFIG_DIR"):
        return load_audit(file.parent)
    told = f"There is no {file}: judged without waivers, and no domain may be forwarded to."
    output.console.print(told, markup=False, highlight=False, soft_wrap=True)
    return Policy()


def _listed(control: Control) -> tuple[str, ...]:
    """A row of the table; what is only looked into on demand is marked so."""
    reads = [read.key for read in control.reads]
    reads += [f"{read.key} (if needed)" for read in control.consults]
    what = f"{control.title}\n({control.id})"
    return (control.severity.value, what, "\n".join(reads), control.remedy)


def _described(control: Control) -> dict[str, Json]:
    return {
        "id": control.id,
        "title": control.title,
        "severity": control.severity.value,
        "reads": [read.key for read in control.reads],
        "consults": [read.key for read in control.consults],
        "source": control.source,
        "explanation": control.explanation,
        "remedy": control.remedy,
        "scuba": list(control.scuba),
        "cis": list(control.cis),
    }


def _show(report: Report, document: dict[str, Json], *, as_json: bool) -> None:
    """*report* is on stdout, as *document* when that is asked for."""
    from shared.cli import output

    if as_json:
        output.print_json(document)
    else:
        _print(report)


def _end(report: Report) -> None:
    """The exit code says whether all is known to be in order."""
    from shared.cli import output

    if not report.clean:
        raise typer.Exit(output.FAILED)


def _print(report: Report) -> None:
    from shared.audit.catalogue import catalogue
    from shared.audit.model import Status
    from shared.cli import output

    groups = _groups(report.findings)
    if groups:
        controls = {control.id: control for control in catalogue()}
        output.print_table(
            f"{report.tenant_domain}, as of {report.taken_at}",
            ("status", "control", "where", "why", "what to do"),
            [_row(group, controls[group[0].control]) for group in groups],
        )
    counts = report.counts
    score = "no score" if report.score is None else f"score {report.score:.0%}"
    output.say(
        f"Coverage {report.coverage:.0%}, {score}: {counts[Status.PASS]} pass, "
        f"{counts[Status.FAIL]} fail, {counts[Status.UNKNOWN]} unknown, "
        f"{counts[Status.WAIVED]} waived, {counts[Status.NOT_APPLICABLE]} do not apply."
    )


def _groups(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The open findings by control: failures first, then what is unknown, the worst first."""
    from shared.audit.model import Severity

    worst_first = list(Severity)

    def place(finding: Finding) -> tuple[int, int, str]:
        severity = worst_first.index(finding.severity)
        return _ORDER.index(finding.status.value), severity, finding.control

    listed = sorted((one for one in findings if one.status.value in _ORDER), key=place)
    return [list(group) for _, group in groupby(listed, key=place)]


def _row(group: list[Finding], control: Control) -> tuple[str, ...]:
    first = group[0]
    where = [finding.resource for finding in group[:_NAMED]]
    if len(group) > _NAMED:
        where.append(f"and {len(group) - _NAMED} more (--json names them)")
    advice = {"fail": control.remedy, "unknown": "make it readable, then run the audit again"}
    return (
        f"{first.status.value}\n{first.severity.value}",
        f"{control.title}\n({control.id})",
        "\n".join(where),
        first.reason,
        advice.get(first.status.value, ""),
    )
