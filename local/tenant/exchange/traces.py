"""Message traces: which rows a question gives, in which order, and how it is continued."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from math import ceil

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.values import Row
from local.tenant.seed.mail import Mail, Message
from local.tenant.tenant import Tenant

KEPT = timedelta(days=90)
_WIDEST = timedelta(days=10)
_USUAL = timedelta(hours=48)
_PENDING = timedelta(minutes=2)  # for so long nobody knows what became of a message


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when; at the very end only recipients from `first_recipient` on."""

    start: datetime
    end: datetime
    first_recipient: str = ""


@dataclass(frozen=True, slots=True)
class Traced:
    """A message on its way to one recipient."""

    message: Message
    sender: str
    recipient: str
    status: str


def count_call(tenant: Tenant) -> None:
    """
    One more of the calls that trace and trace detail share is used up.

    Raises:
        ExchangeRefusal: There were too many in the last five minutes.

    """
    if wait_s := tenant.traces.admit(tenant.clock.now()):
        raise refusals.traced_too_often(ceil(wait_s))


def window(tenant: Tenant, given: Bound) -> Window:
    """
    The time that `StartDate` and `EndDate` mean; the last two days without them.

    Raises:
        ExchangeRefusal: It is wider than ten days, or begins before what is kept.

    """
    now = tenant.clock.now()
    end = given.time("EndDate") or now
    start = given.time("StartDate") or end - _USUAL
    if start > end:
        raise refusals.invalid_value("Invalid StartDate value. It must be before the EndDate.")
    if start < now - KEPT - timedelta(minutes=1):
        raise refusals.invalid_value(
            f"Invalid StartDate value. The StartDate can't be older than {KEPT.days} days from "
            "today."
        )
    if end - start > _WIDEST:
        raise refusals.invalid_value(
            f"Invalid EndDate value. The EndDate can't be more than {_WIDEST.days} days after the "
            "StartDate."
        )
    first = (given.text("StartingRecipientAddress") or "").casefold()
    return Window(start, min(end, now), first)


def traced(tenant: Tenant, within: Window, status: str | None = None) -> Iterator[Traced]:
    """
    What was on its way in the window, newest first, by recipient where the moment is one.

    With *status* only what came to that end, which is found without looking at the rest.
    """
    mail = Mail(tenant.people.layout, tenant.key)
    for number in reversed(mail.numbers(within.start, within.end)):
        message = mail.message(number)
        if not within.start <= message.received <= within.end:
            continue
        if status is not None and message.status != status:
            continue
        for one in to_each(tenant, message):
            last = message.received == within.end
            if not last or one.recipient.casefold() >= within.first_recipient:
                yield one
                if message.twice:
                    yield one


def to_each(tenant: Tenant, message: Message) -> list[Traced]:
    """*message* on its way to each of its recipients, in the order of their addresses."""
    young = tenant.clock.now() - message.received < _PENDING
    status = "Pending" if young else message.status
    sender = _address(tenant, message.sender)
    found = [_address(tenant, one) for one in message.recipients]
    return [Traced(message, sender, one, status) for one in sorted(found, key=str.casefold)]


def fits(given: Bound, one: Traced) -> bool:
    """Whether *one* is what the filters of a call ask for."""
    message = one.message
    return (
        _one_of(given, "SenderAddress", one.sender)
        and _one_of(given, "RecipientAddress", one.recipient)
        and _one_of(given, "MessageId", message_id(message))
        and _one_of(given, "Status", one.status)
        and _same(given.text("MessageTraceId"), message.trace_id)
        and _same(given.text("FromIP"), message.from_ip)
        and _same(given.text("ToIP"), "")
        and _subject(given, message.subject)
    )


def trace_row(one: Traced) -> Row:
    """*one* as a trace shows it."""
    return {
        "MessageTraceId": one.message.trace_id,
        "MessageId": message_id(one.message),
        "Received": one.message.received,
        "SenderAddress": one.sender,
        "RecipientAddress": one.recipient,
        "FromIP": one.message.from_ip,
        "ToIP": "",
        "Subject": one.message.subject,
        "Status": one.status,
        "Size": one.message.size,
    }


def message_id(message: Message) -> str:
    """The Message-ID header of *message*."""
    return f"<{message.trace_id[:18]}.{message.number}@mail.example>"


def _address(tenant: Tenant, who: int | str) -> str:
    return who if isinstance(who, str) else tenant.people.who(who).address


def _one_of(given: Bound, name: str, value: str) -> bool:
    """Whether *value* is among those asked for; an asterisk stands for anything."""
    if not given.has(name):
        return True
    wanted = given.change(name).applied([])
    return any(fnmatchcase(value.casefold(), one.casefold()) for one in wanted)


def _same(wanted: str | None, value: str) -> bool:
    return wanted is None or wanted.casefold() == value.casefold()


def _subject(given: Bound, subject: str) -> bool:
    wanted, have = (given.text("Subject") or "").casefold(), subject.casefold()
    match given.text("SubjectFilterType"):
        case "StartsWith":
            return have.startswith(wanted)
        case "EndsWith":
            return have.endswith(wanted)
        case _:
            return wanted in have
