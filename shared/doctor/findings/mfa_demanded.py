"""Entra wants a second factor."""

from shared.doctor.finding import Finding, Severity, aadsts

MFA_DEMANDED = Finding(
    code="mfa-demanded",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS50076 or AADSTS50079: "you must use multi-factor '
        'authentication".'
    ),
    cause=(
        "The account must prove itself by a second factor, and what signed in could not ask for "
        "one: a script with a user name and password (-Credential), or a saved sign-in from "
        "before the rule. No setting lets a password script pass: that is the purpose of the "
        "rule."
    ),
    fix=(
        "At a prompt sign in with a person present: `nightshift login`, or "
        "Connect-ExchangeOnline without -Credential. For unattended work use what needs no "
        "second factor and no password: a managed identity or a certificate (`nightshift setup "
        "identity`, `nightshift setup app`)."
    ),
    says=(
        aadsts(50076, 50079, 50074, 50072, 50158, 500121, 50203),
        r"must (?:use|enroll in) multi-?factor authentication",
        r"strong authentication is required",
    ),
    hints=(
        r"multi-?factor",
        r"\bMFA\b",
    ),
)
