"""DNS look-ups."""
