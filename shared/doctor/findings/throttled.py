"""The service has had too much of us."""

from collections.abc import Iterator
from http import HTTPStatus

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity, aadsts


def _seen(examination: Examination) -> Iterator[Seen]:
    for setback in examination.setbacks:
        if setback.kind == "Throttled" or setback.status == HTTPStatus.TOO_MANY_REQUESTS:
            yield Seen(f"{setback.doing}: {setback.text}", setback.role, of=setback)


THROTTLED = Finding(
    code="throttled",
    severity=Severity.ERROR,
    symptom=(
        'Calls end with 429, "Too many requests", "maximum number of concurrent requests" or '
        '"micro delay".'
    ),
    cause=(
        "The tenant's budget for calls is used up: by Nightshift, by another tool with the same "
        "app, or by an administrator's scripts. The service says how long to wait, and "
        "Nightshift waits; what is left waits for its next run."
    ),
    fix=(
        "Wait some minutes and ask again. If it comes back each night, move the schedules apart, "
        "and give other tools an app of their own: Exchange Online counts by tenant and app."
    ),
    says=(
        r"too many requests",
        r"(?:status|code|error|http)[^a-z0-9]{1,12}429\b",
        r"maximum number of concurrent requests",
        r"TooManyRequests",
        r"micro delay",
        r"exceeded the maximum number of connections allowed",
        r"throttl(?:ed|ing)",
        r"ServerBusy|server is busy",
        aadsts(90055, 50196),
    ),
    hints=(r"\b429\b",),
    seen=_seen,
    passing=True,
)
