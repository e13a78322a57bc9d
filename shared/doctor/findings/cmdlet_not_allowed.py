"""The role lacks a cmdlet that the app runs."""

from collections.abc import Iterator
from http import HTTPStatus

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity
from shared.doctor.needs import least_of

_SHOWN = 12


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        if one.cmdlets is None:
            continue
        may = {name.casefold() for name in one.cmdlets}
        missing = sorted(name for name in one.needs if name.casefold() not in may)
        least = least_of(examination.tenant, one.role)
        if missing:
            more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
            yield Seen(f"it may not run {', '.join(missing[:_SHOWN])}{more}", one.role, do=least)
        if one.read is not None and one.read.status == HTTPStatus.FORBIDDEN:
            yield Seen(f"{one.read.doing}: {one.read.text}", one.role, of=one.read, do=least)


CMDLET_NOT_ALLOWED = Finding(
    code="cmdlet-not-allowed",
    severity=Severity.ERROR,
    symptom=(
        'Most things work; one capability ends with 403, "CmdletAccessDeniedException" or "isn\'t '
        'within a valid write scope".'
    ),
    cause=(
        "The role that the identity holds does not contain a cmdlet, or one of its parameters, "
        "that the capabilities switched on for this tenant run."
    ),
    fix=(
        "Run `nightshift setup roles`, which gives the role group every role that the "
        "switched-on capabilities need; or switch the capability to mode report in tenants.yaml. "
        "In PowerShell, Get-ManagementRole -Cmdlet NAME tells which roles hold a cmdlet."
    ),
    says=(
        r"CmdletAccessDeniedException",
        r"isn't within (?:a valid|your current) (?:server )?write scope",
        r"not allowed to run",
        r"you don't have sufficient permissions",
    ),
    seen=_seen,
)
