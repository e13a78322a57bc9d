"""
The native reads behind Get-EXO*: entity sets, one entity by its key, functions of it.

Rows come 100 a page unless asked otherwise, the next page by GET. Values carry no annotations.
"""

import base64
import re
from collections.abc import Collection, Sequence

from local.tenant.exchange import refusals
from local.tenant.exchange.admission import runnable
from local.tenant.exchange.cmdlet import Names, Output
from local.tenant.exchange.entity_sets import ENTITY_SETS, EntitySet
from local.tenant.exchange.listing import recipients
from local.tenant.exchange.opath import matcher
from local.tenant.exchange.paging import cursor_of, cut, link, page_size
from local.tenant.exchange.properties.group import group_row
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.properties.statistics import STATISTICS
from local.tenant.exchange.property_sets import names_in
from local.tenant.exchange.rbac import Caller
from local.tenant.exchange.recipients import find_mailbox, find_recipient
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.exchange.values import Row
from local.tenant.exchange.wire import plain, selected, selection
from local.tenant.messages import Answer, Document, Json, Request
from local.tenant.state.group import Group
from local.tenant.tenant import Tenant

_DEFAULT_PAGE = 100
_KEYED = re.compile(r"(?P<set>\w+)(?:\('(?P<key>.*)'\))?", re.DOTALL)
_KEY = "ExternalDirectoryObjectId"
_FUNCTION = "exchange.getmailboxstatistics()"
_NOT_FOUND = 404


def answer(caller: Caller, request: Request) -> Answer:
    """
    The entities that the path names.

    Raises:
        Denied: The caller may not read them.
        ExchangeRefusal: A filter, property set or page that is not valid.

    """
    rest = request.segments[3:]
    if request.method != "GET":
        return Answer(405)
    if not rest:
        return _service(request)
    match = _KEYED.fullmatch(rest[0])
    known = ENTITY_SETS.get(match["set"].casefold()) if match else None
    if match is None or known is None:
        return refusals.no_resource("/".join(rest))
    runnable(caller, known.cmdlet, ())
    tenant = caller.tenant
    if match["key"] is None:
        whole = len(rest) == 1
        return _many(tenant, request, known) if whole else refusals.no_resource("/".join(rest))
    identity = _key(request, match["key"])
    try:
        return _one(tenant, request, known, identity, rest[1:])
    except ExchangeRefusal as refusal:
        if refusal.status == _NOT_FOUND:
            return refusals.native_not_found(identity)
        raise


def _service(request: Request) -> Answer:
    """The service document: which entity sets there are."""
    sets: list[Json] = [
        {"name": one.name, "kind": "EntitySet", "url": one.name} for one in ENTITY_SETS.values()
    ]
    return Answer.of(200, {"@odata.context": f"{_root(request)}/$metadata", "value": sets})


def _many(tenant: Tenant, request: Request, known: EntitySet) -> Answer:
    now = tenant.clock.now()
    names = _names(request, known)
    text = request.query.get("$filter", "")
    kinds = {
        one.strip().casefold()
        for one in request.query.get("RecipientTypeDetails", "").split(",")
        if one.strip()
    }
    if known.name == "Recipient":
        output = recipients(tenant, text, kinds)
    else:
        output = _mailboxes(tenant, known, text, kinds)
    size = page_size(request.headers, _DEFAULT_PAGE)
    page = cut(output, cursor_of(request, now, tenant.protocol), size, _top(request), _keyed(names))
    document = _context(request)
    document["value"] = [_entity(one, names) for one in page.rows]
    if page.next is not None:
        document["@odata.nextLink"] = link(request, page.next, now, tenant.protocol)
    return Answer.of(200, document)


def _top(request: Request) -> int | None:
    """How many entities the whole listing may have; None is no limit."""
    text = request.query.get("$top")
    if text is None:
        return None
    if not text.isdecimal():
        raise refusals.bad_request(f"Invalid value '{text}' for $top: a whole number is wanted.")
    return int(text)


def _mailboxes(tenant: Tenant, known: EntitySet, text: str, kinds: Collection[str]) -> Output:
    fits = matcher(text, known.properties)

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        mailbox = person.mailbox
        if mailbox is None or person.account.deleted is not None:
            return None
        if kinds and mailbox.kind.casefold() not in kinds:
            return None
        source = Source(tenant, person, mailbox)
        return row_of(known.properties, source, names) if fits(source) else None

    return Output(tenant.people.mailboxes, row)


def _one(
    tenant: Tenant, request: Request, known: EntitySet, identity: str, rest: Sequence[str]
) -> Answer:
    if rest:
        return _statistics(tenant, request, identity, rest)
    names = _names(request, known)
    found = find_recipient(tenant, identity) if known.name == "Recipient" else None
    if isinstance(found, Group):
        row = selected(group_row(tenant, found), _keyed(names))
    else:
        person, mailbox = find_mailbox(tenant, identity)
        row = row_of(known.properties, Source(tenant, person, mailbox), _keyed(names))
    return Answer.of(200, _context(request) | _entity(row, names))


def _statistics(tenant: Tenant, request: Request, identity: str, rest: Sequence[str]) -> Answer:
    if [one.casefold() for one in rest] != [_FUNCTION]:
        return refusals.no_resource("/".join(rest))
    person, mailbox = find_mailbox(tenant, identity)
    rows: list[Json] = []
    if mailbox.used_bytes is not None:
        row = row_of(STATISTICS, Source(tenant, person, mailbox), selection(request.query))
        rows.append(plain(row, whole_bytes=True))
    return Answer.of(200, _context(request) | {"value": rows})


def _names(request: Request, known: EntitySet) -> Names:
    """What to give: `$select`, the property sets, or both; the minimum set without either."""
    chosen = selection(request.query)
    sets = request.query.get("PropertySet")
    if chosen is not None and sets is None:
        return chosen
    try:
        names = names_in(sets or "Minimum", known.property_sets)
    except KeyError as error:
        raise refusals.bad_request(f"There is no property set {error.args[0]}.") from error
    return names if names is None else names | (chosen or frozenset())


def _keyed(names: Names) -> Names:
    """*names* and what the key is made of, whether or not it was asked for."""
    return names if names is None else names | {_KEY.casefold()}


def _entity(row: Row, names: Names) -> Document:
    written = plain(selected(row, names))
    key = row.get(_KEY)
    return {"ObjectKey": key if isinstance(key, str) else None, **written}


def _key(request: Request, text: str) -> str:
    options = {name.casefold(): value.casefold() for name, value in request.query.items()}
    if options.get("isencoded") == "true":
        try:
            return base64.b64decode(text, validate=True).decode()
        except ValueError as error:
            raise refusals.bad_request("The key is not valid base64.") from error
    return text.replace("''", "'")


def _context(request: Request) -> Document:
    return {"@odata.context": f"{_root(request)}/$metadata#{request.segments[3]}"}


def _root(request: Request) -> str:
    return request.origin + "/".join(request.path.split("/")[:4])
