"""Key Vault: secrets, read with a token."""
