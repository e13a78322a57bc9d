"""
What a failed answer of Microsoft Graph means: one of our errors. Pure.

Facts that surprised us:
- Graph passes on what its workloads say, so the same status means different things, and a code
  may stand in `code` or further in, in `innerError`; the innermost that we know counts.
- 404 about `…/members/{id}/$ref` may be about the group or about the member. A member that is not
  there is what a removal wanted.
- 404 without a word of Graph's own comes from a front door, which knows nothing of people.
- 409 is a lasting conflict, but for `Directory_ConcurrencyViolation`, which passes.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from shared.graph.calls import least_for
from shared.graph.sentences import in_words
from shared.web.document import json_of
from shared.web.errors import (
    AlreadySo,
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

_CHALLENGE = re.compile(r'\bclaims="?([^",\s]+)', re.IGNORECASE)
_NO_SUCH_OBJECT = frozenset(
    {
        "directory_objectnotfound",
        "erroritemnotfound",
        "errorinvaliduser",
        "errornonexistentmailbox",
        "itemnotfound",
        "mailboxnotenabledforrestapi",
        "mailboxnotsupportedforrestapi",
        "notfound",
        "request_resourcenotfound",
        "resourcenotfound",
    }
)
_FORGOTTEN = frozenset(
    {
        "directory_expiredpagetoken",
        "directory_invalidpagetoken",
        "directory_resyncrequired",
        "resyncchangesapplydifferences",
        "resyncchangesuploaddifferences",
        "resyncrequired",
        "syncstateinvalid",
        "syncstatenotfound",
    }
)
_SLOW_DOWN = frozenset(
    {
        "activitylimitreached",
        "applicationthrottled",
        "errormailboxstoreunavailable",
        "errorserverbusy",
        "request_throttledtemporarily",
        "toomanyrequests",
    }
)
_PASSING = frozenset({"directory_concurrencyviolation", "directory_replicaunavailable"})
_FULL = frozenset({"directory_quotaexceeded"})
_NO_LICENCE = frozenset({"authentication_requestfromnonpremiumtenantorb2ctenant"})
_OK = 200
_LONGEST = 1000  # of a sentence that we pass on


def failure(call: Call, answer: Answer) -> ServiceError:
    """The error that *answer*, whose status is not a success, stands for."""
    try:
        document = json_of(answer.body)
    except ValueError:
        document = None
    return meaning(call, answer.status, answer.headers, document)


def meaning(call: Call, status: int, headers: Mapping[str, str], document: Json) -> ServiceError:
    """The error that a failed answer stands for; *headers* have names in lower case."""
    codes, detail = _told(document)
    by_word = _by_word(call, status, headers, codes, detail)
    return by_word or _by_status(call, status, headers, detail or "no reason given")


def reported(call: Call, document: Json) -> ServiceError:
    """The error that the success *document* reports, whose rows are then not all there is."""
    codes, detail = _told(document)
    by_word = _by_word(call, _OK, {}, codes, detail)
    told = detail or "it reports an error, without a word"
    return by_word or ServiceFault(call, told, ran=True, status=_OK)


def _told(document: Json) -> tuple[set[str], str]:
    """The codes of an error, in lower case, and all that it says in one sentence."""
    codes, text = _said(document)
    detail = f"{codes[0]}: {text}" if codes and text else text or "".join(codes[:1])
    return {code.casefold() for code in codes}, detail


def _by_word(
    call: Call, status: int, headers: Mapping[str, str], codes: set[str], detail: str
) -> ServiceError | None:
    """What Graph's own words say, whatever the status."""
    if codes & _SLOW_DOWN:
        return _throttled(call, status, headers, detail)
    if codes & _FORGOTTEN:
        return Expired(call, f"{detail} (start from the beginning)", status=status)
    if codes & _PASSING:
        return ServiceFault(call, detail, ran=False, status=status)
    if codes & _FULL:
        return BadCall(call, detail, status=status)
    if codes & _NO_LICENCE:
        return Unsupported(call, detail, status=status)
    if status == 404 and codes & _NO_SUCH_OBJECT:  # noqa: PLR2004 - not found
        kind = AlreadySo if _member_is_absent(call, detail) else NotFound
        return kind(call, detail, status=status)
    return in_words(call, status, detail)


