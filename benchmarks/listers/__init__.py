"""Programs that list every mailbox of a tenant with its quotas, each in its own way."""
