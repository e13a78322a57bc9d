"""nightshift selftest: prove or refute the local tenant with a real one."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.selftest.run import Finding
    from shared.selftest.service import Report

app = typer.Typer()

_WHAT_THEN = (
    "The file holds names of properties, kinds of values, statuses and names of errors; no value, "
    "no address, no id of this tenant. Read it, then send it to the project: "
    "it is how the local tenant learns."
)


@app.command()
def selftest(
    tenant: str | None = typer.Option(None, help="Key, id or domain; needed with several tenants."),
    write: bool = typer.Option(
        False, "--write", help="Also make a shared mailbox of its own, change it and remove it."
    ),
    out: Path | None = typer.Option(
        None, help="Where the differences are kept; selftest-DATE.json here if not said."
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """
    Ask a tenant what we believe of Exchange Online and Graph, and keep where it differs.

    Only reads, unless --write is given. Exit 1 when an answer refutes the local tenant, or could
    not be had.
    """
    from shared.app import app as current
    from shared.cli import output
    from shared.selftest.probe import NotHere

    async def work() -> tuple[Report, Path]:
        house = current()
        chosen = house.tenants.find(tenant)
        file = out or Path(f"selftest-{house.clock.now():%Y%m%d-%H%M%S}.json")
        with _taken(file):
            output.console.print(f"Asking {chosen.domain} …", markup=False)
            subject = house.selftest(file.parent / f"{file.stem}-transcript")
            report = await subject.run(chosen, write=write, told=_tell)
        _keep(report, file)
        return report, file

    try:
        report, file = output.run(work())
    except NotHere as lack:
        output.fail(f"There is nothing to ask about: {lack}.", output.FAILED)
    if as_json:
        output.print_json(report.document())
    else:
        _print(report, file)
    if report.left_behind:
        output.fail(
            f"The mailbox {report.left_behind} could not be removed; remove it by hand: "
            f"Remove-Mailbox -Identity {report.left_behind}",
            output.FAILED,
        )
    if not report.clean:
        raise typer.Exit(output.FAILED)


@contextmanager
def _taken(file: Path) -> Iterator[None]:
    """*file* is ours before anything is asked, and gone again when no answers came."""
    from shared.cli import output

    try:
        file.touch(exist_ok=False)
    except FileExistsError:
        output.fail(f"{file} exists already; name another file with --out.")
    except OSError as error:
        output.fail(f"{_unwritable(file, error)}; name another with --out.")
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _keep(report: Report, file: Path) -> None:
    """The report is in *file*; where the disk refuses it, on stderr."""
    from shared.cli import output

    document = json.dumps(report.document(), ensure_ascii=False, indent=1)
    try:
        file.write_text(f"{document}\n", encoding="utf-8")
    except OSError as error:
        said = f"{_unwritable(file, error)}; here is what it would hold:\n{document}"
        output.console.print(said, markup=False, highlight=False, soft_wrap=True)


def _unwritable(file: Path, error: OSError) -> str:
    return f"{file} cannot be written ({error.strerror or type(error).__name__})"


def _tell(finding: Finding, number: int, total: int) -> None:
    from shared.cli import output

    output.console.print(
        f"{number:>3}/{total} {finding.probe}: {finding.result}", markup=False, highlight=False
    )


def _print(report: Report, file: Path) -> None:
    from shared.cli import output
    from shared.selftest.run import Result

    worth_a_row = [one for one in report.findings if one.result is not Result.SAME]
    if worth_a_row:
        output.print_table(
            "Where this tenant and the local tenant part",
            ("question", "what it settles", "result", "how"),
            [(one.probe, one.settles, one.result.value, _how(one)) for one in worth_a_row],
        )
    counts = ", ".join(f"{report.count(one)} {one.value}" for one in Result if report.count(one))
    output.say(f"{len(report.findings)} questions: {counts}.")
    output.say(f"Kept in {file}. {_WHAT_THEN if worth_a_row else ''}".strip())


def _how(finding: Finding) -> str:
    if finding.reason:
        return finding.reason
    return "\n".join(
        f"{one.where}: {one.found} instead of {one.expected}" for one in finding.differences
    )
