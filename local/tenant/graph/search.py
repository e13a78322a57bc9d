"""
`$search` on directory objects: words of a property that begin with the words looked for.

Source: "Use the $search query parameter", directory objects. Clauses are joined by AND or by OR,
not by both; what is not understood is refused, for a search not applied would give everybody.
"""

import re
from collections.abc import Callable

from local.tenant.graph import refusals
from local.tenant.graph.kind import Kind
from local.tenant.graph.route import Call
from local.tenant.messages import Document

_CLAUSE = re.compile(r'\s*"(\w+):([^"]+)"\s*')
_JOINED = re.compile(r'(?<=")\s+(AND|OR)\s+(?=")')
_WORDS = re.compile(r"\w+")

type Fits = Callable[[Document], bool]


def searched[T](call: Call, kind: Kind[T], text: str | None) -> Fits | None:
    """
    Whether a document, with its searchable properties, fits; None when nothing is looked for.

    Raises:
        GraphRefusal: The header is missing, or the search is not understood.

    """
    if text is None:
        return None
    if call.request.headers.get("consistencylevel", "").casefold() != "eventual":
        raise refusals.unsupported(
            "Request with $search query parameter only works through MSGraph with a special "
            "request header: 'ConsistencyLevel: eventual'"
        )
    first, *rest = _JOINED.split(text)
    joins, clauses = set(rest[::2]), [_clause(kind, one) for one in (first, *rest[1::2])]
    if len(joins) > 1:
        raise refusals.unsupported(f"Unsupported or invalid search clause: {text}.")
    whole = any if joins == {"OR"} else all
    return lambda document: whole(fits(document) for fits in clauses)


def _clause[T](kind: Kind[T], text: str) -> Fits:
    match = _CLAUSE.fullmatch(text)
    by_name = {name.casefold(): name for name in kind.searchable}
    if match is None or match[1].casefold() not in by_name:
        raise refusals.unsupported(f"Unsupported or invalid search clause: {text}.")
    name, wanted = by_name[match[1].casefold()], _words(match[2])

    def fits(document: Document) -> bool:
        words = _words(str(document.get(name) or ""))
        return all(any(word.startswith(one) for word in words) for one in wanted)

    return fits


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())
