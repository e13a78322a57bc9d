"""The client secret is not the app's."""

from shared.doctor.finding import Finding, Severity, aadsts

SECRET_WRONG = Finding(
    code="secret-wrong",
    severity=Severity.ERROR,
    symptom='Signing in ends with AADSTS7000215: "Invalid client secret provided".',
    cause=(
        "A script or tool signs in with a client secret, and what it sends is the secret's id "
        "instead of its value, was cut when it was copied, or belongs to another app. Nightshift "
        "itself takes no client secret at all."
    ),
    fix=(
        "In the tool that showed this error, use the secret's value, which Entra shows once "
        "only. For Exchange Online use a certificate or a managed identity instead "
        "(`auth.method` in tenants.yaml): there is then nothing to copy."
    ),
    says=(
        aadsts(7000215),
        r"invalid client secret",
    ),
)
