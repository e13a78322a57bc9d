"""What a failed answer of Exchange Online means: one of our errors. Pure."""

import json
import re
from collections.abc import Mapping

from shared.web.errors import (
    AlreadySo,
    Ambiguous,
    BadCall,
    Call,
    NotFound,
    Refused,
    ServiceError,
    ServiceFault,
    Throttled,
    Unsupported,
)
from shared.web.request import Answer, Json
from shared.web.retry import seconds_of

_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TIMEOUT, _TOO_MANY = 401, 403, 404, 408, 429
_UNAVAILABLE = 503
# Last segments of the .NET names; the namespaces differ between reports.
_NOT_FOUND_NAMES = frozenset({"ManagementObjectNotFoundException", "ADNoSuchObjectException"})
_ALREADY_NAMES = frozenset({"MemberAlreadyExistsException", "ADObjectAlreadyExistsException"})
# The effect that was wanted is there: the member is gone.
_GONE_NAMES = frozenset({"MemberNotFoundException"})
_PASSING_NAMES = frozenset(
    {
        "ADServerSettingsChangedException",
        "DCOverloadedException",
        "ServerInMMException",
        "StorageTransientException",
        "SuitabilityDirectoryException",
        "UnableToWriteToAadException",
    }
)
_CONCURRENCY = "maximum number of concurrent requests"
_WAIT_IN_TEXT = re.compile(r"(\d+(?:\.\d+)?) seconds?\.?\s*$")
_CHALLENGE = re.compile(r'claims="([^"]+)"')


def failure(call: Call, answer: Answer) -> ServiceError:
    """The error that *answer*, whose status is not a success, stands for."""
    name, text = _exception_of(answer)
    status = answer.status
    if status == _TOO_MANY or _CONCURRENCY in text:
        return Throttled(call, text, wait_s=_wait(answer, text), status=status)
    if name in _NOT_FOUND_NAMES:
        return NotFound(call, text, status=status)
    if name == "ManagementObjectAmbiguousException":
        return Ambiguous(call, text, status=status)
    if name in _ALREADY_NAMES or name in _GONE_NAMES:
        return AlreadySo(call, text, status=status)
    if name in _PASSING_NAMES:
        return ServiceFault(call, text, ran=True, status=status)
    return _by_status(call, answer, text)


def _by_status(call: Call, answer: Answer, text: str) -> ServiceError:
    status = answer.status
    match status:
        case 401:
            found = _CHALLENGE.search(answer.headers.get("www-authenticate", ""))
            advice = "the token was not accepted, or lacks Exchange.ManageAsApp"
            detail = f"{text} ({advice})" if text else advice
            challenge = found[1] if found else None
            return Refused(call, detail, status=status, challenge=challenge)
        case 403:
            advice = "no Exchange role allows it, or there is no such cmdlet"
            return Refused(call, f"{text} ({advice})" if text else advice, status=status)
        case 404 if _code_of(answer) == "notfound":
            return NotFound(call, text or "not found", status=status)
        case 404:
            # No word of Exchange's own: a front door or a proxy, which knows nothing of mailboxes.
            return ServiceFault(
                call, text or "not found, without a reason", ran=False, status=status
            )
        case 503 if answer.headers.get("retry-after"):
            return Throttled(call, text, wait_s=_wait(answer, text), status=status)
        case 503:
            return ServiceFault(call, text or "unavailable", ran=False, status=status)
        case 408:
            return ServiceFault(call, text or "timed out", ran=True, status=status)
        case _:
            return _other(call, status, text)


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


def _exception_of(answer: Answer) -> tuple[str, str]:
    """The exception's last name segment ("" when unknown) and the sentence for people."""
    error = _error_object(answer.body)
    for detail in _mappings(error.get("details")):
        parts = str(detail.get("message", "")).split("|", 2)
        if len(parts) == 3:  # noqa: PLR2004 - id, type, text
            return _last(parts[1]), parts[2].strip()
        if parts[0]:
            return "", parts[0]
    inner = _lowered(error.get("innererror"))
    internal = _lowered(inner.get("internalexception"))
    name = _last(
        str(internal.get("type") or inner.get("type") or answer.headers.get("x-exceptiontype", ""))
    )
    for text in (internal.get("message"), inner.get("message"), error.get("message")):
        if isinstance(text, str) and text and not text.startswith("Exception of type"):
            return name, text
    return name, answer.headers.get("x-ms-diagnostics") or _printable(answer.body)


def _code_of(answer: Answer) -> str:
    return str(_error_object(answer.body).get("code", "")).casefold()


def _error_object(body: bytes) -> dict[str, Json]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return _lowered(document.get("error")) if isinstance(document, dict) else {}


def _mappings(value: Json) -> list[dict[str, Json]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _lowered(value: Json) -> dict[str, Json]:
    """The object with its keys in lower case (the service is not of one mind about them)."""
    return {key.lower(): part for key, part in value.items()} if isinstance(value, Mapping) else {}


def _last(type_name: str) -> str:
    return type_name.rsplit(".", 1)[-1]


def _printable(body: bytes) -> str:
    text = body[:500].decode("utf-8", "replace").replace("\0", "").strip()
    return "" if text.startswith(("{", "<")) else text


def _wait(answer: Answer, text: str) -> float | None:
    said = _WAIT_IN_TEXT.search(text)
    return seconds_of(answer.headers.get("retry-after")) or seconds_of(said[1] if said else None)
