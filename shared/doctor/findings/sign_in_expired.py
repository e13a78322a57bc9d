"""The sign-in of a person is over."""

from shared.doctor.finding import Finding, Severity, aadsts

SIGN_IN_EXPIRED = Finding(
    code="sign-in-expired",
    severity=Severity.ERROR,
    symptom=(
        'Commands end with AADSTS700082, AADSTS50173 or "token has expired" though they worked '
        "before."
    ),
    cause=(
        "What was kept of the sign-in is too old, or was revoked: a new password, a revoked "
        "session, or a rule that asks again after some hours. A long PowerShell session ends so "
        "too."
    ),
    fix=(
        "Sign in anew: `nightshift login` (in PowerShell: Connect-ExchangeOnline). For work that "
        "runs longer than a person's session use a managed identity or a certificate."
    ),
    says=(
        aadsts(700082, 50173, 70043, 700084, 50132, 50133, 70008, 54005, 70020, 50058),
        r"refresh token has expired",
        r"lifetime validation failed",
        r"(?:access )?token (?:has|is) expired",
        r"insufficient_claims|InteractionRequired",
    ),
    # Graph's word for any token that it does not take, one for another service among them.
    hints=(r"InvalidAuthenticationToken\b",),
)
