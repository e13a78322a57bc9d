"""How Graph writes times."""

from datetime import datetime


def instant(time: datetime) -> str:
    """*time* in whole seconds, as Graph writes most times."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
