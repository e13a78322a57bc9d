"""A run that comes again after a fault or a crash takes up the plan of its first attempt."""

import pytest

from shared.exchange.sizes import Size
from shared.web.errors import ServiceFault, Throttled, Unreachable
from tests.quota.mailboxes import GB, LARGE, FakeExchange, mailbox_row
from tests.quota.nights import CALL, SMALL, Nights, guid, outcomes


async def test_what_failed_in_passing_is_done_by_the_repeated_run_and_reported_once():
    exchange = FakeExchange(mailbox_row(1, SMALL), mailbox_row(2, SMALL), mailbox_row(3))
    exchange.before[guid(2)] = [Throttled(CALL, "busy", wait_s=300)]
    nights = Nights(exchange)

    first = await nights.enforce()
    second = await nights.enforce()

    assert isinstance(first.again, Throttled)
    assert second.again is None
    assert outcomes(second) == [("changed", None), ("changed", None)]
    assert [result.change.before.limits for result in second.results] == [
        tuple(map(Size, SMALL))
    ] * 2
    assert [write["Identity"] for write in exchange.writes] == [guid(1), guid(2), guid(2)]
    assert second.plan.mailboxes == 3


class PowerCut(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_run_that_is_cut_off_at_a_write_is_finished_by_the_next_delivery(moment, number):
    exchange = FakeExchange(*(mailbox_row(each, SMALL) for each in range(1, 4)))
    getattr(exchange, moment)[guid(number)] = [PowerCut()]
    nights = Nights(exchange)

    with pytest.raises(PowerCut):
        await nights.enforce()
    report = await nights.enforce()

    assert outcomes(report) == [("changed", None)] * 3
    assert {result.change.before.limits for result in report.results} == {tuple(map(Size, SMALL))}
    assert (await Nights(exchange).plan()).in_order


async def test_a_repeated_run_shows_what_was_there_before_its_first_attempt():
    exchange = FakeExchange(mailbox_row(1, SMALL))
    exchange.before[guid(1)] = [Throttled(CALL, "busy", wait_s=300)]
    nights = Nights(exchange)

    await nights.enforce()
    exchange.rows[guid(1)]["IssueWarningQuota"] = 39 * GB
    report = await nights.enforce()

    assert outcomes(report) == [("changed", None)]
    assert report.results[0].change.before.warning == Size(40 * GB)


async def test_a_repeated_run_judges_use_anew():
    exchange = FakeExchange(mailbox_row(1, LARGE), used={guid(1): 3 * GB})
    exchange.before[guid(1)] = [Throttled(CALL, "busy", wait_s=300)]
    nights = Nights(exchange)

    await nights.enforce()
    exchange.used[guid(1)] = 70 * GB
    report = await nights.enforce()

    assert outcomes(report) == [("skipped", "below-use")]
    assert len(exchange.writes) == 1


async def test_a_repeated_run_leaves_what_is_gone_or_not_governed_any_more():
    exchange = FakeExchange(*(mailbox_row(number, SMALL) for number in range(1, 4)))
    exchange.before = {key: [Throttled(CALL, "busy", wait_s=300)] for key in exchange.rows}
    nights = Nights(exchange)

    await nights.enforce()
    del exchange.rows[guid(1)]
    exchange.rows[guid(2)]["RecipientTypeDetails"] = "RoomMailbox"
    exchange.rows[guid(3)]["ProhibitSendQuota"] = None
    report = await nights.enforce()

    assert outcomes(report) == [
        ("failed", "mailbox-gone"),
        ("skipped", "not-governed"),
        ("failed", "quota-unreadable"),
    ]
    assert len(exchange.writes) == 3


async def test_one_mailbox_that_never_works_does_not_keep_the_run_from_ending():
    exchange = FakeExchange(mailbox_row(1, SMALL), mailbox_row(2, SMALL))
    exchange.before[guid(1)] = [ServiceFault(CALL, "broken", ran=True) for _ in range(9)]
    nights = Nights(exchange)

    await nights.enforce()
    report = await nights.enforce()

    assert outcomes(report) == [("failed", "service-fault"), ("changed", None)]
    assert report.again is None


async def test_a_service_that_is_away_makes_the_run_be_repeated_each_time():
    exchange = FakeExchange(*(mailbox_row(number, SMALL) for number in range(1, 41)))
    away = Unreachable(CALL, "no route", sent=False)
    exchange.before = {key: [away] * 9 for key in exchange.rows}
    nights = Nights(exchange)

    await nights.enforce()
    report = await nights.enforce()

    assert report.again is away
