"""Schedules of timer functions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.host.ncrontab import BadSchedule, Schedule, parse

TUESDAY = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SECONDS = st.floats(0, 90 * 366 * 86400)
MOMENTS = SECONDS.map(lambda s: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=s))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("0 * * * * *", "2026-11-24 06:01:00", id="each-minute"),
        pytest.param("*/7 * * * * *", "2026-11-24 06:00:07", id="steps-from-zero"),
        pytest.param("50/4 * * * * *", "2026-11-24 06:00:50", id="from-a-to-the-end"),
        pytest.param("0 0 1 * * *", "2026-11-25 01:00:00", id="tomorrow-night"),
        pytest.param("30 4 * * *", "2026-11-25 04:30:00", id="five-fields"),
        pytest.param("0 0 6 * * *", "2026-11-25 06:00:00", id="strictly-after"),
        pytest.param("0 0 9-17/4 * * *", "2026-11-24 09:00:00", id="range-with-step"),
        pytest.param("0 0 8,7 * * *", "2026-11-24 07:00:00", id="list"),
        pytest.param("0 0 0 31 * *", "2026-12-31 00:00:00", id="short-months-are-skipped"),
        pytest.param("0 0 0 29 2 *", "2028-02-29 00:00:00", id="leap-day"),
        pytest.param("0 0 0 13 * FRI", "2027-08-13 00:00:00", id="both-days-must-fit"),
        pytest.param("0 0 0 * * 0", "2026-11-29 00:00:00", id="sunday-is-zero"),
        pytest.param("0 0 0 * * FRI-MON", "2026-11-25 00:00:00", id="reversed-days-are-swapped"),
        pytest.param("0 0 22-2 * * *", "2026-11-24 07:00:00", id="reversed-hours-are-swapped"),
        pytest.param("0 0 0 1 j *", "2027-01-01 00:00:00", id="a-name-by-its-beginning"),
        pytest.param("0 0 0 * * T", "2026-12-01 00:00:00", id="t-is-tuesday"),
        pytest.param("0 0 0 1 January *", "2027-01-01 00:00:00", id="a-whole-name"),
        pytest.param("*/0 * * * * *", "2026-11-24 06:00:01", id="a-step-below-one-is-one"),
        pytest.param("*/-5 * * * * *", "2026-11-24 06:00:01", id="so-is-a-negative-one"),
    ],
)
def test_the_next_occurrence(text, expected):
    assert parse(text).next_after(TUESDAY) == datetime.fromisoformat(f"{expected}+00:00")


@pytest.mark.parametrize(
    "text",
    [
        *("", "*", "* * * *", "* * * * * * *", "60 * * * * *", "0 0 24 * * *"),
        *("0 0 0 0 * *", "0 0 0 32 * *", "0 0 0 * 13 *", "0 0 0 * * 7", "0 0 0 * * -1"),
        *("? * * * * *", "0 0 0 L * *", "0 0 0 * * 5W", "0 0 0 * * FRI#2", "@daily"),
        *("1- * * * * *", "*/ * * * * *", "*/x * * * * *", "1,,2 * * * * *", "a * * * * *"),
        *("0 0 0 * X *", "00:05:00", "*-5 * * * * *", "\u0663 * * * * *"),
    ],
)
def test_what_is_no_schedule_is_refused_with_a_sentence(text):
    with pytest.raises(BadSchedule) as caught:
        parse(text)

    assert str(caught.value)


def test_a_day_that_never_comes_is_said_to_be_none():
    assert parse("0 0 0 30 2 *").next_after(TUESDAY) is None


def test_time_is_utc_whatever_zone_the_base_is_in():
    base = datetime.fromisoformat("2026-11-24T00:30:00+01:00")

    assert parse("0 0 0 * * *").next_after(base) == datetime(2026, 11, 24, tzinfo=UTC)


def test_the_shortest_gap_is_the_one_between_the_next_two():
    assert parse("*/20 * * * * *").shortest_gap(TUESDAY) == timedelta(seconds=20)
    assert parse("0 0 0 30 2 *").shortest_gap(TUESDAY) is None


def field(low, high):
    """Texts of one field together with the values they stand for."""
    number = st.integers(low, high)
    one = number.map(lambda n: (str(n), {n}))
    pair = st.tuples(number, number)
    span = pair.map(lambda p: (f"{p[0]}-{p[1]}", set(range(min(p), max(p) + 1))))
    step = st.tuples(number, st.integers(1, 20)).map(
        lambda p: (f"{p[0]}/{p[1]}", set(range(p[0], high + 1, p[1])))
    )
    every = st.just(("*", set(range(low, high + 1))))
    return st.lists(one | span | step | every, min_size=1, max_size=3).map(
        lambda items: (",".join(t for t, _ in items), set().union(*(v for _, v in items)))
    )


@given(
    second=field(0, 59),
    minute=field(0, 59),
    hour=field(0, 23),
    weekday=field(0, 6),
    moment=MOMENTS,
)
def test_an_occurrence_fits_its_schedule_and_none_lies_before_it(
    second, minute, hour, weekday, moment
):
    schedule = parse(f"{second[0]} {minute[0]} {hour[0]} * * {weekday[0]}")

    found = schedule.next_after(moment)

    assert found is not None
    assert found > moment
    assert fits(found, second, minute, hour, weekday)
    probes = (moment + timedelta(seconds=n) for n in range(1, 200))
    earlier = [p.replace(microsecond=0) for p in probes if p.replace(microsecond=0) < found]
    assert not any(fits(p, second, minute, hour, weekday) for p in earlier if p > moment)


def fits(moment, second, minute, hour, weekday):
    return (
        moment.microsecond == 0
        and moment.second in second[1]
        and moment.minute in minute[1]
        and moment.hour in hour[1]
        and moment.isoweekday() % 7 in weekday[1]
    )


@given(day=field(1, 31), month=field(1, 12), moment=MOMENTS)
def test_days_and_months_fit_and_none_is_passed_over(day, month, moment):
    schedule = parse(f"0 0 0 {day[0]} {month[0]} *")

    found = schedule.next_after(moment)

    if found is None:
        assert day[1] <= {30, 31} or day[1] == {29}  # not in these months in 41 years
        return
    assert (found.day in day[1], found.month in month[1]) == (True, True)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while midnight < found:
        assert not (midnight.day in day[1] and midnight.month in month[1])
        midnight += timedelta(days=1)


@given(st.text(max_size=30))
def test_any_text_is_a_schedule_or_is_refused(text):
    try:
        assert isinstance(parse(text), Schedule)
    except BadSchedule:
        return
