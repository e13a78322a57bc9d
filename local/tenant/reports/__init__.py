"""The mailbox usage report: what is in the file, and the place from which it is fetched."""
