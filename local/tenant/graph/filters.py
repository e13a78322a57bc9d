"""
Filters, checked as Graph checks them: by the property, the function, and the kind of query.

Source: "Advanced query capabilities on Microsoft Entra ID objects".
"""

from local.tenant.graph import refusals
from local.tenant.graph.kind import Kind
from local.tenant.graph.odata.cursor import Misread
from local.tenant.graph.odata.expression import (
    All,
    Any,
    Compare,
    Count,
    Either,
    Expression,
    Matches,
    Not,
    Path,
    Within,
    leaves,
)
from local.tenant.graph.odata.reader import read
from local.tenant.messages import Json

# Only these can be looked for by their end.
_ENDS = frozenset({"mail", "otherMails", "proxyAddresses", "userPrincipalName"})


def condition[T](kind: Kind[T], text: str | None, *, advanced: bool) -> Expression | None:
    """
    The condition that the `$filter` *text* sets; None without one.

    *advanced* says whether the call asks for an advanced query, which some filters need.

    Raises:
        GraphRefusal: Graph would not answer it.

    """
    if text is None or not text.strip():
        return None
    try:
        found = read(text)
    except Misread as error:
        raise refusals.bad_request(f"Invalid filter clause: {error}") from error
    if not kind.filterable:
        raise refusals.bad_request("The query option '$filter' is not allowed here.")
    return _checked(kind, found, advanced=advanced or not kind.directory)


def _checked[T](kind: Kind[T], found: Expression, *, advanced: bool) -> Expression:
    """*found* with its properties spelled as the type spells them."""
    match found:
        case Not(part):
            require(advanced, "not")
            return Not(_checked(kind, part, advanced=advanced))
        case All(parts):
            return All(tuple(_checked(kind, part, advanced=advanced) for part in parts))
        case Either(parts):
            return Either(tuple(_checked(kind, part, advanced=advanced) for part in parts))
        case _:
            return _leaf(kind, found, advanced=advanced)


def _leaf[T](kind: Kind[T], found: Expression, *, advanced: bool) -> Expression:
    match found:
        case Compare(path, operator, value):
            path = _property(kind, path, advanced=advanced)
            require(advanced or operator != "ne", "ne")
            require(advanced or value is not None or not kind.directory, "null")
            _same_type(kind, path, value)
            return Compare(path, operator, value)
        case Within(path, values):
            return Within(_property(kind, path, advanced=advanced), values)
        case Matches(function, path, text):
            path = _property(kind, path, advanced=advanced)
            _function(kind, function, path[0], advanced=advanced)
            return Matches(function, path, text)
        case Any(path, variable, condition):
            path = _property(kind, path, advanced=advanced)
            for inner in leaves(condition) if condition else ():
                if isinstance(inner, Matches):
                    _function(kind, inner.function, path[0], advanced=advanced)
            return Any(path, variable, condition)
        case Count(path, operator, number):
            require(advanced, "$count")
            return Count(_property(kind, path, advanced=advanced), operator, number)
        case _:
            return found


def _property[T](kind: Kind[T], path: Path, *, advanced: bool) -> Path:
    name = kind.named(path[0])
    if name not in kind.filterable:
        text = f"Unsupported or invalid query filter clause specified for property '{name}'"
        raise refusals.unsupported(f"{text} of resource '{kind.name.capitalize()}'.")
    require(advanced or name not in kind.advanced, name)
    return (name, *path[1:])


def _same_type[T](kind: Kind[T], path: Path, value: Json) -> None:
    if len(path) > 1 or value is None or isinstance(value, bool) == (path[0] in kind.flags):
        return
    text = "A binary operator with incompatible types was detected. Found operand types that do "
    raise refusals.bad_request(f"{text}not fit for property '{path[0]}'.")


def _function[T](kind: Kind[T], function: str, name: str, *, advanced: bool) -> None:
    if not kind.directory:
        return
    if function == "contains" or (function == "endswith" and name not in _ENDS):
        raise refusals.unsupported(f"Unsupported Query: '{function}' on '{name}'.")
    require(advanced or function != "endswith", "endswith")


def require(held: bool, what: str) -> None:  # noqa: FBT001 - the condition is what it takes
    """
    Nothing, when *held*; *what* needs an advanced query otherwise.

    Raises:
        GraphRefusal: It is not held.

    """
    if not held:
        raise needs_advanced(f"'{what}' is not supported by default.")


def needs_advanced(why: str) -> refusals.GraphRefusal:
    """The refusal of a query that takes the header and the count."""
    return refusals.unsupported(
        f"{why} It needs an advanced query: the header ConsistencyLevel: eventual and $count=true."
    )
