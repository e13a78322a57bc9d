"""The password does not open the certificate's file."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity
from shared.identity.certificates import Fault


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        if one.certificate is not None and one.certificate.fault is Fault.PASSWORD:
            yield Seen(one.certificate.text, one.role)


CERTIFICATE_WRONG_PASSWORD = Finding(
    code="certificate-wrong-password",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with "the specified network password is not correct" or "invalid '
        'password or PKCS12 data".'
    ),
    cause=(
        "The file of the certificate is protected, and the secret that tenants.yaml names "
        "(certificatePasswordSecret) is not its password, or belongs to an earlier file."
    ),
    fix=(
        "Put the right password into that secret in Key Vault, or export the file anew with a "
        "password that you know. Better: keep the certificate itself in Key Vault, which needs "
        "no password."
    ),
    says=(
        r"specified network password is not correct",
        r"invalid password or pkcs12",
        r"the password does not fit",
        r"mac verif(?:y|ication) (?:failure|failed|error)",
    ),
    seen=_seen,
)
