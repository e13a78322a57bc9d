"""Key Vault: secrets and certificates in versions, for whoever holds a role there."""
