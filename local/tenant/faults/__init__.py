"""Faults: which requests go wrong, and how, so that the same ones go wrong again."""
