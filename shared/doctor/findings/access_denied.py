"""Access is denied, without a reason."""

from shared.doctor.finding import Finding, Severity, aadsts

ACCESS_DENIED = Finding(
    code="access-denied",
    severity=Severity.ERROR,
    symptom='"UnAuthorized", "Access is denied", "Access Denied", or a bare 401 or 403.',
    cause=(
        "The sign-in worked, or was never asked for, and the service refuses the call: the "
        "permission or the role is missing, was given minutes ago, or the token is of another "
        "tenant, service or time. The message alone does not tell which."
    ),
    fix=(
        "Run `nightshift doctor`: it looks at the token and the roles, and says which it is. For "
        "a person, check the roles at admin.exchange.microsoft.com > Roles; after a new role, "
        "sign in anew and allow an hour."
    ),
    says=(
        aadsts(50105),
        r"is not assigned to a role for the application",
        r"UnAuthori[sz]ed",
        # Not of a bounced message: `550 5.7.x Access denied` is mail flow, and no role mends it.
        r"(?<!5\.\d\.\d )(?<!5\.\d\.\d\d )(?<!5\.\d\.\d\d\d )access (?:is )?denied",
        r"\b40[13]\b.{0,40}(?:unauthori[sz]ed|forbidden)",
        r"UnauthorizedAccessException",
        r"the token was not accepted",
    ),
    hints=(
        r"\b40[13]\b",
        r"forbidden",
    ),
)
