"""
Lists of Graph, a page at a time.

A link to the next page is bound to the list it continues: with another filter it is refused.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from urllib.parse import quote

from local.tenant.graph import refusals
from local.tenant.graph.kind import Kind
from local.tenant.graph.query import Query, is_eventual, options_of
from local.tenant.graph.route import Call, spread
from local.tenant.graph.seal import BadSeal, opened, sealed
from local.tenant.messages import Answer, Document, Json

_COUNT_IS_ADVANCED = "$count is not currently supported."


def page[T](call: Call, kind: Kind[T], items: Sequence[T]) -> Answer:
    """The page of *items* that the call asks for."""
    return page_of(call, kind, items, lambda one: one)


def page_of[I, T](
    call: Call, kind: Kind[T], items: Sequence[I], load: Callable[[I], T | None]
) -> Answer:
    """
    The page that the call asks for, of the objects that *load* makes from *items*.

    Only what the page needs is loaded, unless the list is counted or sorted. Items from which
    *load* makes None are not there.
    """
    query = Query.of(call, kind)

    def wanted(item: I) -> T | None:
        one = load(item)
        return one if one is not None and query.fits(one) else None

    document: Document = {"@odata.context": context(call)}
    if query.counted or query.order is not None:
        items = _sorted(query, items, wanted)
        if query.counted:
            document["@odata.count"] = len(items)
    place, rows = _place(call), list[Json]()
    while place < len(items) and len(rows) < query.top:
        one = wanted(items[place])
        if one is not None:
            rows.append(query.row(one))
        place += 1
    if place < len(items):
        document["@odata.nextLink"] = _link(call, place)
    return Answer.of(200, {**document, "value": rows})


def counted[I, T](
    call: Call, kind: Kind[T], items: Sequence[I], load: Callable[[I], T | None]
) -> Answer:
    """
    How many there are, as plain text.

    Raises:
        GraphRefusal: The header for advanced queries is missing.

    """
    query = _counting(call, kind)
    loaded = map(load, items)
    return _number(sum(one is not None and query.fits(one) for one in loaded))


def counted_whole[T](call: Call, kind: Kind[T], number: Callable[[], int]) -> Answer | None:
    """
    The same of a list whose *number* is known without a look at each; None if some are looked for.

    Raises:
        GraphRefusal: The header for advanced queries is missing.

    """
    query = _counting(call, kind)
    return _number(number()) if query.where is None and query.search is None else None


def _counting[T](call: Call, kind: Kind[T]) -> Query[T]:
    if not is_eventual(call):
        raise refusals.bad_request(_COUNT_IS_ADVANCED)
    return Query.of(call.with_option("$count", "true"), kind)


def _number(number: int) -> Answer:
    return Answer(200, str(number).encode(), {"content-type": "text/plain"}, str(number))


def entity[T](call: Call, kind: Kind[T], one: T, **also: Json) -> Answer:
    """*one*, with the properties that the call asks for and with *also*."""
    query = Query.of(call, kind)
    return Answer.of(200, {"@odata.context": f"{context(call)}/$entity", **also, **query.row(one)})


def trimmed(call: Call, document: Document) -> Document:
    """*document* with what `$select` names; its type annotation stays."""
    text = options_of(call).get("$select")
    if not text:
        return document
    names = {part.strip().casefold() for part in text.split(",")} | {"@odata.type"}
    return {name: value for name, value in document.items() if name.casefold() in names}


def context(call: Call) -> str:
    """What `@odata.context` says."""
    return f"{call.request.origin}/v1.0/$metadata#{spread(call.request.segments)[1]}"


def _sorted[I, T](
    query: Query[T], items: Sequence[I], wanted: Callable[[I], T | None]
) -> Sequence[I]:
    """Of *items* those that are wanted, in the order that is asked for."""
    order = query.order
    if order is None:
        return [item for item in items if wanted(item) is not None]
    ranked = [
        (query.rank(one), place)
        for place, item in enumerate(items)
        if (one := wanted(item)) is not None
    ]
    ranked.sort(key=lambda pair: pair[0], reverse=order.descending)
    return [items[place] for _, place in ranked]


def _place(call: Call) -> int:
    token = options_of(call).get("$skiptoken")
    if token is None:
        return 0
    try:
        content = opened(call.tenant.key, token)
    except BadSeal as error:
        raise refusals.bad_request("The page token is not valid.") from error
    place = content.get("place")
    if content.get("list") != _fingerprint(call) or not isinstance(place, int):
        raise refusals.bad_request("The page token belongs to another query.")
    return place


def _link(call: Call, place: int) -> str:
    token = sealed(call.tenant.key, {"list": _fingerprint(call), "place": place})
    options = "&".join([*_kept(call), f"$skiptoken={token}"])
    return f"{call.request.origin}{call.request.path}?{options}"


def _fingerprint(call: Call) -> str:
    text = "&".join([call.request.path.casefold(), *sorted(_kept(call))])
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _kept(call: Call) -> list[str]:
    return [
        f"{name}={quote(value, safe='$,')}"
        for name, value in call.request.query.items()
        if name.casefold().lstrip("$") != "skiptoken"
    ]
