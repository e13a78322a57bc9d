"""What a window makes of the news it gets; the law of each rule, with the times written out."""

from hypothesis import given
from hypothesis import strategies as st

from shared.web.window import CEILING, Window


def grown(to: int) -> Window:
    """A window that has grown to *to* without a refusal."""
    window = Window(start=1)
    for _ in range(to - 1):
        succeed(window)
    assert window.limit == to
    return window


def succeed(window: Window, times: int = 1) -> None:
    for _ in range(times):
        window.succeeded(window.departs(0.0, window.limit), 0.1, full=True)


def test_a_burst_of_refusals_is_one_event():
    window = grown(12)
    burst = [window.departs(0.0, under_way) for under_way in (9, 10, 11, 12)]

    for departure in burst:
        window.refused(departure, 0.1, None, 0.5)

    assert window.limit == 4  # half of the first that was refused


def test_a_success_of_before_the_refusal_does_not_grow_the_window():
    window = grown(8)
    old = [window.departs(0.0, 7) for _ in range(20)]
    window.refused(window.departs(0.0, 8), 0.1, None, 0.5)

    for departure in old:
        window.succeeded(departure, 0.2, full=True)

    assert window.limit == 4


def test_it_returns_to_just_under_what_was_refused_and_rests_there():
    window = grown(9)
    window.refused(window.departs(0.0, 9), 0.1, None, 0.5)

    succeed(window, 30)  # 4.5 + 1/4.5 + ... up to 8

    assert window.limit == 8
    succeed(window, 30)
    assert window.limit == 8


def test_after_its_rest_it_tries_one_more_and_a_refusal_of_that_costs_a_quarter():
    window = grown(9)
    window.refused(window.departs(0.0, 9), 0.1, None, 0.5)
    succeed(window, 30)
    tried = 0
    while window.limit < 9:
        succeed(window)
        tried += 1

    window.refused(window.departs(0.0, 9), 0.1, None, 0.5)

    assert 20 <= tried <= 60
    assert window.limit == 6  # 9 * 0.75, whole


def test_where_the_ceiling_is_gone_it_soon_has_all_there_is():
    window = grown(4)
    window.refused(window.departs(0.0, 4), 0.1, None, 0.5)

    succeed(window, 120)

    assert window.limit == CEILING


def test_a_window_that_others_leave_unused_does_not_grow():
    window = Window()

    for _ in range(50):
        window.succeeded(window.departs(0.0, 1), 0.1, full=False)

    assert window.limit == 2


def test_slots_rest_only_where_there_is_a_ceiling():
    window = grown(4)
    assert window.gap_s(0.5) == 0.0

    window.refused(window.departs(0.0, 4), 0.1, None, 0.5)

    assert 0.0 < window.gap_s(0.5) < 0.05  # of calls that take 0.1 s


@given(st.lists(st.tuples(st.booleans(), st.none() | st.floats(0, 500)), max_size=60))
def test_there_is_always_room_for_one_and_no_pause_is_for_ever(news):
    window, now = Window(), 0.0
    for well, wait_s in news:
        departure = window.departs(now, window.limit)
        if well:
            window.succeeded(departure, now + 0.5, full=True)
        else:
            window.refused(departure, now + 0.5, wait_s, 0.999)

        assert 1 <= window.limit <= CEILING
        assert window.pause_s(now) <= 60.5  # the longest wait that is waited for
        now += 0.5
