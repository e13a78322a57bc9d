"""Lengths of time as .NET reads them: `14`, `14.00:00:00`, `06:00:00`."""

import re
from datetime import timedelta

from local.tenant.exchange import refusals

_SPAN = re.compile(
    r"(?:(?P<whole>\d{1,8})|(?:(?P<days>\d{1,8})\.)?(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d))?)"
)


def days(parameter: str, text: str) -> timedelta:
    """
    The length that *text*, the value of *parameter*, means; a bare number counts days.

    Raises:
        ExchangeRefusal: It is no length of time.

    """
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        why = f'Cannot convert value "{text}" to type "EnhancedTimeSpan".'
        raise refusals.transformation(parameter, why)
    number = {name: int(value or 0) for name, value in match.groupdict().items()}
    return timedelta(
        days=number["whole"] + number["days"],
        hours=number["h"],
        minutes=number["m"],
        seconds=number["s"],
    )
