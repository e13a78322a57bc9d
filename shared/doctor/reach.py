"""Whether the way to a host is open, as the app's own client finds it: nothing secret is sent."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.request import getproxies, proxy_bypass

import httpx
from cryptography import x509

from shared.clock import Clock
from shared.doctor.examination import Reach, State
from shared.doctor.hosts import Host

_TIMEOUT_S = 10.0
_BEFORE_TLS = {State.NO_NAME, State.REFUSED, State.SILENT}


class Reacher:
    """Goes as far as each host's first answer."""

    def __init__(
        self,
        http: Callable[[], httpx.AsyncClient],
        clock: Clock,
        timeout_s: float = _TIMEOUT_S,
    ) -> None:
        self._http = http
        self._clock = clock
        self._timeout_s = timeout_s

    async def reach(self, host: Host) -> Reach:
        """How far the way to *host*, which is no pattern, leads. Any answer is an answer."""
        try:
            async with (
                asyncio.timeout(2 * self._timeout_s),
                self._http() as client,
                client.stream(
                    "GET", f"{host.origin}/", timeout=self._timeout_s, follow_redirects=False
                ) as answer,
            ):
                skew_s = _skew_s(answer.headers.get("date"), self._clock.now())
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
            return await self._failed(host, error)
        return Reach(host, State.REACHED, skew_s=skew_s)

    async def _failed(self, host: Host, error: Exception) -> Reach:
        state, detail = state_of(error)
        proxy = _proxy_for(host)
        if proxy and state in _BEFORE_TLS:
            return Reach(host, State.PROXY, f"the proxy {proxy} could not be used ({state})")
        issuer = ""
        if state is State.UNTRUSTED and not proxy:
            issuer = await asyncio.to_thread(_issuer, host, self._timeout_s)
        return Reach(host, state, detail, issuer=issuer)


def state_of(error: BaseException) -> tuple[State, str]:
    """What *error* of the HTTP client says of the way, and its own word for it. Pure."""
    causes = list(_causes(error))
    for kind, state in _STATES:
        for one in causes:
            if isinstance(one, kind):
                return state, _word(one)
    return State.BROKEN, type(error).__name__


# The first that is among an error's causes tells: what comes last on the way stands first.
_STATES: tuple[tuple[type[BaseException], State], ...] = (
    (httpx.ProxyError, State.PROXY),
    (httpx.TimeoutException, State.SILENT),
    (ssl.SSLCertVerificationError, State.UNTRUSTED),
    (ssl.SSLError, State.NO_TLS),
    (socket.gaierror, State.NO_NAME),
    (ConnectionRefusedError, State.REFUSED),
    (TimeoutError, State.SILENT),
    (ConnectionResetError, State.BROKEN),
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _word(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        # What the operating system refuses comes without the field.
        return getattr(error, "verify_message", None) or str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)[:200] or type(error).__name__


def _proxy_for(host: Host) -> str | None:
    """The proxy that the client takes to *host*, without what signs in to it."""
    if proxy_bypass(host.address):
        return None
    proxies = getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    if not proxy:
        return None
    try:
        # Without a scheme, as the HTTP client takes it too; a name and password stand before the @.
        named = httpx.URL(proxy if "://" in proxy else f"http://{proxy}").host
    except httpx.InvalidURL:
        named = ""
    return named or "that HTTPS_PROXY names"


def _issuer(host: Host, timeout_s: float) -> str:
    """
    Who issued the certificate that answers for *host*; nothing when it cannot be had.

    It is looked at because it was not trusted: the connection carries nothing and is closed.
    """
    with suppress(OSError, ValueError, TimeoutError):
        pem = ssl.get_server_certificate((host.address, host.port), timeout=timeout_s)
        return x509.load_pem_x509_certificate(pem.encode()).issuer.rfc4514_string()
    return ""


def _skew_s(date: str | None, now: datetime) -> float | None:
    """How far the clock that wrote *date* is ahead of *now*; None when it wrote none."""
    try:
        told = parsedate_to_datetime(date or "")
    except (ValueError, OverflowError):
        return None
    aware = told if told.tzinfo else told.replace(tzinfo=UTC)
    return (aware - now).total_seconds()
