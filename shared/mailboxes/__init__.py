"""One mailbox at a time, as an admin works: found, shown, made, changed, and read back."""
