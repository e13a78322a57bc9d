"""Sizes and lengths of time keep every byte and every tick."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.durations import Duration
from shared.exchange.sizes import Size


@given(st.integers(0, 2**70))
def test_a_size_reads_back_as_it_was_sent_and_as_exchange_writes_it(amount):
    assert Size.parse(Size(amount).exact) == Size(amount)
    assert Size.parse(Size(amount).long) == Size(amount)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("49.5 GB (53,150,220,288 bytes)", 53_150_220_288),
        ("1.5 KB (1,536 bytes)", 1536),
        ("0 B (0 bytes)", 0),
        ("1000 MB (1,048,576,000 bytes)", 1_048_576_000),
        ("2000 TB (2,199,023,255,552,000 bytes)", 2_199_023_255_552_000),
    ],
)
def test_exchange_s_own_text_of_a_size_comes_out_as_it_went_in(text, amount):
    assert Size.parse(text) == Size(amount)
    assert Size(amount).long == text


def test_sizes_are_read_as_people_and_exchange_write_them():
    assert Size.parse(" unlimited ") is None
    assert Size.parse("25MB") == Size(25 * 1024**2)
    assert Size.parse("0.1 tb") == Size(109_951_162_777)
    assert Size.parse("9007199254740993") == Size(9_007_199_254_740_993)
    assert str(Size(53_150_220_288)) == "49.5 GB"


@pytest.mark.parametrize(
    "text",
    [
        "lots",
        "",
        "-1",
        "1e3",
        "5 bytes",
        "rubbish (5 bytes)",
        "(, bytes)",
        "٣ GB",
        "9" * 5000,
        "1.",
    ],
)
def test_what_is_no_size_is_no_number(text):
    with pytest.raises(ValueError, match="no size"):
        Size.parse(text)


def test_a_size_is_never_negative():
    with pytest.raises(ValueError, match="not negative"):
        Size(-1)


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_duration_reads_back_as_it_is_written(ticks):
    assert Duration.parse(str(Duration(ticks))) == Duration(ticks)


@given(st.timedeltas(min_value=timedelta(days=-9_000_000), max_value=timedelta(days=9_000_000)))
def test_a_timedelta_becomes_a_duration_and_back_without_loss(length):
    assert Duration.of(length).timedelta == length


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90.00:00:00", 90 * 86_400),
        ("06:00:00", 6 * 3600),
        ("00:00:00.3000000", 0.3),
        ("-1.02:03:04", -93_784),
        ("-00:00:00.5000000", -0.5),
    ],
)
def test_exchange_s_own_text_of_a_duration_comes_out_as_it_went_in(text, seconds):
    found = Duration.parse(text)

    assert found == Duration.of(timedelta(seconds=seconds))
    assert str(found) == text
    assert found.timedelta == timedelta(seconds=seconds)


def test_unlimited_is_no_duration_and_the_longest_is_dot_net_s():
    assert Duration.parse("Unlimited") is None
    assert str(Duration(2**63 - 1)) == "10675199.02:48:05.4775807"
    with pytest.raises(ValueError, match="longer than Exchange"):
        Duration(2**63)


@pytest.mark.parametrize("text", ["P90D", "90", "24:00:00", "00:60:00", "1:00:00", "", "00:00:00."])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="no length of time"):
        Duration.parse(text)
