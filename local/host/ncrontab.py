"""
Schedules of timer functions, in the grammar of NCRONTAB.

What surprises those who know cron:
- six fields, seconds first; with five, the second is 0;
- day of month and day of week are combined with AND: `0 0 0 13 * FRI` is each Friday the 13th;
- a range that runs backwards is swapped, not wrapped: `FRI-MON` is Monday to Friday;
- a name is known by its beginning: `J` is January, `T` is Tuesday; Sunday is 0, and 7 is an error;
- `a/n` runs from a to the end of the field; a step below 1 counts as 1.

Source: the grammar notes of the NCrontab library that the Functions host uses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
# No combination of day, month and weekday comes round later than this: 29 February on a given
# weekday recurs within 40 years, across a century without a leap day.
_HORIZON_YEARS = 41


class BadSchedule(ValueError):
    """The text is no NCRONTAB schedule; the message says which part is not."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()


_SECOND, _MINUTE, _HOUR = _Field("second", 0, 59), _Field("minute", 0, 59), _Field("hour", 0, 23)
_DAY, _MONTH = _Field("day", 1, 31), _Field("month", 1, 12, _MONTHS)
_WEEKDAY = _Field("day of week", 0, 6, _DAYS)
_FIELDS = (_SECOND, _MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The moments at which a timer fires, in UTC. Made by `parse`."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def next_after(self, moment: datetime) -> datetime | None:
        """The first occurrence strictly after *moment*; None when there is none (30 February)."""
        base = moment.astimezone(UTC)
        for day in self._days_from(base.date()):
            found = self._time_after(base.time() if day == base.date() else None)
            if found is not None:
                return datetime.combine(day, found, UTC)
        return None

    def shortest_gap(self, moment: datetime) -> timedelta | None:
        """The time between the next two occurrences after *moment*."""
        first = self.next_after(moment)
        second = self.next_after(first) if first else None
        return second - first if first and second else None

    def _days_from(self, start: date) -> Iterator[date]:
        day, last_year = start, min(start.year + _HORIZON_YEARS, date.max.year - 1)
        while day.year <= last_year:
            if day.month not in self.months:
                # Straight to the next month: a search over decades stays a matter of milliseconds.
                day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
                continue
            if day.day in self.days and day.isoweekday() % 7 in self.weekdays:
                yield day
            day += timedelta(days=1)

    def _time_after(self, after: time | None) -> time | None:
        """The first time of day strictly after *after*, or the first of all."""
        if after is None:
            return time(self.hours[0], self.minutes[0], self.seconds[0])
        edge = (after.hour, after.minute, after.second)
        for hour in (h for h in self.hours if h >= edge[0]):
            for minute in (m for m in self.minutes if (hour, m) >= edge[:2]):
                for second in self.seconds:
                    if (hour, minute, second) > edge:
                        return time(hour, minute, second)
        return None


def parse(text: str) -> Schedule:
    """
    The schedule that *text* describes.

    Raises:
        BadSchedule: It describes none.

    """
    parts = text.split()
    if len(parts) == len(_FIELDS) - 1:
        parts = ["0", *parts]
    if len(parts) != len(_FIELDS):
        raise BadSchedule(f"{text!r} has {len(parts)} fields; a schedule has six, seconds first")
    values = [_values(field, part) for field, part in zip(_FIELDS, parts, strict=True)]
    seconds, minutes, hours, days, months, weekdays = values
    return Schedule(
        tuple(sorted(seconds)),
        tuple(sorted(minutes)),
        tuple(sorted(hours)),
        frozenset(days),
        frozenset(months),
        frozenset(weekdays),
    )


def _values(field: _Field, text: str) -> set[int]:
    found: set[int] = set()
    for item in text.split(","):
        found.update(_range(field, item))
    return found


def _range(field: _Field, item: str) -> range:
    span, slash, step_text = item.partition("/")
    first, dash, last = span.partition("-")
    if first == "*" and not dash:
        low, high = field.low, field.high
    else:
        low = _number(field, first)
        high = _number(field, last) if dash else (field.high if slash else low)
    low, high = min(low, high), max(low, high)
    return range(low, high + 1, max(1, _step(field, step_text)) if slash else 1)


def _step(field: _Field, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadSchedule(f"{text!r} is no step for the {field.name}; write a number") from None


def _number(field: _Field, text: str) -> int:
    if text.isascii() and text.isdecimal():
        if field.low <= int(text) <= field.high:
            return int(text)
        raise BadSchedule(f"{field.name} {text} is not between {field.low} and {field.high}")
    for offset, name in enumerate(field.names):
        if text and name.casefold().startswith(text.casefold()):
            return field.low + offset
    raise BadSchedule(f"{text!r} is no {field.name}")
