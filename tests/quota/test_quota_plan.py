from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.exchange.models.mailbox import MailboxQuotas
from shared.exchange.quotas import Wanted
from shared.exchange.rows import limit
from shared.exchange.sizes import Size
from shared.quota.kept import plan_bytes, plan_of
from shared.quota.plan import (
    Change,
    Drift,
    Finding,
    InOrder,
    Kind,
    NotGoverned,
    Refusal,
    decide,
    judge_use,
)
from shared.quota.survey import Plan, Planned
from tests.quota.mailboxes import GB, LARGE, STANDARD, mailbox_row, shipped_policy, written

POLICY = shipped_policy()

sizes = st.integers(0, 2 * 1024 * GB)
texts = st.one_of(sizes.map(written), sizes, st.just("Unlimited"))
rows = st.builds(
    lambda quotas, kind, attribute, defaults: (
        mailbox_row(
            RecipientTypeDetails=kind, CustomAttribute1=attribute, UseDatabaseQuotaDefaults=defaults
        )
        | dict(
            zip(
                ("IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota"),
                quotas,
                strict=True,
            )
        )
    ),
    st.tuples(texts, texts, texts),
    st.sampled_from(["UserMailbox", "SharedMailbox", "RoomMailbox"]),
    st.sampled_from(["", "VIP", "Archive", "Frontline", "Other"]),
    st.booleans(),
)


def change_of(row):
    decision = decide(row, POLICY)
    assert isinstance(decision, Drift)
    return decision.change


def drift_or_none(row):
    decision = decide(row, POLICY)
    return decision.change if isinstance(decision, Drift) else None


def applied(row, change):
    """*row* after Set-Mailbox did what *change* says."""
    return row | {
        "IssueWarningQuota": written(change.after.warning.bytes),
        "ProhibitSendQuota": written(change.after.send.bytes),
        "ProhibitSendReceiveQuota": written(change.after.send_receive.bytes),
        "UseDatabaseQuotaDefaults": False,
    }


def test_a_mailbox_as_its_rule_says_is_in_order():
    assert decide(mailbox_row(), POLICY) == InOrder()


def test_a_mailbox_that_differs_is_changed_with_before_and_after():
    change = change_of(mailbox_row(7, (48 * GB, 49 * GB, 50 * GB)))

    assert change == Change(
        "person7@contoso.com",
        "00000000-0000-4000-8000-000000000007",
        "standard",
        MailboxQuotas(Size(48 * GB), Size(49 * GB), Size(50 * GB)),
        Wanted(*map(Size, STANDARD)),
    )


def test_a_difference_within_a_kilobyte_is_rounding():
    frontline = (1_932_735_283, 2_040_109_465, 2 * GB)

    assert decide(mailbox_row(1, frontline, CustomAttribute1="Frontline"), POLICY) == InOrder()


def test_a_room_is_not_governed_even_when_its_quotas_cannot_be_read():
    row = mailbox_row(RecipientTypeDetails="RoomMailbox", IssueWarningQuota=None)

    assert decide(row, POLICY) == NotGoverned()


@pytest.mark.parametrize(
    "field",
    [
        "IssueWarningQuota",
        "ProhibitSendQuota",
        "ProhibitSendReceiveQuota",
        "UseDatabaseQuotaDefaults",
        "RecipientTypeDetails",
        "CustomAttribute1",
    ],
)
@pytest.mark.parametrize("absent", [True, False])
def test_what_cannot_be_read_is_a_finding_and_never_a_pass(field, absent):
    row = mailbox_row()
    if absent:
        del row[field]
    else:
        row[field] = ["?"]

    decision = decide(row, POLICY)

    assert isinstance(decision, Finding)
    assert (decision.kind, decision.mailbox) == (Kind.QUOTA_UNREADABLE, "person1@contoso.com")
    assert field in decision.text


@pytest.mark.parametrize("value", ["", "much", "-5 GB", -5, True, 1.5])
def test_what_is_no_size_is_unknown_and_not_zero(value):
    assert isinstance(decide(mailbox_row(IssueWarningQuota=value), POLICY), Finding)


def test_a_mailbox_that_would_be_changed_but_has_no_id_is_a_finding():
    assert isinstance(decide(mailbox_row(1, LARGE, Guid=""), POLICY), Finding)


def test_database_defaults_make_right_quotas_drift_that_may_fall():
    change = change_of(mailbox_row(UseDatabaseQuotaDefaults=True))

    assert change.after == Wanted(*map(Size, STANDARD))
    assert judge_use(change, None) is Refusal.USE_UNKNOWN


def test_a_rising_quota_needs_no_use():
    change = change_of(mailbox_row(1, (GB, GB, GB)))

    assert judge_use(change, None) is None


def test_unlimited_falls_to_any_size():
    change = change_of(mailbox_row(ProhibitSendReceiveQuota="Unlimited"))

    assert change.falling == (Size(50 * GB),)


@pytest.mark.parametrize(
    ("used", "verdict"),
    [
        (Size(0), None),
        (Size(49 * GB), None),
        (Size(49 * GB + 1), Refusal.BELOW_USE),
        (None, Refusal.USE_UNKNOWN),
    ],
)
def test_a_falling_quota_stops_at_what_the_mailbox_holds(used, verdict):
    assert judge_use(change_of(mailbox_row(1, LARGE)), used) is verdict


@given(rows, st.one_of(st.none(), sizes.map(Size)))
def test_no_quota_that_falls_is_ever_below_use_nor_without_known_use(row, used):
    change = drift_or_none(row)
    assume(change is not None)
    allowed = judge_use(change, used) is None

    for field, after in zip(
        ("IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota"),
        change.after.sizes,
        strict=True,
    ):
        before = limit(row, field)
        falls = before is None or after < before or row["UseDatabaseQuotaDefaults"]
        if allowed and falls:
            assert used is not None
            assert after >= used


@given(rows)
def test_after_a_change_the_mailbox_is_in_order_and_its_quotas_too(row):
    change = drift_or_none(row)
    assume(change is not None)

    assert change.after.warning <= change.after.send <= change.after.send_receive
    assert decide(applied(row, change), POLICY) == InOrder()


def test_a_kept_plan_is_read_as_it_was():
    rising = change_of(mailbox_row(1, (GB, GB, GB)))
    falling = replace(rising, before=MailboxQuotas(None, Size(1), None, database_defaults=True))
    plan = Plan(
        mailboxes=9,
        in_order=5,
        not_governed=1,
        drift=2,
        over_ceiling=False,
        planned=(Planned(rising), Planned(falling, Refusal.BELOW_USE, Size(7))),
        findings=(
            Finding(None, Kind.OVER_CEILING, "many"),
            Finding("a", Kind.QUOTA_UNREADABLE, ""),
        ),
        finding_counts={Kind.QUOTA_UNREADABLE: 1, Kind.OVER_CEILING: 1},
    )

    assert plan_of(plan_bytes(plan)) == plan
