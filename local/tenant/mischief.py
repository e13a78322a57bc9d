"""What the faults do to a request: before it is answered, or to its answer."""

from dataclasses import replace

import httpx

from local.tenant import limits
from local.tenant.entra.tokens import TokenRefused, bearer_of
from local.tenant.faults import Kind, Rule
from local.tenant.messages import Answer, Request
from local.tenant.world import World

_NEVER_S = 900.0  # longer than any client waits
_GRAPH_TEXT = "Too many requests"


class ConnectionReset(httpx.ReadError):
    """
    The connection broke before an answer came.

    In process it reaches the caller of `httpx.ASGITransport` as the `ReadError` that a broken
    connection gives; over TLS the connection is aborted.
    """


class NoAnswer(httpx.ReadTimeout):
    """
    No answer comes: in process the caller's `ReadTimeout`, over TLS a silent connection.

    `seconds` is how long the silence lasts until the connection breaks.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__("the local tenant does not answer")
        self.seconds = seconds or _NEVER_S


async def before(world: World, request: Request, rules: list[Rule]) -> Answer | None:
    """
    The answer that a fault gives instead of the real one, if one does.

    Raises:
        ConnectionReset: The connection breaks and nothing was done.
        NoAnswer: Nothing was done, and nothing comes.

    """
    for rule in rules:
        if rule.kind is Kind.SLOW:
            await world.clock.sleep(rule.seconds)
    for rule in rules:
        match rule.kind:
            case Kind.RESET:
                raise ConnectionReset("connection reset by the local tenant")
            case Kind.TIMEOUT:
                raise NoAnswer(rule.seconds)
            case Kind.THROTTLE:
                return _throttled(request, rule)
            case Kind.STATUS:
                return _status(rule)
            case Kind.REDIRECT:
                where = rule.location or "https://eur01.outlook.office365.com" + request.path
                return Answer(302, headers={"location": where})
            case Kind.EXPIRE_TOKEN:
                _expire(world, request)
            case _:
                pass  # takes effect later
    return None


def lag_of(rules: list[Rule]) -> float:
    """How many seconds readers lag behind what this request writes."""
    return max((rule.seconds for rule in rules if rule.kind is Kind.LAG), default=0.0)


def after(answer: Answer, rules: list[Rule]) -> Answer:
    """
    The answer as it arrives.

    Raises:
        ConnectionReset: It was applied, and its answer is lost.

    """
    for rule in rules:
        if rule.kind is Kind.LOST_RESPONSE:
            raise ConnectionReset("applied, but the answer is lost")
        if rule.kind is Kind.MALFORMED:
            half = answer.body[: len(answer.body) // 2]
            body = rule.body.encode() if rule.body is not None else half
            return replace(answer, body=body, document=body.decode(errors="replace"))
    return answer


def _throttled(request: Request, rule: Rule) -> Answer:
    if request.path.casefold().startswith("/adminapi"):
        return limits.refusal(rule.retry_after)
    headers = {} if rule.retry_after is None else {"retry-after": f"{rule.retry_after:g}"}
    error = {"error": {"code": "TooManyRequests", "message": _GRAPH_TEXT}}
    return Answer.of(429, error, headers)


def _status(rule: Rule) -> Answer:
    headers = {} if rule.retry_after is None else {"retry-after": f"{rule.retry_after:g}"}
    if rule.body is not None:
        return Answer(rule.status, rule.body.encode(), headers, rule.body)
    error = {"error": {"code": "serviceNotAvailable", "message": "The service is unavailable."}}
    return Answer.of(rule.status, error, headers)


def _expire(world: World, request: Request) -> None:
    try:
        world.faults.expired.add(bearer_of(request))
    except TokenRefused:
        return  # there was no token to expire
