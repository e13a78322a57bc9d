"""The certificate ran out."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity
from shared.identity.certificates import Fault


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        if one.certificate is not None and one.certificate.fault is Fault.EXPIRED:
            yield Seen(one.certificate.text, one.role)


CERTIFICATE_EXPIRED = Finding(
    code="certificate-expired",
    severity=Severity.ERROR,
    symptom='Signing in ends with "the certificate has expired" or AADSTS7000222.',
    cause=(
        "The certificate that the app signs in with is past its last day. Entra takes it no "
        "more, and nothing can extend it."
    ),
    fix=(
        "Make a new one and register it: `nightshift setup app --certificate` does both for a new "
        "name, or registers a new version in Key Vault, which is taken up without a restart. By "
        "hand: a new certificate, its public part under App registrations > Certificates & "
        "secrets, then name it in tenants.yaml."
    ),
    says=(
        # "certificate verify failed: certificate has expired" is said of a host's certificate.
        r"certificate(?![ _]verify).{0,80}(?:has )?expired",
        r"expired.{0,40}certificate",
        r"Reason - The key used is expired",
    ),
    seen=_seen,
)
