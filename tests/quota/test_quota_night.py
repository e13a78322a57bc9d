"""One run in a session, with a tenant in memory and faults at chosen places."""

import json

import pytest

from shared.exchange.sizes import Size
from shared.quota.enforce import Outcome
from shared.quota.plan import Kind
from shared.quota.report import document
from shared.web.errors import (
    AlreadySo,
    BadCall,
    Malformed,
    NotFound,
    Refused,
    ServiceFault,
    Unreachable,
    Unsupported,
)
from tests.quota.mailboxes import GB, LARGE, STANDARD, FakeExchange, mailbox_row
from tests.quota.nights import CALL, SMALL, Nights, guid, outcomes


async def test_a_plan_writes_nothing_and_says_what_would_change():
    nights = Nights(FakeExchange(mailbox_row(1), mailbox_row(2, SMALL)))

    report = await nights.plan()

    assert outcomes(report) == [("would-change", None)]
    assert not nights.exchange.writes
    assert not report.in_order


async def test_all_three_quotas_go_together_in_exact_bytes_and_are_read_back():
    nights = Nights(FakeExchange(mailbox_row(1, SMALL)))

    report = await nights.enforce()

    warning, send, send_receive = map(Size, STANDARD)
    assert nights.exchange.writes == [
        {
            "Identity": guid(1),
            "ProhibitSendReceiveQuota": send_receive,
            "ProhibitSendQuota": send,
            "IssueWarningQuota": warning,
        }
    ]
    assert outcomes(report) == [("changed", None)]
    assert not report.unfinished


async def test_the_databases_defaults_are_switched_off_and_reported():
    row = mailbox_row(1, UseDatabaseQuotaDefaults=True)
    nights = Nights(FakeExchange(row, used={guid(1): 3 * GB}))

    report = await nights.enforce()

    assert nights.exchange.writes[0]["UseDatabaseQuotaDefaults"] is False
    assert report.plan.finding_counts == {Kind.USES_DATABASE_DEFAULTS: 1}
    assert (await Nights(nights.exchange).plan()).in_order


async def test_sizes_are_read_only_where_a_quota_would_fall():
    exchange = FakeExchange(
        mailbox_row(1), mailbox_row(2, SMALL), mailbox_row(3, LARGE), used={guid(3): 3 * GB}
    )

    await Nights(exchange).plan()

    assert exchange.statistics_read == [guid(3)]


@pytest.mark.parametrize(
    ("used", "code"),
    [
        ({guid(1): 60 * GB}, "below-use"),
        ({}, "use-unknown"),
        ({guid(1): None}, "use-unknown"),
        ({guid(1): "plenty"}, "use-unknown"),
    ],
)
async def test_a_mailbox_that_is_too_full_or_of_unknown_size_is_skipped(used, code):
    exchange = FakeExchange(mailbox_row(1, LARGE), mailbox_row(2, SMALL), used=used)

    report = await Nights(exchange).enforce()

    assert outcomes(report) == [("skipped", code), ("changed", None)]
    assert [write["Identity"] for write in exchange.writes] == [guid(2)]


async def test_above_the_ceiling_nothing_is_written():
    exchange = FakeExchange(
        mailbox_row(1, LARGE),
        *(mailbox_row(number, SMALL) for number in range(2, 5)),
        used={guid(1): GB},
    )
    nights = Nights(exchange, ceiling=3)

    report = await nights.enforce()

    assert outcomes(report) == [("not-run", "over-ceiling")] * 4
    assert report.plan.findings[0].kind is Kind.OVER_CEILING
    assert report.plan.findings[0].text.startswith("4 mailboxes would be changed and at most 3")
    assert not exchange.writes
    assert report.unfinished


async def test_far_above_the_ceiling_no_size_is_read_and_the_list_is_cut_but_counted():
    exchange = FakeExchange(*(mailbox_row(number, LARGE) for number in range(1, 1003)))

    report = await Nights(exchange, ceiling=1).plan()

    assert not exchange.statistics_read
    assert (report.plan.drift, len(report.results)) == (1002, 1001)
    assert report.plan.findings[0].text.startswith("1002 mailboxes")


async def test_no_size_is_read_when_rising_quotas_alone_pass_the_ceiling():
    exchange = FakeExchange(
        mailbox_row(1, LARGE), mailbox_row(2, SMALL), mailbox_row(3, SMALL), used={guid(1): GB}
    )

    report = await Nights(exchange, ceiling=1).plan()

    assert report.plan.over_ceiling
    assert not exchange.statistics_read


async def test_what_may_not_be_changed_does_not_use_up_the_ceiling():
    full = [mailbox_row(number, LARGE) for number in range(1, 5)]
    exchange = FakeExchange(*full, mailbox_row(5, SMALL))

    report = await Nights(exchange, ceiling=1).enforce()

    assert outcomes(report) == [("skipped", "use-unknown")] * 4 + [("changed", None)]


