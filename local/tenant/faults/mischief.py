"""What the faults do to a request: before it is answered, or to its answer."""

from dataclasses import replace

import httpx
import jwt

from local.tenant.entra.tokens import TokenRefused, bearer_of, claims_in
from local.tenant.faults import answers
from local.tenant.faults.rule import Facts, Kind, Rule
from local.tenant.messages import Answer, Request
from local.tenant.world import World

_NEVER_S = 900.0  # longer than any client waits


class ConnectionReset(httpx.ReadError):
    """
    The connection broke before an answer came, or amid one: `begun` is that one.

    In process it reaches the caller of `httpx.ASGITransport` as the `ReadError` that a broken
    connection gives; over TLS the connection is aborted.
    """

    def __init__(self, why: str, begun: Answer | None = None) -> None:
        super().__init__(why)
        self.begun = begun


class NoAnswer(httpx.ReadTimeout):
    """
    No answer comes: in process the caller's `ReadTimeout`, over TLS a silent connection.

    `seconds` is how long the silence lasts until the connection breaks.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__("the local tenant does not answer")
        self.seconds = seconds or _NEVER_S


async def before(world: World, request: Request, facts: Facts, rules: list[Rule]) -> Answer | None:
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
        answer = _instead(world, request, facts, rule)
        if answer is not None:
            return answer
    return None


def lag_of(rules: list[Rule]) -> float:
    """How many seconds readers lag behind what this request writes."""
    return max((rule.seconds for rule in rules if rule.kind is Kind.LAG), default=0.0)


def after(answer: Answer, rules: list[Rule]) -> Answer:
    """
    The answer as it arrives.

    Raises:
        ConnectionReset: It was applied, and its answer is lost, wholly or half.

    """
    for rule in rules:
        match rule.kind:
            case Kind.LOST_RESPONSE:
                raise ConnectionReset("applied, but the answer is lost")
            case Kind.CUT:
                raise ConnectionReset("applied, but the answer broke off", answer)
            case Kind.MALFORMED:
                return answers.halved(answer, rule)
            case Kind.WARNINGS:
                return answers.with_warnings(answer, rule)
            case Kind.EMPTY:
                return replace(answer, status=rule.status or 200, body=b"", document=None)
            case _:
                pass  # took effect before
    return answer


def _instead(world: World, request: Request, facts: Facts, rule: Rule) -> Answer | None:
    match rule.kind:
        case Kind.RESET:
            raise ConnectionReset("connection reset by the local tenant")
        case Kind.TIMEOUT:
            raise NoAnswer(rule.seconds)
        case Kind.THROTTLE:
            return answers.throttled(request, rule)
        case Kind.STATUS:
            return answers.failed(request, facts.cmdlet, rule)
        case Kind.REDIRECT:
            return answers.redirected(request, rule)
        case Kind.NUL:
            return answers.nul(rule)
        case Kind.ERRORS:
            return answers.with_errors(rule)
        case Kind.CLAIMS_CHALLENGE:
            return _challenge(world, request)
        case Kind.EXPIRE_TOKEN:
            _expire(world, request)
        case _:
            pass  # takes effect later
    return None


def _expire(world: World, request: Request) -> None:
    try:
        world.faults.expired.add(bearer_of(request))
    except TokenRefused:
        return  # there was no token to expire


def _challenge(world: World, request: Request) -> Answer | None:
    """The challenge, unless the token was minted in answer to one."""
    try:
        claims = claims_in(world.signer, bearer_of(request))
    except (TokenRefused, jwt.InvalidTokenError):
        return None  # it will be refused anyway
    if claims.get("uti") in world.faults.answered:
        return None
    return answers.challenged(request, world.clock.now())
