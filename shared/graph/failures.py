"""What a failed answer of Microsoft Graph means: one of our errors. Pure."""

import json
import re

from shared.web.errors import (
    AlreadySo,
    BadCall,
    Call,
    NotFound,
    Refused,
    ServiceError,
    ServiceFault,
    Throttled,
    Unsupported,
)
from shared.web.request import Answer
from shared.web.retry import seconds_of

_CHALLENGE = re.compile(r'claims="([^"]+)"')
_NO_SUCH_OBJECT = frozenset({"Request_ResourceNotFound", "ResourceNotFound", "NotFound"})
_ALREADY = "One or more added object references already exist"


def failure(call: Call, answer: Answer) -> ServiceError:
    """The error that *answer*, whose status is not a success, stands for."""
    code, text = _error_of(answer)
    detail = f"{code}: {text}" if code and text else (text or code or "no reason given")
    status = answer.status
    match status:
        case 429:
            return Throttled(
                call, detail, wait_s=seconds_of(answer.headers.get("retry-after")), status=status
            )
        case 503 if "retry-after" in answer.headers:
            return Throttled(
                call, detail, wait_s=seconds_of(answer.headers.get("retry-after")), status=status
            )
        case 503:
            return ServiceFault(call, detail, ran=False, status=status)
        case 401:
            found = _CHALLENGE.search(answer.headers.get("www-authenticate", ""))
            return Refused(call, detail, status=status, challenge=found[1] if found else None)
        case 403:
            return Refused(call, f"{detail} (a permission is missing)", status=status)
        case 404 if code in _NO_SUCH_OBJECT:
            return NotFound(call, detail, status=status)
        case 404:
            # No word of Graph's own: a front door or a proxy, which knows nothing of people.
            return ServiceFault(call, detail, ran=False, status=status)
        case 408 | 504:
            return ServiceFault(call, detail, ran=True, status=status)
        case 501:
            return Unsupported(call, detail, status=status)
        case _:
            return _other(call, status, detail)


def _other(call: Call, status: int, detail: str) -> ServiceError:
    if status >= 500:  # noqa: PLR2004 - the bound between our fault and theirs
        return ServiceFault(call, detail, ran=True, status=status)
    if _ALREADY in detail:
        return AlreadySo(call, detail, status=status)
    return BadCall(call, detail, status=status)


def _error_of(answer: Answer) -> tuple[str, str]:
    try:
        error = json.loads(answer.body)["error"]
        return str(error.get("code") or ""), str(error.get("message") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", ""
