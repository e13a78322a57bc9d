"""Key Vault does not let the app read."""

from shared.doctor.finding import Finding, Severity

VAULT_REFUSES = Finding(
    code="vault-refuses",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with "may not be read", or in Key Vault\'s words "does not have secrets '
        'get permission" or "Caller is not authorized to perform action on resource".'
    ),
    cause=(
        "The certificate is in Key Vault, and the identity that this runs as lacks the role on "
        "the vault, got it minutes ago, or the vault's firewall does not let this machine in."
    ),
    fix=(
        "Give the identity the role Key Vault Secrets User on the vault (to resolve a thumbprint "
        "also Key Vault Certificate User) and wait up to ten minutes. If the message speaks of a "
        "network or a client address, allow this machine in the vault's Networking page."
    ),
    says=(
        r"does not have secrets get permission",
        r"caller is not authorized to perform action on resource",
        r"ForbiddenBy(?:Rbac|Policy|Firewall)",
        r"needs the role Key Vault",
        r"client address is not authorized",
        r"public network access is disabled",
        r"AKV10\d\d\d",
    ),
)
