"""
What Graph says in words alone, and what to do about it. Pure.

The code beside these sentences is `Request_BadRequest` or no better, so the words must be read.
Source: Microsoft Graph reference, and reports of its texts.
"""

import re

from shared.web.errors import AlreadySo, Call, Expired, ServiceError, Unsupported

_ALREADY = re.compile(
    r"one or more added object references already exist|permission being assigned already exists"
)
_FORGOTTEN = re.compile(r"\b(?:page|skip) ?token\b.*\bexpired\b")
_ELSEWHERE = {
    "cannot update a mail-enabled security groups": "change it in Exchange",
    "objects that have originated within an external service": "change it in Exchange",
    "on-premises mastered directory sync objects": "change it in Active Directory",
    "license is inherited from a group membership": "leave the group that gives it",
    "dynamic membership": "change what its rule reads",
}


def in_words(call: Call, status: int, detail: str) -> ServiceError | None:
    """The error that the sentence *detail* stands for, when it is one of those we know."""
    if status not in range(400, 500):
        return None
    words = detail.casefold()
    if _ALREADY.search(words):
        return AlreadySo(call, detail, status=status)
    if _FORGOTTEN.search(words):
        return Expired(call, f"{detail} (start from the beginning)", status=status)
    for sentence, advice in _ELSEWHERE.items():
        if sentence in words:
            return Unsupported(call, f"{detail} ({advice})", status=status)
    return None
