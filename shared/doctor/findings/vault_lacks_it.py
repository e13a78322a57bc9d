"""Key Vault has no such certificate, or there is no vault."""

from shared.doctor.finding import Finding, Severity

VAULT_LACKS_IT = Finding(
    code="vault-lacks-it",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with "has no certificate", "SecretNotFound" or "no vault is configured".'
    ),
    cause=(
        "tenants.yaml names a certificate, a thumbprint or a secret that the vault does not "
        "hold, that is disabled or deleted there, or there is no vault at the address in "
        "NIGHTSHIFT_KEY_VAULT_URI."
    ),
    fix=(
        "Compare the name in tenants.yaml with the vault's Certificates page, enable the newest "
        "version there, and set NIGHTSHIFT_KEY_VAULT_URI to the vault's address "
        "(https://name.vault.azure.net)."
    ),
    says=(
        r"\b(?:Secret|Certificate|Key)NotFound\b",
        r"has no certificate",
        r"no vault is configured",
        r"no enabled certificate in",
        r"was not found in this key vault",
    ),
)
