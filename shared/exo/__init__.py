"""Any cmdlet at a prompt: a line as an admin types it, checked, guarded, run and shown."""
