"""
Filters as the service reads them: OData in native reads, OPATH in cmdlets. Pure.

A quote in a value is doubled in both, so that no value ends its text and goes on as a filter.
"""

import re

_PROPERTY = re.compile(r"[A-Za-z]\w*", re.ASCII)


def odata_equal(name: str, value: str | bool) -> str:  # noqa: FBT001 - it is the value
    """The property *name* is *value*; for a native read."""
    return f"{_named(name)} eq {_literal(value, 'true', 'false')}"


def odata_starts(name: str, value: str) -> str:
    """The text in property *name* begins with *value*; for a native read."""
    return f"startswith({_named(name)},{_quoted(value)})"


def odata_all(*filters: str) -> str:
    """All of *filters* hold; for a native read."""
    return " and ".join(f"({one})" for one in filters)


def odata_any(*filters: str) -> str:
    """One of *filters* holds; for a native read."""
    return " or ".join(f"({one})" for one in filters)


def opath_equal(name: str, value: str | bool) -> str:  # noqa: FBT001 - it is the value
    """The property *name* is *value*; for the Filter of a cmdlet."""
    return f"{_named(name)} -eq {_literal(value, "'True'", "'False'")}"


def opath_all(*filters: str) -> str:
    """All of *filters* hold; for the Filter of a cmdlet."""
    return " -and ".join(f"({one})" for one in filters)


def _named(name: str) -> str:
    if _PROPERTY.fullmatch(name) is None:
        raise ValueError(f"{name!r} is no name of a property")
    return name


def _literal(value: str | bool, true: str, false: str) -> str:  # noqa: FBT001 - it is the value
    if isinstance(value, bool):
        return true if value else false
    return _quoted(value)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
