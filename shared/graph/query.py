"""
Paths and queries of Graph, written so that no name changes their meaning. Pure.

Source: Microsoft, advanced query capabilities on directory objects.
"""

import re
from urllib.parse import parse_qsl, quote, urlencode

from shared.web.errors import BadCall, Call

# Only the directory knows advanced queries; other workloads refuse `$count=true`.
_DIRECTORY = frozenset(
    {
        "administrativeunits",
        "applications",
        "contacts",
        "devices",
        "directory",
        "directoryobjects",
        "groups",
        "oauth2permissiongrants",
        "serviceprincipals",
        "users",
    }
)
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_ADVANCED = re.compile(r"\bne\b|\bnot\b|\bendswith\s*\(|/\$count\b")
_RELATIONS = frozenset(
    {
        "approleassignments",
        "directreports",
        "memberof",
        "members",
        "oauth2permissiongrants",
        "ownedobjects",
        "owners",
        "transitivememberof",
        "transitivemembers",
        "transitivereports",
    }
)
_CAST = "/microsoft.graph."
_COUNT = "/$count"


def segment(identity: str) -> str:
    """
    *identity* as one segment of a path: `#EXT#`, quotes and slashes survive.

    Raises:
        BadCall: It would lead elsewhere: it is empty, means a folder, or is no Unicode text.

    """
    if not identity.strip() or identity in {".", ".."}:
        raise BadCall(Call("name an object"), f"{identity!r} names nothing; nothing was sent")
    try:
        return quote(identity, safe="@")
    except UnicodeEncodeError as error:
        detail = f"{identity!a} is no valid text; nothing was sent"
        raise BadCall(Call("name an object"), detail) from error


def literal(text: str) -> str:
    """*text* as a value of a filter: in quotes, its own quotes doubled."""
    return "'" + text.replace("'", "''") + "'"


def path(base: str, **options: str) -> str:
    """
    *base* with the OData *options* (`select`, `filter`, `top`, ...) as its query.

    Raises:
        BadCall: An option is no valid text.

    """
    if not options:
        return base
    query = {f"${name}": value for name, value in options.items()}
    try:
        return f"{base}?" + urlencode(query, quote_via=quote, safe="$,/")
    except UnicodeEncodeError as error:
        raise BadCall(
            Call(f"GET {base}"), "the query is no valid text; nothing was sent"
        ) from error


def advanced(target: str) -> bool:
    """
    Whether the path *target* needs the header `ConsistencyLevel: eventual`.

    They are `$search`, `$count`, `ne`, `not`, `endsWith`, a filter with `$orderby`, and any filter
    on a relation of an object or behind a cast.
    """
    base, _, query = target.casefold().partition("?")
    first, *others = base.strip("/").split("/")
    if first not in _DIRECTORY:
        return False
    if base.endswith(_COUNT):
        return True
    options = dict(parse_qsl(query))
    if "$search" in options or options.get("$count") == "true":
        return True
    condition = _LITERAL.sub("''", options.get("$filter", ""))
    related = _CAST in base or not _RELATIONS.isdisjoint(others)
    if condition and (related or "$orderby" in options):
        return True
    return bool(_ADVANCED.search(condition))


def counted(target: str) -> str:
    """The advanced query *target* with `$count=true`, without which Graph refuses some of them."""
    base, _, query = target.partition("?")
    options = {name.casefold() for name, _ in parse_qsl(query)}
    if base.casefold().endswith(_COUNT) or "$count" in options:
        return target
    return f"{target}&$count=true" if query else f"{target}?$count=true"


def count_of(target: str) -> str:
    """The path that counts what the list *target* holds."""
    base, mark, query = target.partition("?")
    return f"{base}{_COUNT}{mark}{query}"
