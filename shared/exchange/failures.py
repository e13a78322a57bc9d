"""
What a failed answer of Exchange Online means: one of our errors. Pure.

The same failure comes with different statuses (a missing object is 404, 400 or 500), so the name
of the exception decides, by its last segment since the namespaces differ; then a sentence that
only one failure has; the status last.
"""

import re
from collections.abc import Mapping
from enum import Enum, auto

from shared.exchange.sentences import Said, said, said_beside
from shared.web.document import json_of
from shared.web.errors import (
    AlreadySo,
    Ambiguous,
    BadCall,
    Call,
    Expired,
    NotFound,
    Refused,
    ServiceError,
    ServiceFault,
    Throttled,
    Unsupported,
)
from shared.web.request import Answer, Json
from shared.web.retry import seconds_of

ERRORS = "@adminapi.errors"
_TOO_MANY = 429
_RAW = 2000  # bytes of a body without JSON that are looked at
_CONCURRENCY = "maximum number of concurrent requests"
_WAIT_IN_TEXT = re.compile(r"([0-9]+(?:\.[0-9]+)?) seconds?\.?\s*\Z")
_AGAIN = re.compile(r"please try again(?: later)?\.?\s*\Z", re.IGNORECASE)
_CHALLENGE = re.compile(r'\bclaims="?([^",\s]+)', re.IGNORECASE)


class _Kind(Enum):
    ABSENT = auto()
    SEVERAL = auto()
    AS_WANTED = auto()
    PASSING = auto()
    REJECTED = auto()
    FORBIDDEN = auto()
    FORGOTTEN = auto()


_BY_NAME = {
    "ADNoSuchObjectException": _Kind.ABSENT,
    "ManagementObjectNotFoundException": _Kind.ABSENT,
    "MigrationBatchNotFoundException": _Kind.ABSENT,
    "ManagementObjectAmbiguousException": _Kind.SEVERAL,
    "ADObjectAlreadyExistsException": _Kind.AS_WANTED,
    "MemberAlreadyExistsException": _Kind.AS_WANTED,
    "MemberNotFoundException": _Kind.AS_WANTED,  # the member that was to go is gone
    "ADServerSettingsChangedException": _Kind.PASSING,
    "DCOverloadedException": _Kind.PASSING,
    "MdbAdminTaskException": _Kind.PASSING,  # the mailbox is being made, or moved
    "ServerInMMException": _Kind.PASSING,
    "StorageTransientException": _Kind.PASSING,
    "SuitabilityDirectoryException": _Kind.PASSING,
    "UnableToWriteToAadException": _Kind.PASSING,
    "AmbiguousParameterSetException": _Kind.REJECTED,
    "OperationRequiresGroupManagerException": _Kind.REJECTED,
    "ParameterBindingException": _Kind.REJECTED,
    "ParameterTransformationException": _Kind.REJECTED,
    "ProxyAddressExistsException": _Kind.REJECTED,
    "RecipientTaskException": _Kind.REJECTED,
    "CmdletAccessDeniedException": _Kind.FORBIDDEN,
}
_BY_SENTENCE = (
    ("couldn't be found on '", _Kind.ABSENT),
    ("couldn't find the object", _Kind.ABSENT),
    ("matches multiple entries", _Kind.SEVERAL),
    ("multiple recipients matching identity", _Kind.SEVERAL),
    ("multiple recipients matching the identity", _Kind.SEVERAL),
    ("is already a member of the group", _Kind.AS_WANTED),
    ("isn't a member of the group", _Kind.AS_WANTED),
    ("cannot process argument transformation", _Kind.REJECTED),
    ("expired or invalid pagination request", _Kind.FORGOTTEN),
    ("issue may be transient", _Kind.PASSING),
)


def failure(call: Call, answer: Answer) -> ServiceError:
    """The error that *answer*, whose status is not a success, stands for."""
    try:
        document = json_of(answer.body)
    except ValueError:
        document = None
    raw = answer.body[:_RAW].decode("utf-8", "replace") if document is None else ""
    return meaning(call, answer.status, answer.headers, document, raw)


