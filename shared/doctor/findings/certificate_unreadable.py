"""The certificate cannot be read."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity
from shared.identity.certificates import Fault

_FAULTS = {Fault.MISSING, Fault.UNREADABLE, Fault.UNSUITABLE}


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        if one.certificate is not None and one.certificate.fault in _FAULTS:
            yield Seen(one.certificate.text, one.role)


CERTIFICATE_UNREADABLE = Finding(
    code="certificate-unreadable",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with "cannot be opened", "cannot find the file" or "keyset does not '
        'exist".'
    ),
    cause=(
        "What tenants.yaml names as certificate is missing, is no PFX or PEM, holds no private "
        "key, holds one that is not RSA or not the certificate's own, or may not be read by the "
        "account that this runs as."
    ),
    fix=(
        "Export the certificate with its private key as PFX (or key and certificate into one "
        "PEM), put it where tenants.yaml says, and let the account that runs Nightshift read it. "
        'On Windows, "keyset does not exist" means that the account may not use the private key '
        "in the certificate store: a file or Key Vault avoids that."
    ),
    says=(
        r"keyset does not exist",
        r"is no PFX or PEM",
        r"cannot find the requested object",
        r"certificate .{0,120}(?:could not|cannot) be (?:found|loaded|opened|read)",
        r"unable to (?:de)?serialize|unable to load (?:certificate|pem)",
        r"bad decrypt",
        r"needs an RSA key and its certificate",
    ),
    seen=_seen,
)
