"""From a fresh machine to a ready one; runs before anything is installed."""
