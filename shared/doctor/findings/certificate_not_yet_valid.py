"""The certificate is not valid yet."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity
from shared.identity.certificates import Fault


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        if one.certificate is not None and one.certificate.fault is Fault.NOT_YET_VALID:
            yield Seen(one.certificate.text, one.role)


CERTIFICATE_NOT_YET_VALID = Finding(
    code="certificate-not-yet-valid",
    severity=Severity.ERROR,
    symptom="Signing in is refused with a certificate that was just made.",
    cause=(
        "The certificate's first day lies ahead of this machine's time: it was made for later, "
        "in another time zone by hand, or the clock here is slow."
    ),
    fix=(
        "Check this machine's clock first. If it is right, wait until the date named here, or "
        "make a certificate that is valid now."
    ),
    says=(
        r"certificate.{0,60}not (?:yet )?valid (?:yet|before)",
        r"valid only from",
    ),
    seen=_seen,
)
