"""One quota makes three, in proportion, in order, within what is allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.models.mailbox import MailboxQuotas
from shared.exchange.quotas import Wanted
from shared.exchange.sizes import Size
from shared.mailboxes.quota_wish import Wish, bound_of, objection, whole

GB = 1 << 30
HELD = MailboxQuotas(Size(49 * GB), Size(GB * 99 // 2), Size(50 * GB))


def gigabytes(wanted):
    return [round(one.bytes / GB, 3) for one in wanted.sizes]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(send_receive=Size(50 * GB)), [49, 49.5, 50]),
        (Wish(send_receive=Size(100 * GB)), [98, 99, 100]),
        (Wish(send_receive=Size(2 * GB)), [1.96, 1.98, 2]),
        (Wish(send=Size(99 * GB)), [98, 99, 100]),
        (Wish(warning=Size(49 * GB)), [49, 49.5, 50]),
        (Wish(send=Size(40 * GB), send_receive=Size(50 * GB)), [40, 40, 50]),
        (Wish(warning=Size(GB * 399 // 4), send_receive=Size(100 * GB)), [99.75, 99.75, 100]),
        (Wish(Size(10 * GB), Size(20 * GB), Size(30 * GB)), [10, 20, 30]),
    ],
)
def test_microsoft_s_own_proportions_come_out(wish, expected):
    assert gigabytes(whole(wish, None)) == expected


def test_the_last_quota_does_not_rise_above_the_licence_for_the_sake_of_proportion():
    wanted = whole(Wish(send=Size(GB * 199 // 2)), Size(100 * GB))

    assert wanted.send_receive == Size(100 * GB)


@pytest.mark.parametrize(
    "wish",
    [Wish(warning=Size(2 * GB), send=Size(GB)), Wish(send=Size(2 * GB), send_receive=Size(GB))],
)
def test_what_is_out_of_order_is_told(wish):
    with pytest.raises(ValueError, match="must not exceed"):
        whole(wish, None)


def test_nothing_is_no_wish():
    with pytest.raises(ValueError, match="name a quota"):
        whole(Wish(), None)


sizes = st.none() | st.integers(1, 2 << 40).map(Size)


@given(st.builds(Wish, sizes, sizes, sizes), sizes)
def test_any_wish_is_in_order_and_as_named_or_is_refused(wish, bound):
    try:
        wanted = whole(wish, bound)
    except ValueError:
        return
    assert wanted.in_order
    named = zip((wish.warning, wish.send, wish.send_receive), wanted.sizes, strict=True)
    assert all(asked is None or asked == given for asked, given in named)


@pytest.mark.parametrize(
    ("kind", "plan", "bound"),
    [
        ("UserMailbox", "ExchangeOnlineEnterprise-0527a260-bea3-46a3-9f4f-215fdd24f4d9", 100),
        ("UserMailbox", "ExchangeOnlineDeskless", 2),
        ("SharedMailbox", "", 50),
        ("UserMailbox", "", None),
        ("UserMailbox", "SomethingNew", None),
    ],
)
def test_the_most_is_known_by_the_plan_or_is_unknown(kind, plan, bound):
    assert bound_of(kind, plan) == (None if bound is None else Size(bound * GB))


def three(*parts):
    return Wanted(*(Size(part * GB) for part in parts))


@pytest.mark.parametrize(
    ("wanted", "used", "says"),
    [
        (three(60, 61, 62), None, None),
        (three(40, 41, 42), 30, None),
        (three(40, 41, 42), 40, None),
        (three(40, 41, 42), 41, "below the 41 GB"),
        (three(40, 41, 42), None, "is unknown"),
        (three(40, 61, 62), 45, "below the 45 GB"),
        (three(98, 99, 101), None, "licence allows"),
    ],
)
def test_only_a_quota_that_falls_is_held_against_what_is_in_the_mailbox(wanted, used, says):
    size = None if used is None else Size(used * GB)

    found = objection(HELD, wanted, used=size, bound=Size(100 * GB))

    assert (says is None) == (found is None)
    assert says is None or says in str(found)
