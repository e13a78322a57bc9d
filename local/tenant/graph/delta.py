"""
Change feeds: everything first, a page at a time, and from then on what is new.

A feed ends in a link that is good for seven days. Source: "Use delta query to track changes", and
its limits for directory objects.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from local.tenant.graph import refusals
from local.tenant.graph.kind import Kind
from local.tenant.graph.lists import context
from local.tenant.graph.query import chosen, options_of
from local.tenant.graph.refusals import GraphRefusal
from local.tenant.graph.route import Call
from local.tenant.graph.seal import BadSeal, opened, sealed
from local.tenant.messages import Answer, Document, Json
from local.tenant.state.changes import Changes

_GOOD_FOR = timedelta(days=7)
_PAGE = 100
_ALLOWED = frozenset({"$select", "$deltatoken", "$skiptoken", "$top"})
_EXPIRED = (
    "The sync state generation is not found. The delta token is expired and data must be "
    "synchronized again."
)


@dataclass(frozen=True, slots=True)
class Feed[K, T]:
    """
    One feed: its kind of objects, all keys there are, and what changed.

    `load` gives the object of a key, or the document that says it is gone, or None if it never
    was; `is_as` says whether the object of a key is as it once was.
    """

    kind: Kind[T]
    keys: Sequence[K]
    changes: Changes[K]
    load: Callable[[K], T | Document | None]
    is_as: Callable[[K, bytes], bool]


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where in a feed a call is: what came after `since`, or everything, up to `until`."""

    since: int | None
    until: int
    place: int
    begun: datetime
    names: str

    @classmethod
    def of(cls, content: Document, feed: str) -> "_Turn":
        """
        The turn that a link of *feed* holds.

        Raises:
            BadSeal: It is a link of something else.

        """
        since, until, place = content.get("since"), content.get("until"), content.get("place")
        if not isinstance(until, int) or not isinstance(place, int):
            raise BadSeal
        if content.get("feed") != feed:
            raise BadSeal
        begun = datetime.fromisoformat(str(content.get("begun")))
        return cls(
            since if isinstance(since, int) else None,
            until,
            place,
            begun,
            str(content.get("names")),
        )

    def content(self, feed: str) -> Document:
        return {
            "feed": feed,
            "since": self.since,
            "until": self.until,
            "place": self.place,
            "begun": self.begun.isoformat(),
            "names": self.names,
        }


def delta[K, T](call: Call, feed: Feed[K, T]) -> Answer:
    """
    The page of *feed* that the call asks for, with the link to what comes after.

    Raises:
        GraphRefusal: The link is not one of this feed, or has run out.

    """
    options = options_of(call)
    if unknown := options.keys() - _ALLOWED:
        raise refusals.bad_request(f"'{min(unknown)}' is not supported by this change feed.")
    turn = _turn(call, feed, options)
    names = chosen(feed.kind, turn.names or None)
    keys = _keys(feed, turn)
    rows = [
        row
        for key in keys[turn.place : turn.place + _PAGE]
        if (row := _row(feed, key, names)) is not None
    ]
    document: Document = {"@odata.context": context(call)}
    place = turn.place + _PAGE
    if place < len(keys):
        after = _Turn(turn.since, turn.until, place, turn.begun, turn.names)
        document["@odata.nextLink"] = _link(call, feed, "$skiptoken", after)
    else:
        after = _Turn(turn.until, turn.until, 0, call.tenant.clock.now(), turn.names)
        document["@odata.deltaLink"] = _link(call, feed, "$deltatoken", after)
    listed: list[Json] = [*rows]
    return Answer.of(200, {**document, "value": listed})


def _turn[K, T](call: Call, feed: Feed[K, T], options: dict[str, str]) -> _Turn:
    now, until = call.tenant.clock.now(), feed.changes.told()
    names = options.get("$select", "")
    token = options.get("$skiptoken") or options.get("$deltatoken")
    if token is None:
        return _Turn(None, until, 0, now, names)
    if token.casefold() == "latest":
        return _Turn(until, until, 0, now, names)
    found = _opened(call, feed, token)
    begun_at = found.until if found.since is None else found.since
    if now - found.begun > _GOOD_FOR or not feed.changes.knows(begun_at):
        raise GraphRefusal(410, "syncStateNotFound", _EXPIRED)
    if "$skiptoken" in options:
        return found
    return _Turn(found.since, until, 0, now, found.names)


def _opened[K, T](call: Call, feed: Feed[K, T], token: str) -> _Turn:
    try:
        return _Turn.of(opened(call.tenant.key, token), feed.kind.name)
    except BadSeal as error:
        raise refusals.bad_request("Badly formed token.") from error


def _keys[K, T](feed: Feed[K, T], turn: _Turn) -> Sequence[K]:
    if turn.since is None:
        return feed.keys
    found = feed.changes.since(turn.since)
    return [key for key, before in found if not feed.is_as(key, before)]


def _row[K, T](feed: Feed[K, T], key: K, names: frozenset[str] | None) -> Document | None:
    one = feed.load(key)
    if one is None or isinstance(one, dict):
        return one
    wanted = None if names is None else names | {"id"}
    return feed.kind.document(one, wanted)


def _link[K, T](call: Call, feed: Feed[K, T], option: str, turn: _Turn) -> str:
    token = sealed(call.tenant.key, turn.content(feed.kind.name))
    return f"{call.request.origin}{call.request.path}?{option}={token}"