def _by_status(call: Call, status: int, headers: Mapping[str, str], detail: str) -> ServiceError:
    match status:
        case 429 | 509:
            return _throttled(call, status, headers, detail)
        case 503 if "retry-after" in headers:
            return _throttled(call, status, headers, detail)
        case 401:
            found = _CHALLENGE.search(headers.get("www-authenticate", ""))
            return Refused(call, detail, status=status, challenge=found[1] if found else None)
        case 403:
            return Refused(call, f"{detail} ({_missing(call)})", status=status)
        case 404 | 423 | 503:
            # 404 without a word of Graph's own: a front door. 423: the object is locked just now.
            return ServiceFault(call, detail, ran=False, status=status)
        case 410 if call.name.casefold().endswith(("/delta", "delta()")):
            return Expired(call, f"{detail} (start from the beginning)", status=status)
        case 410:
            return NotFound(call, detail, status=status)
        case 501:
            return Unsupported(call, detail, status=status)
        case _:
            return _by_hundreds(call, status, detail)


def _by_hundreds(call: Call, status: int, detail: str) -> ServiceError:
    match status:
        case 507:  # no room: it will not pass by itself
            return BadCall(call, detail, status=status)
        case 408:
            return ServiceFault(call, detail, ran=True, status=status)
        case _ if status >= 500:  # noqa: PLR2004 - their fault
            return ServiceFault(call, detail, ran=True, status=status)
        case _ if status >= 400:  # noqa: PLR2004 - our fault
            return BadCall(call, detail, status=status)
        case _:
            return BadCall(call, f"sent to another address ({status}); not followed", status=status)


def _throttled(call: Call, status: int, headers: Mapping[str, str], detail: str) -> Throttled:
    scope = headers.get("x-ms-throttle-scope")
    why = headers.get("x-ms-throttle-information")
    limits = ", ".join(part for part in (scope, why) if part)
    told = f"{detail or 'too many calls'} ({limits})" if limits else detail or "too many calls"
    return Throttled(call, told, wait_s=seconds_of(headers.get("retry-after")), status=status)


def _missing(call: Call) -> str:
    """What a caller who is not allowed may lack."""
    method, _, path = call.name.partition(" ")
    least = ", ".join(least_for(method, path))
    return f"a permission or role is missing: {least}" if least else "a permission is missing"


def _member_is_absent(call: Call, detail: str) -> bool:
    """
    Whether a 404 says that the member to be removed is no member.

    Graph names the object it misses: the last one of `DELETE /groups/{g}/members/{m}/$ref` is the
    member, or the relation itself (`manager`); any other is the object that holds the relation.
    """
    method, _, path = call.name.partition(" ")
    segments = [unquote(one) for one in path.strip("/").split("/")]
    if method != "DELETE" or segments[-1] != "$ref" or len(segments) < 3:  # noqa: PLR2004 - an object, a relation, `$ref`
        return False
    return f"'{segments[-2]}'".casefold() in detail.casefold()


def _said(document: Json) -> tuple[tuple[str, ...], str]:
    """Every code of an error, outermost first, and its sentence."""
    error = _lowered(document).get("error")
    if isinstance(error, str):  # as the token endpoint says it
        text = _lowered(document).get("error_description")
        return (error[:_LONGEST],), text[:_LONGEST] if isinstance(text, str) else ""
    levels = list(_levels(error))
    codes = tuple(
        code[:_LONGEST] for level in levels if isinstance(code := level.get("code"), str) and code
    )
    texts = [text for level in levels if isinstance(text := level.get("message"), str) and text]
    return codes, texts[0][:_LONGEST] if texts else ""


def _levels(error: Json) -> Iterator[dict[str, Json]]:
    """The error and the errors inside it; a list of errors speaks by its first."""
    while error:
        if isinstance(error, list):
            error = error[0]
            continue
        level = _lowered(error)
        if not level:
            return
        yield level
        error = level.get("innererror") or level.get("details")


def _lowered(value: Json) -> dict[str, Json]:
    """The object with its keys in lower case: workloads are not of one mind about them."""
    return {key.lower(): part for key, part in value.items()} if isinstance(value, Mapping) else {}
