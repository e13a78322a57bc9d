"""How the usage reports are made."""

from dataclasses import dataclass


@dataclass(slots=True)
class Reports:
    """Names may be concealed; what a report says was so `days_old` days ago."""

    concealed: bool = False
    days_old: int = 2
