"""Pages of entities: 100 unless asked otherwise, the next by GET; property sets decide the rest."""

from collections.abc import Callable

from local.tenant.exchange import refusals
from local.tenant.exchange.cmdlet import Names, Output
from local.tenant.exchange.native.entity_sets import KEY, EntitySet
from local.tenant.exchange.native.property_sets import names_in
from local.tenant.exchange.native.route import Read
from local.tenant.exchange.paging import cursor_of, cut, link, page_size
from local.tenant.exchange.values import Row
from local.tenant.exchange.wire import plain, selected
from local.tenant.messages import Answer, Document

_PAGE = 100
_KEY_SOURCE = "ExternalDirectoryObjectId"

type Addition = Callable[[Row], Document]


def nothing_added(_: Row) -> Document:
    """What is added to an entity that nothing is expanded of."""
    return {}


def page(read: Read, known: EntitySet, output: Output, add: Addition = nothing_added) -> Answer:
    """The page of *output* that is asked for; *add* gives what an entity is expanded by."""
    now, protocol = read.tenant.clock.now(), read.tenant.protocol
    names = names_of(read, known)
    size = page_size(read.request.headers, _PAGE)
    start = cursor_of(read.request, now, protocol)
    found = cut(output, start, size, read.query.top, with_key(names))
    document: Document = {"value": [entity(row, names) | add(row) for row in found.rows]}
    if found.next is not None:
        document["@odata.nextLink"] = link(read.request, found.next, now, protocol)
    return read.entity(known.name, document)


def names_of(read: Read, known: EntitySet) -> Names:
    """
    What to give: `$select`, the property sets, or both; the minimum set without either.

    Raises:
        ExchangeRefusal: There is no such set.

    """
    chosen, sets = read.query.chosen, read.query.text("PropertySet")
    if chosen is not None and not sets:
        return chosen
    try:
        names = names_in(sets or "Minimum", known.property_sets)
    except KeyError as error:
        raise refusals.bad_request(f"There is no property set {error.args[0]}.") from error
    return names if names is None else names | (chosen or frozenset())


def with_key(names: Names) -> Names:
    """*names* and what the key is made of, whether or not it was asked for."""
    return names if names is None else names | {_KEY_SOURCE.casefold()}


def entity(row: Row, names: Names) -> Document:
    """*row*, which has what the key is made of, as an entity with *names*."""
    key = row.get(_KEY_SOURCE)
    return {KEY: key if isinstance(key, str) else None, **plain(selected(row, names))}
