"""Exchange Online: protocol, client, errors, sizes."""
