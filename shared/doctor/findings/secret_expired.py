"""The client secret ran out."""

from shared.doctor.finding import Finding, Severity, aadsts

SECRET_EXPIRED = Finding(
    code="secret-expired",
    severity=Severity.ERROR,
    symptom='Signing in ends with AADSTS7000222: "The provided client secret keys are expired".',
    cause=(
        "A script or tool signs in with a client secret that is past its end; Entra lets them "
        "live two years at most. Nightshift itself takes no client secret at all."
    ),
    fix=(
        "Move that work to a managed identity (in Azure) or a certificate (elsewhere): "
        "`nightshift setup identity` and `nightshift setup app`. Until then make a new secret "
        "under Certificates & secrets."
    ),
    says=(
        aadsts(7000222),
        r"client secret keys.{0,60}are expired",
    ),
)
