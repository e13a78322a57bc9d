"""User name or password is wrong."""

from shared.doctor.finding import Finding, Severity, aadsts

PASSWORD_WRONG = Finding(
    code="password-wrong",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS50126: "Error validating credentials due to invalid username '
        'or password".'
    ),
    cause=(
        "A password was sent, and it is not the account's: mistyped, changed, or expired and "
        "cached by a script. With federated accounts the local directory may be the one that "
        "refuses."
    ),
    fix=(
        "Sign in at a browser once to see whether the password is good. In scripts, stop using "
        "passwords at all: a managed identity or a certificate cannot be mistyped, and password "
        "sign-in ends with the Exchange modules of July 2026."
    ),
    says=(
        aadsts(50126, 50056, 50055, 50144),
        r"invalid username or password",
    ),
)
