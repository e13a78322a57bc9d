"""
Fetching a file from an address that is itself the key to it.

Such an address comes in an answer, so it is text from outside, and whoever holds it can read the
file: no token travels there, it leads only to hosts that are known to keep such files, and it
stands in no error and in no account.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from urllib.parse import SplitResult, urlsplit

import httpx

from shared.clock import Clock
from shared.web.body import ENCODING, pieces
from shared.web.errors import (
    Call,
    Expired,
    Malformed,
    ServiceError,
    ServiceFault,
    Throttled,
    Unreachable,
    Unsupported,
)
from shared.web.request import READ_TIMEOUT_S, Effect
from shared.web.retry import seconds_of, wait_before_retry

LARGEST_BYTES = 512 * 1024**2  # a report on a million mailboxes has half of that
_OK, _HTTPS = 200, 443
_ENDS = frozenset({"content-length", "transfer-encoding", "content-encoding"})  # packing has an end
_GONE = frozenset({401, 403, 404, 410})


class Downloads:
    """
    Files behind pre-authenticated addresses at *places*: hosts, and all hosts below them.

    A place may name a port (`host:8443`). Without places the service offers no such files here.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        places: tuple[str, ...],
        clock: Clock,
        largest_bytes: int = LARGEST_BYTES,
    ) -> None:
        self._http = http
        self._places = places
        self._clock = clock
        self._largest_bytes = largest_bytes

    def expect(self, call: Call) -> None:
        """
        Nothing, where there are such files.

        Raises:
            Unsupported: There are none in this cloud.

        """
        if not self._places:
            raise Unsupported(call, "this cloud does not offer it; nothing was sent")

    async def chunks(self, call: Call, address: str) -> AsyncGenerator[bytes]:
        """
        The content of the file at *address*, which belongs to the answer to *call*.

        It ends where the file ends; anything else is an error, also in the middle.

        Raises:
            Expired: The address is good no longer; ask for a new one.
            Malformed: The address must not be followed, or the file is too large.
            Transient: It could not be had now.

        """
        self._check(call, address)
        begun, attempt, received = self._clock.monotonic(), 1, 0
        while True:
            try:
                async with aclosing(self._once(call, address)) as pieces:
                    async for piece in pieces:
                        received += len(piece)
                        self._check_size(call, received)
                        yield piece
            except ServiceError as error:
                wait_s = self._wait(error, attempt, begun) if received == 0 else None
                if wait_s is None:
                    raise
                await self._clock.sleep(wait_s)
                attempt += 1
            else:
                return

    def _check(self, call: Call, address: str) -> None:
        self.expect(call)
        try:
            parts = urlsplit(address)
            known = any(_lies_at(parts, place) for place in self._places)
        except ValueError:  # its text quotes the address
            raise Malformed(call, "the address of the file is none") from None
        plain = address.isprintable() and not set(address) & {" ", "\\"} and "@" not in parts.netloc
        if not (parts.scheme == "https" and known and plain):
            raise Malformed(call, "the file lies at a place that is not known; not followed")

    def _check_size(self, call: Call, received: int) -> None:
        if received > self._largest_bytes:
            raise Malformed(call, f"the file is larger than {self._largest_bytes} bytes")

    def _wait(self, error: ServiceError, attempt: int, begun: float) -> float | None:
        return wait_before_retry(
            error,
            Effect.READ,
            attempt=attempt,
            spent_s=self._clock.monotonic() - begun,
            jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
            renewed=True,
        )

    async def _once(self, call: Call, address: str) -> AsyncGenerator[bytes]:
        timeout = httpx.Timeout(READ_TIMEOUT_S, connect=10.0)
        with _ours(call):
            async with self._http.stream(
                "GET",
                address,
                headers={"Accept-Encoding": ENCODING},
                timeout=timeout,
                follow_redirects=False,
            ) as response:
                if response.status_code != _OK:
                    raise _failure(call, response)
                _check_end(call, response)
                async with aclosing(pieces(call, response)) as content:
                    while piece := await _next(content):
                        yield piece


async def _next(content: AsyncGenerator[bytes]) -> bytes:
    """The next piece of *content* that is not empty; the empty one at its end."""
    async with asyncio.timeout(READ_TIMEOUT_S):  # a drip of bytes never lets a single read time out
        async for piece in content:
            if piece:
                return piece
    return b""


def _check_end(call: Call, response: httpx.Response) -> None:
    """Nothing, when *response* says where it ends: a file of rows that is cut off looks whole."""
    if _ENDS.isdisjoint(response.headers):
        raise Malformed(call, "the file does not say where it ends")


def _lies_at(address: SplitResult, place: str) -> bool:
    """Whether *address* is at or below *place*. Raises: ValueError."""
    known, host = urlsplit(f"//{place}"), address.hostname or ""
    below = host == known.hostname or host.endswith(f".{known.hostname}")
    return below and (address.port or _HTTPS) == (known.port or _HTTPS)


@contextmanager
def _ours(call: Call) -> Iterator[None]:
    """What fails inside is one of our errors, without the address in it."""
    try:
        yield
    except (httpx.TransportError, TimeoutError) as error:
        kind = type(error).__name__
        raise Unreachable(call, f"the file did not come ({kind})", sent=True) from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise Malformed(call, f"the file cannot be read ({type(error).__name__})") from None


def _failure(call: Call, response: httpx.Response) -> ServiceError:
    status, wait = response.status_code, response.headers.get("retry-after")
    if status == 429 or (status == 503 and wait):  # noqa: PLR2004 - too many calls
        return Throttled(call, "too many downloads", wait_s=seconds_of(wait), status=status)
    if status >= 500:  # noqa: PLR2004 - their fault
        return ServiceFault(call, "the file did not come", ran=False, status=status)
    if status in _GONE:
        return Expired(call, "the file's address is good no longer; ask again", status=status)
    return Malformed(call, "the file did not come", status=status)
