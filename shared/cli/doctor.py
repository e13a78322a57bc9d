"""nightshift doctor: what is wrong between here and each tenant, and how it is mended."""

from __future__ import annotations

import codecs
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.config import ConfigError
    from shared.doctor.explain import Match
    from shared.doctor.report import Report
    from shared.doctor.visit import Tell
    from shared.tenants import Tenant
    from shared.web.request import Json

app = typer.Typer(help="What is wrong between here and each tenant, and how it is mended.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.callback(invoke_without_command=True)
def doctor(
    context: typer.Context,
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="Key, GUID or domain; all tenants if not said.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """
    Examine all tenants, or one: network, clock, sign-in, roles. Nothing is changed.

    Exit 0: nothing is wrong (there may be warnings). 1: something is. 2: the configuration cannot
    be used; that is told as a finding too.
    """
    if context.invoked_subcommand is not None:
        return
    from shared.cli import output
    from shared.config import ConfigError

    try:
        chosen = _chosen(tenant)
        reports = _examined(chosen)
    except ConfigError as error:
        _show_unusable(error, as_json=as_json)
        raise typer.Exit(output.MISUSED) from error
    if as_json:
        output.print_json(_document(reports))
    else:
        for report in reports:
            _show(report)
    if not all(report.ok for report in reports):
        raise typer.Exit(output.FAILED)


@app.command()
def explain(
    text: Annotated[
        str, typer.Argument(help='The error as it was shown; "-" reads it from stdin.')
    ],
    as_json: AsJson = False,
) -> None:
    """Say what an error text means, the likeliest reason first. Exit 1: it is not known."""
    from shared.cli import output
    from shared.doctor.explain import LONGEST, explain, plain

    pasted = _piped(4 * LONGEST) if text == "-" else text
    if not plain(pasted):
        output.fail("There is no text; paste the error in quotes, or pipe it in with `-`.")
    matches = explain(pasted)
    if as_json:
        output.print_json(_explained(pasted, matches))
    else:
        _show_matches(pasted, matches)
    if not matches:
        raise typer.Exit(output.FAILED)


@app.command()
def endpoints(
    cloud: Annotated[
        str, typer.Option(help="public, usgov, usgovdod or china (what tenants.yaml calls it).")
    ] = "public",
    as_json: AsJson = False,
) -> None:
    """List the hosts and ports to allow, by feature, for who opens the firewall."""
    from shared.cli import output
    from shared.doctor.hosts import hosts_of
    from shared.tenants import Cloud

    named = {one.value: one for one in Cloud if one is not Cloud.LOCAL}
    if cloud not in named:
        output.fail(f"There is no cloud {cloud!r}; there are: {', '.join(named)}.")
    hosts = hosts_of(named[cloud])
    if as_json:
        rows: list[Json] = [
            {"host": one.name, "port": one.port, "feature": one.feature, "purpose": one.purpose}
            for one in hosts
        ]
        output.print_json({"schema": "nightshift.endpoints/1", "cloud": cloud, "endpoints": rows})
        return
    output.print_table(
        f"Hosts of the cloud {cloud}: outgoing, TCP, TLS",
        ("host", "port", "feature", "what for"),
        [(one.name, str(one.port), one.feature.value, one.purpose) for one in hosts],
    )


def _piped(most: int) -> str:
    """What is piped in, of *most* bytes; any encoding is read, as PowerShell writes UTF-16."""
    data = sys.stdin.buffer.read(most)
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig", errors="replace")


def _chosen(name: str | None) -> list[Tenant]:
    """The tenant called *name*, or all. Raises: ConfigError."""
    from shared.app import app as current

    tenants = current().tenants
    return list(tenants) if name is None else [tenants.find(name)]


def _examined(tenants: Sequence[Tenant]) -> list[Report]:
    """The reports on *tenants*, in their order. Raises: ConfigError."""
    from shared.app import app as current
    from shared.cli import output
    from shared.config import ConfigError

    async def work(tell: Tell) -> list[Report] | ConfigError:
        try:
            return await current().doctor.examine_all(tenants, tell=tell)
        except ConfigError as error:
            return error  # to be told as a finding, also in JSON

    with output.console.status("Looking") as status:
        found = output.run(work(status.update))
    if isinstance(found, ConfigError):
        raise found
    return found


def _document(reports: Sequence[Report]) -> dict[str, Json]:
    """One tenant's report as it is; of several, one document with all."""
    from shared.doctor.report import SCHEMA

    documents = [report.document() for report in reports]
    if len(documents) == 1:
        return documents[0]
    ok = all(report.ok for report in reports)
    return {"schema": SCHEMA, "ok": ok, "tenants": documents}


def _show(report: Report) -> None:
    from shared.cli import output
    from shared.doctor.words import lines_of, paragraphs_of

    seen = report.examination
    output.say(f"{seen.tenant.key} ({seen.tenant.domain}, {seen.tenant.cloud})")
    for line in lines_of(report):
        output.say(f"  {line}")
    for paragraph in paragraphs_of(report.diagnoses):
        output.say("")
        for line in paragraph:
            output.say(f"  {line}")
    output.say("")


def _show_unusable(error: ConfigError, *, as_json: bool) -> None:
    from shared.cli import output
    from shared.doctor.configuration import diagnosis_of
    from shared.doctor.report import SCHEMA, told
    from shared.doctor.words import paragraphs_of

    found = diagnosis_of(error)
    if as_json:
        output.print_json(
            {"schema": SCHEMA, "tenant": None, "ok": False, "findings": [told(found)]}
        )
        return
    [paragraph] = paragraphs_of([found])
    output.console.print(
        "\n".join(paragraph), style="red", markup=False, highlight=False, soft_wrap=True
    )


def _explained(pasted: str, matches: Sequence[Match]) -> dict[str, Json]:
    from shared.doctor.explain import unknown_numbers

    return {
        "schema": "nightshift.explanation/1",
        "known": bool(matches),
        "unknownCodes": list(unknown_numbers(pasted, matches)),
        "matches": [
            {
                "code": one.finding.code,
                "sure": one.sure,
                "severity": one.finding.severity.value,
                "symptom": one.finding.symptom,
                "cause": one.finding.cause,
                "fix": one.finding.fix,
            }
            for one in matches
        ],
    }


def _show_matches(pasted: str, matches: Sequence[Match]) -> None:
    from shared.cli import output
    from shared.doctor.explain import unknown_numbers

    for number, one in enumerate(matches, start=1):
        said = "" if one.sure else " (only a guess)"
        output.say(f"{number}. {one.finding.code}{said}")
        output.say(f"   Shows as: {one.finding.symptom}")
        output.say(f"   Why:      {one.finding.cause}")
        output.say(f"   Do:       {one.finding.fix}")
    for code in unknown_numbers(pasted, matches):
        output.say(
            f"{code} is not known here. Microsoft tells what it means: "
            f"https://login.microsoftonline.com/error?code={code.removeprefix('AADSTS')}"
        )
    if not matches:
        output.say(
            "Nothing here knows this text, so here is no guess. Paste all of it, with the lines "
            "before and after and any AADSTS number; run `nightshift doctor`, which looks for "
            "itself; and see docs/troubleshooting.md for all that is known."
        )
