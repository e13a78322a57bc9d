"""The certificate runs out soon."""

from collections.abc import Iterator
from datetime import timedelta

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity

_SOON = timedelta(days=30)


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        ends = one.certificate.ends if one.certificate is not None else None
        if ends is not None and ends - examination.at < _SOON:
            days = max(0, (ends - examination.at).days)
            yield Seen(f"the certificate ends on {ends:%Y-%m-%d}, in {days} days", one.role)


CERTIFICATE_ENDS_SOON = Finding(
    code="certificate-ends-soon",
    severity=Severity.WARNING,
    symptom="Everything works, and will stop on the day named here.",
    cause=(
        "The certificate that the app signs in with ends within 30 days. Nothing warns of it but "
        "this."
    ),
    fix=(
        "Make the next one now and register it beside the old one: `nightshift setup app "
        "--certificate` does both, for a new name. Entra takes either while both are registered, "
        "so nothing is interrupted."
    ),
    seen=_seen,
    pressing=True,
)
