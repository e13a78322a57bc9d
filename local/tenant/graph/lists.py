"""Lists of Graph: pages, links, and which properties are asked for."""

from collections.abc import Callable, Sequence
from urllib.parse import quote

from local.tenant.graph import refusals
from local.tenant.graph.route import Call, spread
from local.tenant.messages import Answer, Document, Json

_DEFAULT_TOP, _LARGEST_TOP = 100, 999


def selected(call: Call, known: frozenset[str], default: frozenset[str]) -> frozenset[str]:
    """
    The property names in `$select`, spelled as the type spells them.

    Raises:
        GraphRefusal: The type has no such property.

    """
    text = call.request.query.get("$select")
    if not text:
        return default
    spelling = {name.casefold(): name for name in known}
    names = set()
    for wanted in (part.strip() for part in text.split(",")):
        name = spelling.get(wanted.casefold())
        if name is None:
            raise refusals.bad_request(f"Could not find a property named '{wanted}'.")
        names.add(name)
    return frozenset(names)


def trimmed(call: Call, document: Document) -> Document:
    """*document* with what `$select` names; its type annotation stays."""
    text = call.request.query.get("$select")
    if not text:
        return document
    names = {part.strip().casefold() for part in text.split(",")} | {"@odata.type"}
    return {name: value for name, value in document.items() if name.casefold() in names}


def page[T](call: Call, items: Sequence[T], shape: Callable[[T], Document | None]) -> Answer:
    """The page of *items* that the call asks for; items whose shape is None are passed over."""
    query = call.request.query
    size = _size(query.get("$top"))
    token = query.get("$skiptoken", "0")
    if not token.isdecimal():
        raise refusals.bad_request("The skip token is not valid.")
    place, rows = int(token), list[Json]()
    while place < len(items) and len(rows) < size:
        row = shape(items[place])
        if row is not None:
            rows.append(row)
        place += 1
    document: Document = {"@odata.context": context(call)}
    if place < len(items):
        document["@odata.nextLink"] = _link(call, place)
    document["value"] = rows
    return Answer.of(200, document)


def context(call: Call) -> str:
    """What `@odata.context` says."""
    return f"{call.request.origin}/v1.0/$metadata#{spread(call.request.segments)[1]}"


def _size(text: str | None) -> int:
    if text is None:
        return _DEFAULT_TOP
    if not text.isdecimal() or not 0 < int(text) <= _LARGEST_TOP:
        raise refusals.bad_request(f"Invalid page size specified: '{text}'.")
    return int(text)


def _link(call: Call, place: int) -> str:
    kept = [
        f"{name}={quote(value, safe='$,')}"
        for name, value in call.request.query.items()
        if name != "$skiptoken"
    ]
    return f"{call.request.origin}{call.request.path}?{'&'.join([*kept, f'$skiptoken={place}'])}"
