"""What Set-Mailbox changes, one file a concern; each decides first, then all are applied."""
