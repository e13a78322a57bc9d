"""Microsoft does not take this token as proof of an app."""

from shared.doctor.finding import Finding, Severity, aadsts

FEDERATION_NOT_ALLOWED = Finding(
    code="federation-not-allowed",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS700236 or AADSTS700222: "tokens issued by issuer ... may not '
        'be used for federated identity credential flows".'
    ),
    cause=(
        "An app vouches for an app: only a managed identity's token is taken from Microsoft "
        "Entra ID itself, and app and identity must live in the same tenant and cloud. The "
        "identity vouches in its home tenant; the app then signs in to the customer's."
    ),
    fix=(
        "Set `identityClientId` in tenants.yaml to a user-assigned managed identity of the "
        "tenant in which the multi-tenant app is registered."
    ),
    says=(
        aadsts(700236, 700222, 700229),
        r"may not be used for federated identity credential flows",
    ),
)
