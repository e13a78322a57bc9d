"""The tenant does not know the app."""

from shared.doctor.finding import Finding, Severity, aadsts

APP_UNKNOWN = Finding(
    code="app-unknown",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS700016: "Application with identifier ... was not found in '
        'the directory".'
    ),
    cause=(
        "No app registration of the tenant and no enterprise application in it has this "
        "`clientId`: a slip of the pen, the wrong tenant, an app that was deleted, or a "
        "multi-tenant app that nobody has consented to here yet."
    ),
    fix=(
        "Compare `clientId` in tenants.yaml with the Application (client) ID of the app "
        "registration. For your own tenant `nightshift setup app` makes it; in a customer's "
        "tenant an administrator has to consent once (`nightshift tenants add` gives the link)."
    ),
    says=(
        aadsts(700016, 7000229),
        r"application with identifier .{0,80}was not found in the directory",
    ),
)
