"""The questions by subject; each module is found by being there."""
