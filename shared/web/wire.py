"""
The thin sender: the only file of the app that opens connections to Microsoft 365.

It adds the token, keeps to the tenant's concurrency, and sends again where that is safe.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from shared.clock import Clock
from shared.web.body import ENCODING, body_of
from shared.web.distrust import distrust
from shared.web.errors import (
    BadCall,
    Malformed,
    Refused,
    ServiceError,
    ServiceFault,
    Unreachable,
)
from shared.web.limiter import Limiter
from shared.web.request import Answer, Effect, Outcome, Request
from shared.web.retry import wait_before_retry

_CONNECT_S = 10.0  # to be connected, or to get a connection of the pool
_WHOLE = 2.0  # times the patience with a silent service is the patience with one that drips
# Failed before a byte of the request left: sending again cannot repeat an effect.
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

# They tell each address, and an address may name a person or be the key to a file.
for _talker in ("httpx", "httpcore"):
    logging.getLogger(_talker).setLevel(logging.WARNING)


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
        chance: Callable[[], float] = random.random,  # spreads retries, guards nothing
    ) -> None:
        self._http = http
        self._origin = urlsplit(origin)[:2]
        self._tokens = tokens
        self._limiter = limiter
        self.clock = clock
        self._chance = chance

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
        trial = _Trial(self._limiter.place())
        while True:
            token = await self._token(recorder, trial, request)
            try:
                outcome = await self._try(trial, request, token, read, may_write)
            except ServiceError as error:
                wait_s = self._wait(trial, request, error)
                if wait_s is None:
                    await self._record(recorder, trial, request, type(error).__name__, rows=None)
                    raise
                if isinstance(error, Refused):
                    await self._tokens.renew(token, error.challenge)
                    trial.renewed = True
                await self.clock.sleep(wait_s)
                trial.attempt += 1
            else:
                await self._record(recorder, trial, request, "ok", rows=outcome.rows)
                return outcome.value

    async def _token(self, recorder: Recorder, trial: "_Trial", request: Request) -> str:
        """A token; when there is none, the account says that *request* ended so."""
        try:
            return await self._tokens.token()
        except ServiceError as error:
            await self._record(recorder, trial, request, type(error).__name__, rows=None)
            raise

    async def _try[T](
        self,
        trial: "_Trial",
        request: Request,
        token: str,
        read: Callable[[Answer], Outcome[T]],
        may_write: Callable[[], None],
    ) -> Outcome[T]:
        trial.answer = None
        async with self._limiter.turn(trial.place) as turn:
            if request.effect is Effect.WRITE:
                may_write()
            if trial.begun_s is None:
                trial.begun_s = self.clock.monotonic()
            trial.answer = await self._exchange(request, token)
            outcome = read(trial.answer)
            turn.throttled = outcome.throttled
            return outcome

    def _wait(self, trial: "_Trial", request: Request, error: ServiceError) -> float | None:
        return wait_before_retry(
            error,
            request.effect,
            attempt=trial.attempt,
            spent_s=self._spent_s(trial),
            jitter=self._chance(),
            renewed=trial.renewed,
        )

    def _spent_s(self, trial: "_Trial") -> float:
        return 0.0 if trial.begun_s is None else self.clock.monotonic() - trial.begun_s

    async def _record(
        self, recorder: Recorder, trial: "_Trial", request: Request, name: str, *, rows: int | None
    ) -> None:
        ms = round(self._spent_s(trial) * 1000)
        await recorder.sent(request, name, rows=rows, answer=trial.answer, ms=ms)

    async def _exchange(self, request: Request, token: str) -> Answer:
        headers = {
            **request.headers,
            "Accept-Encoding": ENCODING,
            "Authorization": f"Bearer {token}",
        }
        try:
            async with (
                asyncio.timeout(_WHOLE * request.timeout_s),
                self._http.stream(
                    request.method,
                    request.url,
                    headers=headers,
                    content=request.body,
                    timeout=httpx.Timeout(request.timeout_s, connect=_CONNECT_S, pool=_CONNECT_S),
                    follow_redirects=False,
                ) as response,
            ):
                body = await _body(request, response)
        except _NEVER_SENT as error:
            raise Unreachable(request.call, _plain(error), sent=False) from error
        except httpx.ProtocolError as error:
            # Its text quotes a header: the token, or an address that is itself a key.
            raise Unreachable(request.call, _plain(error), sent=True) from None
        except (httpx.TransportError, TimeoutError) as error:
            raise Unreachable(request.call, _plain(error), sent=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise Malformed(request.call, _plain(error)) from error
        except UnicodeEncodeError:
            detail = "the address or a header is no valid text; nothing was sent"
            raise BadCall(request.call, detail) from None
        lower = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, lower, body)


@dataclass(slots=True)
class _Trial:
    """
    One call on its way through all its tries.

    Its time runs from the first try: waiting for a first turn is nobody's fault, and costs nothing.
    """

    place: int
    begun_s: float | None = None
    attempt: int = 1
    renewed: bool = False
    answer: Answer | None = None


async def _body(request: Request, response: httpx.Response) -> bytes:
    """The body of the answer to *request*; a write whose answer cannot be read may have run."""
    try:
        return await body_of(request.call, response)
    except Malformed as error:
        if request.effect is Effect.READ:
            raise
        detail = f"{error.detail}; it may have run"
        status = response.status_code
        raise ServiceFault(request.call, detail, ran=True, status=status) from error


def _plain(error: Exception) -> str:
    """Why nobody was trusted, else the kind of the failure: its text may quote a whole address."""
    return distrust(error) or f"no answer ({type(error).__name__})"
