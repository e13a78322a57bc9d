"""
The thin sender: the only file of the app that opens connections to Microsoft 365.

It adds the token, keeps to the tenant's concurrency, and sends again where that is safe.
"""

import random
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from shared.clock import Clock
from shared.web.errors import Malformed, Refused, ServiceError, Throttled, Unreachable
from shared.web.limiter import Limiter
from shared.web.request import Answer, Effect, Outcome, Request
from shared.web.retry import wait_before_retry

# Failed before a byte of the request left: sending again cannot repeat an effect.
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class TokenSource(Protocol):
    """Where a bearer token comes from."""

    async def token(self) -> str:
        """A token that is good for the service now."""
        ...

    async def renew(self, stale: str, claims: str | None) -> None:
        """See to it that *stale* is not handed out again; *claims* answers a challenge."""
        ...


class Recorder(Protocol):
    """Who keeps the account of what was sent."""

    async def intend(self, request: Request) -> None:
        """Keep, durably, that the write *request* is about to be sent."""
        ...

    async def sent(
        self, request: Request, outcome: str, *, rows: int | None, answer: Answer | None, ms: int
    ) -> None:
        """Keep what became of *request*."""
        ...


class Wire:
    """
    One service of one tenant as one principal sees it.

    Tokens go to *origin* alone: a request for another host is refused before the network.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        origin: str,
        tokens: TokenSource,
        limiter: Limiter,
        clock: Clock,
    ) -> None:
        self._http = http
        self._origin = urlsplit(origin)[:2]
        self._tokens = tokens
        self._limiter = limiter
        self.clock = clock

    async def send[T](
        self,
        request: Request,
        read: Callable[[Answer], Outcome[T]],
        recorder: Recorder,
        may_write: Callable[[], None],
    ) -> T:
        """
        What *read* makes of the answer to *request*.

        Raises:
            Transient: It failed for a passing reason, and waiting longer is the caller's choice.
            Permanent: It cannot succeed as it stands.

        """
        if urlsplit(request.url)[:2] != self._origin:
            raise Malformed(request.call, "the address leads to another host; nothing was sent")
        if request.effect is Effect.WRITE:
            await recorder.intend(request)
        begun = self.clock.monotonic()
        attempt, renewed = 1, False
        while True:
            answer: Answer | None = None
            token = await self._tokens.token()
            if request.effect is Effect.WRITE:
                may_write()
            try:
                answer = await self._exchange(request, token)
                outcome = read(answer)
            except ServiceError as error:
                spent = self.clock.monotonic() - begun
                wait = wait_before_retry(
                    error,
                    request.effect,
                    attempt=attempt,
                    spent_s=spent,
                    jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
                    renewed=renewed,
                )
                if isinstance(error, Throttled):
                    self._limiter.throttled()
                if wait is None:
                    name = type(error).__name__
                    await recorder.sent(request, name, rows=None, answer=answer, ms=_ms(spent))
                    raise
                if isinstance(error, Refused):
                    await self._tokens.renew(token, error.challenge)
                    renewed = True
                await self.clock.sleep(wait)
                attempt += 1
            else:
                limiter = self._limiter
                (limiter.throttled if outcome.throttled else limiter.succeeded)()
                spent = self.clock.monotonic() - begun
                await recorder.sent(request, "ok", rows=outcome.rows, answer=answer, ms=_ms(spent))
                return outcome.value

    async def _exchange(self, request: Request, token: str) -> Answer:
        headers = {**request.headers, "Authorization": f"Bearer {token}"}
        async with self._limiter.slot():
            try:
                response = await self._http.request(
                    request.method,
                    request.url,
                    headers=headers,
                    content=request.body,
                    timeout=httpx.Timeout(request.timeout_s, connect=10.0),
                )
            except _NEVER_SENT as error:
                raise Unreachable(request.call, _plain(error), sent=False) from error
            except httpx.TransportError as error:
                raise Unreachable(request.call, _plain(error), sent=True) from error
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                raise Malformed(request.call, _plain(error)) from error
        lower = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, lower, response.content)


def _plain(error: Exception) -> str:
    """The kind of a connection failure; its text may quote an address with a query."""
    return f"no answer ({type(error).__name__})"


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
