"""The app registration is not made for a person who signs in."""

from shared.doctor.finding import Finding, Severity, aadsts

REDIRECT_MISMATCH = Finding(
    code="redirect-mismatch",
    severity=Severity.ERROR,
    symptom=(
        'The browser shows AADSTS50011: "The redirect URI ... does not match", '
        "or a device code ends with AADSTS7000218."
    ),
    cause=(
        "Your own app registration is used for signing in at a desk (`clientId`), and it has no "
        "redirect address for a program on this machine, or is no public client."
    ),
    fix=(
        "Under App registrations > the app > Authentication, add the platform Mobile and desktop "
        "applications with http://localhost, and allow public client flows. Or leave `clientId` "
        "out: the public client of the Exchange module is there in every tenant."
    ),
    says=(
        aadsts(50011, 500113, 7000218),
        r"redirect uri .{0,120}does not match",
        r"reply (?:url|address) .{0,120}does not match",
    ),
)
