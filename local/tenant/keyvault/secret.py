"""A secret as the vault keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret in its only version."""

    value: str
    content_type: str | None = None
    enabled: bool = True
