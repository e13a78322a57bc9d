"""A script signs in with -Credential."""

from shared.doctor.finding import Finding, Severity

PASSWORD_PARAMETER = Finding(
    code="password-parameter",
    severity=Severity.ERROR,
    symptom=(
        "\"A parameter cannot be found that matches parameter name 'Credential'\", or a script "
        "with Get-Credential that stopped working."
    ),
    cause=(
        "User name and password are sent by -Credential (the password grant, ROPC). It cannot "
        "pass MFA, Entra's security defaults block it, and Microsoft removed the parameter from "
        "the Exchange modules released from July 2026 on."
    ),
    fix=(
        "At a prompt: `nightshift login`, or Connect-ExchangeOnline -UserPrincipalName "
        "you@company.com and the browser. Unattended: a managed identity or a certificate, which "
        "`nightshift setup identity` and `nightshift setup app` prepare. Delete the stored "
        "password."
    ),
    says=(
        r"parameter cannot be found that matches parameter name '?Credential'?",
        r"Connect-\w+.{0,80}-Credential",
        r"\bROPC\b",
        r"grant_type=password",
        r"resource owner password",
        r"Get-Credential",
    ),
    hints=(
        r"-Credential\b",
        r"UserCredential",
    ),
)
