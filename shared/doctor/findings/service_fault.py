"""Microsoft's service fails at the moment."""

from collections.abc import Iterator
from http import HTTPStatus

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity, aadsts


def _seen(examination: Examination) -> Iterator[Seen]:
    for setback in examination.setbacks:
        if setback.kind == "ServiceFault" and setback.status != HTTPStatus.TOO_MANY_REQUESTS:
            yield Seen(f"{setback.doing}: {setback.text}", setback.role, of=setback)


SERVICE_FAULT = Finding(
    code="service-fault",
    severity=Severity.ERROR,
    symptom=(
        'Calls end with 500, 503 or 504, "server side error", "temporarily unavailable" or '
        "AADSTS90033."
    ),
    cause=(
        "The service answered that it failed, more often than Nightshift's own retries could "
        "bridge. That is a passing fault on Microsoft's side, or an overloaded back end of this "
        "tenant."
    ),
    fix=(
        "Wait a quarter of an hour and ask again. If it stays, look at admin.microsoft.com > "
        "Health > Service health, and give the request id of the message to Microsoft's support."
    ),
    says=(
        aadsts(90033, 90006, 90024),
        r"server[- ]side error",
        r"temporarily[ _]unavailable",
        r"\b50[034]\b.{0,40}(?:internal server error|service unavailable|gateway)",
        r"please try again (?:later|in a few)",
        r"issue may be transient",
        r"(?:DCOverloaded|SuitabilityDirectory|ServerInMM|StorageTransient)Exception",
        r"(?:ADServerSettingsChanged|UnableToWriteToAad)Exception",
    ),
    seen=_seen,
    passing=True,
)
