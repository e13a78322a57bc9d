"""
The native reads behind Get-EXO*: entity sets, one entity by its key, functions of it.

Rows come 100 a page unless asked otherwise, the next page by GET. Values carry no annotations.
"""

import base64
import re
from collections.abc import Sequence

from local.tenant.exchange import rbac, refusals
from local.tenant.exchange.cmdlet import Names, Output
from local.tenant.exchange.opath import matcher
from local.tenant.exchange.paging import cursor_of, cut, link, page_size
from local.tenant.exchange.properties.cas import CAS
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Properties, Source, row_of
from local.tenant.exchange.properties.statistics import STATISTICS
from local.tenant.exchange.property_sets import names_in
from local.tenant.exchange.recipients import find_mailbox
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.exchange.values import Row
from local.tenant.exchange.wire import plain, selection
from local.tenant.messages import Answer, Document, Json, Request
from local.tenant.tenant import Tenant

_DEFAULT_PAGE = 100
_KEYED = re.compile(r"(?P<set>\w+)(?:\('(?P<key>.*)'\))?", re.DOTALL)
_SETS: dict[str, tuple[str, Properties]] = {
    "mailbox": ("Get-Mailbox", MAILBOX),
    "casmailbox": ("Get-CASMailbox", CAS),
    "recipient": ("Get-Recipient", MAILBOX),
}
_FUNCTION = "exchange.getmailboxstatistics()"
_NOT_FOUND = 404


def answer(tenant: Tenant, request: Request, roles: Sequence[str]) -> Answer:
    """
    The entities that the path names.

    Raises:
        ExchangeRefusal: A filter, property set or page that is not valid.

    """
    rest = request.segments[3:]
    match = _KEYED.fullmatch(rest[0]) if rest else None
    known = _SETS.get(match["set"].casefold()) if match else None
    if match is None or known is None or request.method != "GET":
        return Answer(404 if request.method == "GET" else 405)
    cmdlet, properties = known
    if not rbac.may_run(roles, cmdlet):
        return refusals.forbidden()
    if match["key"] is None:
        return _many(tenant, request, properties) if len(rest) == 1 else Answer(404)
    identity = _key(request, match["key"])
    try:
        return _one(tenant, request, properties, identity, rest[1:])
    except ExchangeRefusal as refusal:
        if refusal.status == _NOT_FOUND:
            return refusals.native_not_found(identity)
        raise


def _many(tenant: Tenant, request: Request, properties: Properties) -> Answer:
    now = tenant.clock.now()
    names = _names(request)
    fits = matcher(request.query.get("$filter", ""), properties)
    kinds = {
        one.strip().casefold()
        for one in request.query.get("RecipientTypeDetails", "").split(",")
        if one.strip()
    }

    def row(index: int, wanted: Names) -> Row | None:
        person = tenant.people.read(index)
        mailbox = person.mailbox
        if mailbox is None or person.account.deleted is not None:
            return None
        if kinds and mailbox.kind.casefold() not in kinds:
            return None
        source = Source(tenant, person, mailbox)
        return row_of(properties, source, wanted) if fits(source) else None

    output = Output(range(tenant.people.layout.mailboxes), row)
    top = request.query.get("$top")
    limit = int(top) if top and top.isdecimal() else None
    size = page_size(request.headers, _DEFAULT_PAGE)
    page = cut(output, cursor_of(request, now), size, limit, names)
    document = _context(request)
    document["value"] = [_entity(one) for one in page.rows]
    if page.next is not None:
        document["@odata.nextLink"] = link(request, page.next, now)
    return Answer.of(200, document)


def _one(
    tenant: Tenant, request: Request, properties: Properties, identity: str, rest: Sequence[str]
) -> Answer:
    person, mailbox = find_mailbox(tenant, identity)
    source = Source(tenant, person, mailbox)
    if not rest:
        document = _context(request) | _entity(row_of(properties, source, _names(request)))
        return Answer.of(200, document)
    if len(rest) > 1 or rest[0].casefold() != _FUNCTION:
        return Answer(404)
    rows: list[Json] = []
    if mailbox.used_bytes is not None:
        row = row_of(STATISTICS, source, selection(request.query))
        rows.append(plain(row, whole_bytes=True))
    return Answer.of(200, _context(request) | {"value": rows})


def _names(request: Request) -> frozenset[str] | None:
    """What to give: `$select`, the property sets, or both; the minimum set without either."""
    chosen = selection(request.query)
    sets = request.query.get("PropertySet")
    if chosen is not None and sets is None:
        return chosen
    try:
        names = names_in(sets or "Minimum")
    except KeyError as error:
        raise refusals.bad_request(f"There is no property set {error.args[0]}.") from error
    return names if names is None else names | (chosen or frozenset())


def _entity(row: Row) -> Document:
    written = plain(row)
    return {"ObjectKey": written.get("ExternalDirectoryObjectId"), **written}


def _key(request: Request, text: str) -> str:
    options = {name.casefold(): value.casefold() for name, value in request.query.items()}
    if options.get("isencoded") == "true":
        try:
            return base64.b64decode(text, validate=True).decode()
        except ValueError as error:
            raise refusals.bad_request("The key is not valid base64.") from error
    return text.replace("''", "'")


def _context(request: Request) -> Document:
    root = "/".join(request.path.split("/")[:4])
    return {"@odata.context": f"{request.origin}{root}/$metadata#{request.segments[3]}"}
