"""Points in time as callers write them: ISO 8601, or as an American or .NET itself would."""

from datetime import UTC, datetime

_FORMS = (
    "%m/%d/%Y",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p",
)


def read_time(text: str) -> datetime:
    """
    The moment that *text* names, in UTC; one without an offset is in UTC.

    Raises:
        ValueError: It names none.

    """
    moment = _american(text.strip()) if "/" in text else datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} is before the first or after the last year") from error


def _american(text: str) -> datetime:
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(f"{text} is no date")
