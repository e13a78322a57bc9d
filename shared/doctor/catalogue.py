"""All findings, found by being there."""

from functools import cache

from shared.discovered import discovered
from shared.doctor import findings
from shared.doctor.finding import Finding


@cache
def catalogue() -> tuple[Finding, ...]:
    """Every finding, by code. Raises: ValueError when two have the same."""
    return tuple(discovered(findings, Finding, lambda one: one.code).values())
