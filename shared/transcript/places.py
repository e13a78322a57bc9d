"""
Where the parts of a session's account lie, by name. Pure.

    {tenant}/{yyyy}/{mm}/{dd}/{session}.jsonl          its lines
    {tenant}/{yyyy}/{mm}/{dd}/{session}.2.jsonl        more of them, once a blob is full
    {tenant}/{yyyy}/{mm}/{dd}/{session}.output.jsonl   the redacted answers, where they are kept
    {tenant}/{yyyy}/{mm}/{dd}/{session}.end.json       where the chain stood when it was closed

A copy may lie in any folder; its file names are what tells sessions and their parts.
"""

import re
from datetime import datetime

_LINES = ".jsonl"
_PARTS = re.compile(
    r"(?P<account>(?:.*/)?[0-9a-f]{32})(?:(?:\.output)?(?:\.[0-9]+)?\.jsonl|\.end\.json)"
)
_WHEN = re.compile(
    r"(?:\A|/)(?P<tenant>[0-9a-f-]{36})/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/[^/]+\Z"
)


def beginning(tenant_id: str, began: datetime, session_id: str) -> str:
    """The account of a session that *began* in the tenant *tenant_id*."""
    return f"{tenant_id}/{began:%Y/%m/%d}/{session_id}{_LINES}"


def part(name: str, number: int) -> str:
    """The blob with part *number* of what begins in the blob *name*."""
    return name if number == 1 else f"{name.removesuffix(_LINES)}.{number}{_LINES}"


def output(name: str) -> str:
    """Where the redacted answers of the account *name* are kept."""
    return f"{name.removesuffix(_LINES)}.output{_LINES}"


def end(name: str) -> str:
    """Where the end of the account *name* is recorded."""
    return f"{name.removesuffix(_LINES)}.end.json"


def account(blob: str) -> str | None:
    """The account to which *blob* belongs; None for what is no part of any."""
    found = _PARTS.fullmatch(blob)
    return f"{found['account']}{_LINES}" if found else None


def session(name: str) -> str:
    """Whose account *name* is."""
    return name.rpartition("/")[2].partition(".")[0]


def tenant(name: str) -> str | None:
    """The tenant of the account *name*; None where the name does not say."""
    found = _WHEN.search(name)
    return found["tenant"] if found else None


def day(name: str) -> str | None:
    """The day of the account *name*, as `2026-11-24`; None where the name does not say."""
    found = _WHEN.search(name)
    return f"{found['year']}-{found['month']}-{found['day']}" if found else None
