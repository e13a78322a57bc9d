"""A user name and password are configured."""

from shared.doctor.finding import Finding, Severity

BASIC_AUTH_CONFIGURED = Finding(
    code="basic-auth-configured",
    severity=Severity.ERROR,
    symptom='The configuration is refused: "user name and password are refused".',
    cause=(
        "tenants.yaml sets `auth.method` to basic, credential or password. A password cannot "
        "pass MFA, would have to be stored, and Microsoft ends it: the parameter -Credential is "
        "gone from the Exchange modules released from July 2026 on."
    ),
    fix=(
        "Set `method: managed-identity` in Azure, `certificate` for unattended work elsewhere, "
        "`interactive` or `device-code` at a prompt; `nightshift setup app` makes the app and "
        "its certificate."
    ),
    says=(r"user name and password are refused",),
)
