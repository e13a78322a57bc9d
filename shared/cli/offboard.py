"""nightshift offboard: send a request, list cases, look at one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from shared.offboarding.model import Case, Record
    from shared.offboarding.request import Request
    from shared.tenants import Tenant
    from shared.web.request import Json

app = typer.Typer(help="Offboard leavers.", no_args_is_help=True)

_TENANT = typer.Option(None, help="Key, GUID or domain; needed when there are several.")
_JSON = typer.Option(False, "--json", help="One JSON document on stdout.")


@app.command()
def submit(
    user: str = typer.Argument("", help="UPN or object id of the leaver."),
    request_id: str | None = typer.Option(
        None, help="Your id for this request; made up if absent."
    ),
    tenant: str | None = _TENANT,
    last_working_day: str | None = typer.Option(
        None, help="Day after which access ends; without a date it ends now."
    ),
    effective_at: str | None = typer.Option(
        None, help="Moment at which access ends; without a date it ends now."
    ),
    profile: str | None = typer.Option(None, help="A profile of offboarding.yaml."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Plan and show; change nothing."),
    file: Path | None = typer.Option(None, "--file", help="A request as JSON; - for stdin."),
    as_json: bool = _JSON,
) -> None:
    """
    Put a request on the queue, checked first; the app answers on offboarding-results.

    Without a date the person is offboarded now.
    """
    from shared.app import app as current
    from shared.cli import output

    said: dict[str, Json] = {
        "requestId": request_id,
        "user": user or None,
        "tenant": tenant,
        "lastWorkingDay": last_working_day,
        "effectiveAt": effective_at,
        "profile": profile,
        "dryRun": dry_run or None,
    }
    body, request = _checked({k: v for k, v in said.items() if v is not None}, file)

    async def work() -> None:
        # What nobody knows is told here, not by an answer minutes later.
        current().tenants.find(request.tenant)
        known = current().offboarding.policy.profiles
        if request.profile not in known:
            output.fail(
                f"no profile {request.profile!r} is in offboarding.yaml; there are: "
                f"{', '.join(sorted(known))}"
            )
        await current().offboarding.submit(body)

    output.run(work())
    if as_json:
        output.print_json({"requestId": request.request_id, "sent": True})
    else:
        output.say(f"Sent as {request.request_id}. See: nightshift offboard list")


@app.command("list")
def list_cases(
    tenant: str | None = _TENANT,
    open_only: bool = typer.Option(False, "--open", help="Only cases that are not over."),
    as_json: bool = _JSON,
) -> None:
    """List the cases of a tenant."""
    from shared.app import app as current
    from shared.cli import output

    async def work() -> tuple[Tenant, list[Case]]:
        where = current().tenants.find(tenant)
        cases = current().offboarding.all_cases(where, open_only=open_only)
        return where, [case async for case in cases]

    where, cases = output.run(work())
    cases.sort(key=lambda case: case.received_at)
    if as_json:
        output.print_json(
            {"tenant": where.tenant_id, "cases": [_document(c, where) for c in cases]}
        )
    elif not cases:
        output.say(f"No cases in {where.domain} yet. Send one: nightshift offboard submit UPN")
    else:
        output.print_table(
            f"Cases of {where.domain}",
            ("Case", "User", "State", "Access", "Next", "Reason"),
            [
                (
                    case.case_id[:12],
                    case.upn or case.user,
                    case.state.value,
                    case.access.value,
                    case.next_at.strftime("%Y-%m-%d %H:%M UTC") if case.next_at else "",
                    case.reason.text if case.reason else "",
                )
                for case in cases
            ],
        )


@app.command()
def status(
    case: str = typer.Argument(help="The case's id, or its first letters."),
    tenant: str | None = _TENANT,
    as_json: bool = _JSON,
) -> None:
    """Show a case with its steps."""
    from shared.app import app as current
    from shared.cli import output

    async def work() -> tuple[Tenant, Case, list[Record]] | None:
        where = current().tenants.find(tenant)
        service = current().offboarding
        fitting = [
            one.case_id
            async for one in service.all_cases(where, open_only=False)
            if one.case_id.startswith(case)
        ]
        if len(fitting) != 1:
            return None
        found = await service.status(where, fitting[0])
        return (where, *found) if found else None

    found = output.run(work())
    if found is None:
        output.fail(f"No single case begins with {case!r}; see: nightshift offboard list")
    where, one, records = found
    if as_json:
        output.print_json({**_document(one, where), "steps": [record.json for record in records]})
        return
    output.say(f"Case {one.case_id}")
    output.say(f"{one.upn or one.user}: {one.state.value}, access {one.access.value}")
    for label, moment in (("Takes effect", one.effective_at), ("Looked at next", one.next_at)):
        if moment is not None and not one.final:
            output.say(f"{label}: {moment:%Y-%m-%d %H:%M} UTC")
    if one.reason:
        output.say(f"{one.reason.code}: {one.reason.text}")
    if not records:
        return
    output.print_table(
        "Steps",
        ("Step", "Outcome", "Reason"),
        [
            (
                record.step,
                record.outcome.value if record.outcome else record.status.value,
                record.reason.text if record.reason else "",
            )
            for record in records
        ],
    )
    if one.result:
        output.say(f"Evidence: {one.result}")


def _checked(wanted: dict[str, Json], file: Path | None) -> tuple[str, Request]:
    """The body to send, from the options or from *file*, and the request it holds."""
    from uuid import uuid4

    from shared.cli import output
    from shared.offboarding.request import Invalid, Unreadable, open_envelope, validate

    if file is not None and wanted:
        output.fail("The --file holds the whole request; give it alone, without other options.")
    if file is None and "user" not in wanted:
        output.fail("Name a user, or a --file with the request.")
    body = _text(file) if file else json.dumps({"requestId": f"cli-{uuid4()}", **wanted})
    try:
        return body, validate(open_envelope(body).content)
    except (Unreadable, Invalid) as error:
        output.fail(f"The request is not valid, and was not sent: {error}")


def _text(file: Path) -> str:
    from shared.cli import output

    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        output.fail(f"{file} cannot be read as text: {error}")


def _document(case: Case, tenant: Tenant) -> dict[str, Json]:
    from shared.offboarding.answers import summary

    return {**summary(case), "tenant": tenant.tenant_id, "tenantDomain": tenant.domain}
