"""
What a mail flow rule risks, or does not do, by what it says of itself. Pure.

A property that the row lacks was not read: what it would tell is unknown, and is said to be so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.exchange import rows
from shared.exchange.rows import Unreadable
from shared.web.request import Json, Row

type Look = Callable[[Row, datetime], Iterator[Note]]

_BYPASS = "-1"  # the spam confidence level that stands for: let it pass
_SKIPS = ("skipsafelinksprocessing", "skipsafeattachmentprocessing")
_SENDS = ("RedirectMessageTo", "BlindCopyTo", "CopyTo", "AddToRecipients")
# Conditions on a sender that whoever writes a message can choose freely.
_CLAIMED = (
    "From", "FromMemberOf", "FromScope", "SenderDomainIs", "FromAddressContainsWords",
    "FromAddressMatchesPatterns",
)  # fmt: skip
_PROVEN = ("SenderIpRanges", "HeaderContainsWords", "HeaderMatchesPatterns")


class Risk(StrEnum):
    """What a note is about."""

    DISABLED = "disabled"
    TEST_MODE = "test-mode"
    NOT_YET = "not-yet"
    EXPIRED = "expired"
    SENDS_OUTSIDE = "sends-outside"
    COPIES_UNSEEN = "copies-unseen"
    DELETES = "deletes"
    PASSES_SPAM = "passes-spam"
    FORGEABLE = "forgeable"
    SKIPS_PROTECTION = "skips-protection"
    EVERY_MESSAGE = "every-message"
    OTHER_WAY_OUT = "other-way-out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to know of a rule."""

    risk: Risk
    text: str


def notes(row: Row, own_domains: frozenset[str] | None, now: datetime) -> tuple[Note, ...]:
    """
    What to know of the rule in *row*; *own_domains* (lower case) are the tenant's, None: unknown.

    Source: Get-TransportRule.
    """
    found: list[Note] = []
    for look in (_standing, _times, _destinations(own_domains), _deletes, _passes, _reach):
        try:
            found += look(row, now)
        except Unreadable as why:
            found.append(Note(Risk.UNKNOWN, f"{why}; what that would tell is unknown"))
    return tuple(found)


def _standing(row: Row, now: datetime) -> Iterator[Note]:
    del now
    if rows.text(row, "State") == "Disabled":
        yield Note(Risk.DISABLED, "it is disabled and does nothing")
    mode = rows.text(row, "Mode")
    if mode != "Enforce":
        yield Note(Risk.TEST_MODE, f"it is in test mode ({mode}) and changes no message")


def _times(row: Row, now: datetime) -> Iterator[Note]:
    begins, ends = rows.moment(row, "ActivationDate"), rows.moment(row, "ExpiryDate")
    if begins is not None and begins > now:
        yield Note(Risk.NOT_YET, f"it begins on {begins:%Y-%m-%d %H:%M} UTC")
    if ends is not None and ends <= now:
        yield Note(Risk.EXPIRED, f"it ended on {ends:%Y-%m-%d %H:%M} UTC")


def _destinations(own_domains: frozenset[str] | None) -> Look:
    def look(row: Row, now: datetime) -> Iterator[Note]:
        del now
        for name in _SENDS:
            addressed = [one for one in rows.maybe_texts(row, name) if "@" in one]
            if own_domains is None and addressed:
                text = f"{name} {', '.join(addressed)}: whether that is outside is unknown"
                yield Note(Risk.UNKNOWN, text)
            outside = [one for one in addressed if _outside(one, own_domains)]
            if outside:
                yield Note(Risk.SENDS_OUTSIDE, f"{name} sends mail outside: {', '.join(outside)}")
        if hidden := rows.maybe_texts(row, "BlindCopyTo"):
            yield Note(Risk.COPIES_UNSEEN, f"{', '.join(hidden)} get copies that nobody sees")
        if connector := rows.text(row, "RouteMessageOutboundConnector"):
            yield Note(Risk.OTHER_WAY_OUT, f"mail leaves by the connector {connector}")

    return look


def _deletes(row: Row, now: datetime) -> Iterator[Note]:
    del now
    if rows.flag(row, "DeleteMessage"):
        yield Note(Risk.DELETES, "it deletes messages, and tells nobody")


def _passes(row: Row, now: datetime) -> Iterator[Note]:
    del now
    level = row.get("SetSCL")
    if "SetSCL" not in row:
        raise Unreadable("SetSCL is missing")
    if str(level) == _BYPASS:
        yield Note(Risk.PASSES_SPAM, "its messages pass the spam filter unseen (SetSCL -1)")
        if _set(row, _CLAIMED) and not _set(row, _PROVEN):
            text = "anybody can write such a sender; add a condition on the address it came from"
            yield Note(Risk.FORGEABLE, text)
    header = rows.text(row, "SetHeaderName").casefold()
    if header.endswith(_SKIPS):
        yield Note(Risk.SKIPS_PROTECTION, f"it switches protection off by the header {header}")


def _reach(row: Row, now: datetime) -> Iterator[Note]:
    del now
    if "Conditions" not in row:
        raise Unreadable("Conditions is missing")
    if not row["Conditions"]:
        excepted = " but for its exceptions" if row.get("Exceptions") else ""
        yield Note(Risk.EVERY_MESSAGE, f"it has no condition and takes every message{excepted}")


def _outside(address: str, own_domains: frozenset[str] | None) -> bool:
    return own_domains is not None and address.rpartition("@")[2].casefold() not in own_domains


def _set(row: Row, names: Sequence[str]) -> bool:
    values: list[Json] = [row.get(name) for name in names]
    return any(value not in (None, "", [], False) for value in values)
