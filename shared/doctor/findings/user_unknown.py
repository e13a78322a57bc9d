"""There is no such user, or the account is blocked."""

from shared.doctor.finding import Finding, Severity, aadsts

USER_UNKNOWN = Finding(
    code="user-unknown",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS50034: "The user account does not exist in the directory", '
        "or AADSTS50057."
    ),
    cause=(
        "The user name is not one of this tenant: mistyped, of another tenant, a guest, or the "
        "account is blocked, locked or deleted."
    ),
    fix=(
        "Use the user principal name as Entra shows it (often name@company.com, at times "
        "name@company.onmicrosoft.com), name the right tenant, and look at Users > the account > "
        "Sign-in blocked."
    ),
    says=(
        aadsts(50034, 50020, 50057, 50053, 51004, 16003),
        r"user account .{0,80}does not exist",
        r"user account is disabled",
    ),
)
