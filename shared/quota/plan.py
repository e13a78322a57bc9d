"""
What a mailbox needs to be as the policy says, and whether that may be done. Pure.

Nothing here is ever guessed: a quota that cannot be read is a finding, and a quota falls only
when the mailbox's size is known and fits below it.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.exchange import rows
from shared.exchange.models.mailbox import MailboxQuotas, name_of
from shared.exchange.quotas import Wanted, falling, same
from shared.exchange.rows import Unreadable
from shared.exchange.sizes import Size
from shared.quota.policy import QuotaPolicy, Rule
from shared.web.request import Row

PROPERTY_SETS = ("Minimum", "Quota", "Custom")  # all that `decide` looks at


class Kind(StrEnum):
    """What a finding is about."""

    QUOTA_UNREADABLE = "quota-unreadable"
    USES_DATABASE_DEFAULTS = "uses-database-defaults"
    OVER_CEILING = "over-ceiling"


class Refusal(StrEnum):
    """Why a quota must not fall."""

    BELOW_USE = "below-use"
    USE_UNKNOWN = "use-unknown"


@dataclass(frozen=True, slots=True)
class Change:
    """What would bring *mailbox* to its rule; `mailbox_id` is its GUID."""

    mailbox: str
    mailbox_id: str
    rule: str
    before: MailboxQuotas
    after: Wanted

    @property
    def falling(self) -> tuple[Size, ...]:
        """The quotas that would become smaller than they are."""
        return falling(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know about a mailbox (None: about the tenant)."""

    mailbox: str | None
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class InOrder:
    """The mailbox is as its rule says."""


@dataclass(frozen=True, slots=True)
class NotGoverned:
    """No rule is for this mailbox."""


@dataclass(frozen=True, slots=True)
class Drift:
    """The mailbox is not as its rule says."""

    change: Change


type Decision = InOrder | NotGoverned | Drift | Finding


def decide(row: Row, policy: QuotaPolicy) -> Decision:
    """How the mailbox in *row* stands to *policy*."""
    try:
        rule = policy.rule_for(row)
        if rule is None:
            return NotGoverned()
        before, after = MailboxQuotas.of(row), wanted(rule)
        if same(before, after):
            return InOrder()
        return Drift(Change(name_of(row), _guid(row), rule.name, before, after))
    except Unreadable as why:
        text = f"{why}; it is unknown whether the mailbox is within its quotas"
        return Finding(name_of(row), Kind.QUOTA_UNREADABLE, text)


def wanted(rule: Rule) -> Wanted:
    """The quotas that *rule* sets."""
    return Wanted(rule.quotas.warning, rule.quotas.send, rule.quotas.send_receive)


def judge_use(change: Change, used: Size | None) -> Refusal | None:
    """
    Why *change* must not be made while the mailbox holds *used* (None: not known).

    A quota that rises is free; one that falls never falls below what is in the mailbox.
    """
    if not change.falling:
        return None
    if used is None:
        return Refusal.USE_UNKNOWN
    return Refusal.BELOW_USE if min(change.falling) < used else None


def _guid(row: Row) -> str:
    guid = rows.text(row, "Guid")
    if not guid:
        raise Unreadable("Guid is empty")
    return guid
