"""When a leaver's access ends. Pure."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def effective(
    *,
    last_working_day: str | None,
    effective_at: str | None,
    zone: str,
    workday_ends: time,
    now: datetime,
) -> datetime:
    """
    The moment to act, in UTC and never before *now*.

    A last working day ends at *workday_ends* in *zone*; a time without offset is in *zone* too.
    An hour that the zone skips or repeats in spring and autumn counts as its first reading.
    """
    if last_working_day is not None:
        moment = datetime.combine(date.fromisoformat(last_working_day), workday_ends)
    elif effective_at is not None:
        moment = datetime.fromisoformat(effective_at)
    else:
        return now
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return max(moment.astimezone(UTC), now)
