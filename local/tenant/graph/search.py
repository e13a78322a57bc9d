"""
`$search` on people and groups: words of a property that begin with the words looked for.

Source: "Use the $search query parameter", directory objects. One clause is understood; what is
not is refused, for a search that is not applied would give everybody.
"""

import re
from collections.abc import Callable

from local.tenant.graph import refusals
from local.tenant.graph.route import Call
from local.tenant.messages import Document

SEARCHABLE = frozenset({"displayName", "mail", "mailNickname", "userPrincipalName"})
_CLAUSE = re.compile(r'\s*"(\w+):([^"]+)"\s*')
_WORDS = re.compile(r"\w+")


def searched(call: Call) -> Callable[[Document], bool] | None:
    """
    Whether a document, with its searchable properties, fits; None when nothing is looked for.

    Raises:
        GraphRefusal: The header is missing, or the search is not understood.

    """
    text = call.request.query.get("$search")
    if text is None:
        return None
    if call.request.headers.get("consistencylevel", "").casefold() != "eventual":
        raise refusals.unsupported(
            "Request with $search query parameter only works through MSGraph with a special "
            "request header: 'ConsistencyLevel: eventual'"
        )
    match = _CLAUSE.fullmatch(text)
    by_name = {name.casefold(): name for name in SEARCHABLE}
    if match is None or match[1].casefold() not in by_name:
        raise refusals.unsupported(f"Unsupported or invalid search clause: {text}.")
    name, wanted = by_name[match[1].casefold()], _words(match[2])

    def fits(document: Document) -> bool:
        words = _words(str(document.get(name) or ""))
        return all(any(word.startswith(one) for word in words) for one in wanted)

    return fits


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())