def meaning(
    call: Call, status: int, headers: Mapping[str, str], document: Json, raw: str = ""
) -> ServiceError:
    """The error that a failed answer stands for; *headers* have names in lower case."""
    found = said(headers, document, raw)
    if status == _TOO_MANY or _CONCURRENCY in found.text:
        return Throttled(call, found.text, wait_s=_wait(headers, found.text), status=status)
    known = _known(call, status, found)
    return known or _by_status(call, status, headers, found)


def reported(call: Call, status: int, around: Mapping[str, Json]) -> ServiceError:
    """
    The error that a success reports in *around*, its members beside the rows, names in lower case.

    The cmdlet went on after it, so what it gave is not all, or what it was to do is not done.
    """
    errors = around.get(ERRORS)
    found = said_beside(errors) if errors else said({}, {"error": around.get("error")})
    text = found.text or "it reports an error, without a word"
    if known := _known(call, status, found):
        return known
    if _AGAIN.search(text):  # no status says so here
        return ServiceFault(call, text, ran=True, status=status)
    return BadCall(call, text, status=status)


def _known(call: Call, status: int, found: Said) -> ServiceError | None:
    match _kind(found):
        case _Kind.ABSENT:
            return NotFound(call, found.text, status=status)
        case _Kind.SEVERAL:
            return Ambiguous(call, found.text, status=status)
        case _Kind.AS_WANTED:
            return AlreadySo(call, found.text, status=status)
        case _Kind.PASSING:
            return ServiceFault(call, found.text, ran=True, status=status)
        case _Kind.REJECTED:
            return BadCall(call, found.text, status=status)
        case _Kind.FORBIDDEN:
            return Refused(call, found.text, status=status)
        case _Kind.FORGOTTEN:
            return Expired(call, found.text, status=status)
        case None:
            return None


def _kind(found: Said) -> _Kind | None:
    """What the failure is by its name, else by its sentence; None when neither tells."""
    for name in found.names:
        if name in _BY_NAME:
            return _BY_NAME[name]
    plain = found.text.replace("\u2019", "'").casefold()
    for sentence, kind in _BY_SENTENCE:
        if sentence in plain:
            return kind
    return None


def _by_status(call: Call, status: int, headers: Mapping[str, str], found: Said) -> ServiceError:
    text = found.text
    match status:
        case 401:
            return _unauthorized(call, headers, text)
        case 403:
            advice = "no Exchange role allows it, or there is no such cmdlet"
            if "x-ms-diagnostics" not in headers:
                advice += "; after a new role, only a new token has it"
            return Refused(call, f"{text} ({advice})" if text else advice, status=status)
        case 404 if found.code.casefold() == "notfound":
            return NotFound(call, text or "not found", status=status)
        case 404:
            # No word of Exchange's own: a front door or a proxy, which knows nothing of mailboxes.
            return ServiceFault(
                call, text or "not found, without a reason", ran=False, status=status
            )
        case 503 if headers.get("retry-after"):
            return Throttled(call, text, wait_s=_wait(headers, text), status=status)
        case 503:
            return ServiceFault(call, text or "unavailable", ran=False, status=status)
        case 408:
            return ServiceFault(call, text or "timed out", ran=True, status=status)
        case _:
            return _other(call, status, text)


def _unauthorized(call: Call, headers: Mapping[str, str], text: str) -> Refused:
    found = _CHALLENGE.search(headers.get("www-authenticate", ""))
    advice = (
        "the token was not accepted; the app needs the permission Exchange.ManageAsApp and a "
        "directory role that Exchange knows, and only a new token has what was just granted"
    )
    return Refused(
        call,
        f"{text} ({advice})" if text else advice,
        status=401,
        challenge=found[1] if found else None,
    )


def _other(call: Call, status: int, text: str) -> ServiceError:
    match status:
        case 501:
            return Unsupported(call, text or "not offered here", status=status)
        case _ if status >= 500:  # noqa: PLR2004 - the bound between our fault and theirs
            return ServiceFault(call, text or "failed", ran=True, status=status)
        case _ if status >= 400:  # noqa: PLR2004 - likewise
            return BadCall(call, text or "rejected", status=status)
        case _:
            return BadCall(call, f"sent to another address ({status}); not followed", status=status)


def _wait(headers: Mapping[str, str], text: str) -> float | None:
    in_text = _WAIT_IN_TEXT.search(text)
    return seconds_of(headers.get("retry-after")) or seconds_of(in_text[1] if in_text else None)
