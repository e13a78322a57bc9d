"""The app does not trust the managed identity that vouches for it."""

from shared.doctor.finding import Finding, Severity, aadsts

FEDERATION_NOT_TRUSTED = Finding(
    code="federation-not-trusted",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS70021 or AADSTS700213: "No matching federated identity '
        'record found".'
    ),
    cause=(
        "A managed identity vouches for the multi-tenant app (method federated), and the app has "
        "no federated identity credential with exactly this issuer, subject and audience. Letter "
        "case counts, and the subject is the identity's object id, not its client id."
    ),
    fix=(
        "`nightshift setup app --trust-identity OBJECT_ID` adds it, signed in to the app's own "
        "tenant; one that was just added takes some minutes. By hand: App registrations > the app "
        "> Certificates & secrets > Federated credentials, issuer "
        "https://login.microsoftonline.com/{tenant of the identity}/v2.0, subject the identity's "
        "object (principal) id, audience api://AzureADTokenExchange."
    ),
    says=(
        aadsts(70021, 700211, 700212, 700213),
        r"no matching federated identity record",
    ),
)
