"""
Where the parts of a session's account lie, by name. Pure.

    {tenant}/{yyyy}/{mm}/{dd}/{session}.jsonl          its lines
    {tenant}/{yyyy}/{mm}/{dd}/{session}.2.jsonl        more of them, once a blob is full
    {tenant}/{yyyy}/{mm}/{dd}/{session}.output.jsonl   the redacted answers, where they are kept
    {tenant}/{yyyy}/{mm}/{dd}/{session}.end.json       where the chain stood when it was closed
"""

import re

_LINES = ".jsonl"
_NAME = re.compile(
    r"(?P<session>.*?)(?P<part>\.[0-9]+)?(?P<rest>\.output\.jsonl|\.jsonl|\.end\.json)"
)


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
    """The account to which the blob belongs; None for what is none of an account's parts."""
    found = _NAME.fullmatch(blob)
    return None if found is None else f"{found['session']}{_LINES}"