async def test_at_the_ceiling_all_is_written():
    exchange = FakeExchange(*(mailbox_row(number, SMALL) for number in range(1, 4)))

    report = await Nights(exchange, ceiling=3).enforce()

    assert outcomes(report) == [("changed", None)] * 3


async def test_a_declined_plan_is_not_written():
    nights = Nights(FakeExchange(mailbox_row(1, SMALL)))
    shown = []

    def decline(plan):
        shown.append(len(plan.allowed))
        return False

    report = await nights.enforce(approve=decline)

    assert shown == [1]
    assert outcomes(report) == [("not-run", "declined")]
    assert not nights.exchange.writes


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadCall(CALL, "exceeds the licence"), "rejected"),
        (Refused(CALL, "no role"), "not-permitted"),
        (NotFound(CALL, "no such mailbox"), "mailbox-gone"),
        (Unsupported(CALL, "not here"), "not-possible"),
    ],
)
async def test_a_refused_write_fails_with_its_reason_and_stops_no_other(error, code):
    exchange = FakeExchange(mailbox_row(1, SMALL), mailbox_row(2, SMALL))
    exchange.before[guid(1)] = [error]

    report = await Nights(exchange).enforce()

    assert outcomes(report) == [("failed", code), ("changed", None)]
    assert error.detail in report.results[0].reason.text
    assert report.again is None


async def test_a_missing_role_is_not_tried_on_every_mailbox():
    exchange = FakeExchange(*(mailbox_row(number, SMALL) for number in range(1, 101)))
    exchange.before = {key: [Refused(CALL, "no role")] for key in exchange.rows}

    report = await Nights(exchange).enforce()

    assert len(exchange.writes) < 30
    assert report.count(Outcome.NOT_RUN) + report.count(Outcome.FAILED) == 100
    assert report.results[-1].reason.code == "gave-up"


@pytest.mark.parametrize(
    "error",
    [
        Unreachable(CALL, "reset", sent=True),
        ServiceFault(CALL, "oops", ran=True),
        Malformed(CALL, "the answer is not JSON"),
        AlreadySo(CALL, "nothing was modified"),
    ],
)
async def test_a_write_whose_answer_was_lost_is_read_back_and_not_sent_again(error):
    exchange = FakeExchange(mailbox_row(1, SMALL))
    exchange.after[guid(1)] = [error]

    report = await Nights(exchange).enforce()

    assert outcomes(report) == [("changed", None)]
    assert len(exchange.writes) == 1


async def test_a_change_that_shows_late_is_waited_for():
    exchange = FakeExchange(mailbox_row(1, SMALL))
    exchange.shy[guid(1)] = 3

    report = await Nights(exchange).enforce()

    assert outcomes(report) == [("changed", None)]


async def test_a_change_that_never_shows_is_not_believed():
    exchange = FakeExchange(mailbox_row(1, SMALL))
    exchange.shy[guid(1)] = 1000

    report = await Nights(exchange).enforce()

    assert outcomes(report) == [("failed", "not-read-back")]


async def test_findings_are_capped_and_counted():
    rows = [mailbox_row(number, IssueWarningQuota=None) for number in range(1, 1203)]

    report = await Nights(FakeExchange(*rows)).plan()

    assert len(report.plan.findings) == 1000
    assert report.plan.finding_counts == {Kind.QUOTA_UNREADABLE: 1202}
    assert (report.plan.in_order, report.plan.drift) == (0, 0)
    assert not report.in_order


async def test_the_result_reads_as_promised():
    exchange = FakeExchange(mailbox_row(1, SMALL), mailbox_row(2, LARGE))

    kept = json.loads(json.dumps(document(await Nights(exchange).plan(), {"quota.yaml": "abc"})))

    assert (kept["schema"], kept["mode"]) == ("nightshift.quota/1", "report")
    assert (kept["mailboxes"], kept["requests"]) == (2, 3)
    assert kept["changes"][0] == {
        "mailbox": "person1@contoso.com",
        "rule": "standard",
        "before": {
            "warning": 40 * GB,
            "send": 41 * GB,
            "sendReceive": 42 * GB,
            "databaseDefaults": False,
        },
        "after": {
            "warning": 49 * GB,
            "send": 53150220288,
            "sendReceive": 50 * GB,
            "databaseDefaults": False,
        },
        "outcome": "would-change",
        "reason": None,
    }
    assert kept["changes"][1]["reason"]["code"] == "use-unknown"
    assert kept["ifEnforced"] == {"wouldChange": 1, "wouldSkip": 1, "overCeiling": False}
    assert kept["counts"]["outcomes"] == {"skipped": 1, "would-change": 1}
    assert kept["config"] == {"quota.yaml": "abc"}
