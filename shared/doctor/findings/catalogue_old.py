"""The list of cmdlets is old."""

from collections.abc import Iterator
from datetime import timedelta

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity

_OLD = timedelta(days=183)


def _seen(examination: Examination) -> Iterator[Seen]:
    age = examination.at.date() - examination.catalogue_of
    if age > _OLD:
        yield Seen(f"it is of {examination.catalogue_of:%Y-%m-%d}, {age.days} days old")


CATALOGUE_OLD = Finding(
    code="catalogue-old",
    severity=Severity.WARNING,
    symptom=(
        "A cmdlet or parameter that Exchange Online has is refused as unknown before anything is "
        "sent."
    ),
    cause=(
        "Nightshift checks cmdlets against a list made from Microsoft's reference, and the list "
        "of this version is more than half a year old. What came since is missing in it."
    ),
    fix="Install the newest version of Nightshift.",
    says=(r"Exchange Online has no (?:such )?(?:cmdlet|parameter)",),
    seen=_seen,
)
