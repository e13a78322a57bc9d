"""
How many requests Exchange works on at the same time, and what it says to one too many.

The ceiling is hidden: no header tells it. It holds for each tenant, and may hold for each app in
a tenant too. What counts is an HTTP request in flight, its latency included; a batch is one.
Source: the service's 429 whose plain text begins "You have reached the maximum number of
concurrent requests per tenant"; a wait may come with it or not.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from local.tenant.messages import Answer, Document, Json

TEXT = (
    "You have reached the maximum number of concurrent requests per tenant. "
    "Please wait and try again"
)
_PLAIN = {"content-type": "text/plain; charset=utf-8"}
_MEMBERS = ("appConcurrency", "concurrency", "retryAfter", "tenant")


class BadLimit(Exception):
    """The limit says something that is not understood."""


class TooMany(Exception):
    """One request more than may be in flight; `retry_after` is None where no wait is told."""

    def __init__(self, retry_after: float | None) -> None:
        super().__init__(TEXT)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Limit:
    """How much may be in flight; None is no limit."""

    tenant: int | None = None
    app: int | None = None
    retry_after: float | None = None

    def changed(self, given: Mapping[str, Json]) -> "Limit":
        """
        The limit after what *given* says otherwise.

        Raises:
            BadLimit: An unknown member, or no whole number above zero.

        """
        unknown = sorted(given.keys() - set(_MEMBERS))
        if unknown:
            raise BadLimit(f"unknown member {unknown[0]!r}; known are {', '.join(_MEMBERS)}")
        limit = self
        if "concurrency" in given:
            limit = replace(limit, tenant=_ceiling("concurrency", given["concurrency"]))
        if "appConcurrency" in given:
            limit = replace(limit, app=_ceiling("appConcurrency", given["appConcurrency"]))
        if "retryAfter" in given:
            limit = replace(limit, retry_after=_seconds(given["retryAfter"]))
        return limit

    def shown(self) -> Document:
        """What the control plane shows of it."""
        return {
            "concurrency": self.tenant,
            "appConcurrency": self.app,
            "retryAfter": self.retry_after,
        }


@dataclass(slots=True)
class Limits:
    """The limits in force, and what is in flight; `own` is what single tenants have instead."""

    everywhere: Limit = Limit()
    own: dict[str, Limit] = field(default_factory=dict)
    peak: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _tenants: Counter[str] = field(default_factory=Counter)
    _apps: Counter[tuple[str, str]] = field(default_factory=Counter)

    def of(self, tenant: str) -> Limit:
        """What holds for *tenant*."""
        return self.own.get(tenant, self.everywhere)

    def put(self, limit: Limit, tenant: str | None) -> None:
        """*limit* holds for *tenant*, or for all if None; peaks and refusals count from zero."""
        if tenant is None:
            self.everywhere = limit
            self.own.clear()
        else:
            self.own[tenant] = limit
        self.peak.clear()
        self.refused.clear()

    @contextmanager
    def flight(self, tenant: str, app: str) -> Iterator[None]:
        """
        Inside, one request of *app* at *tenant* is in flight.

        Raises:
            TooMany: As many as may be in flight are.

        """
        limit = self.of(tenant)
        if _full(self._tenants[tenant], limit.tenant) or _full(self._apps[tenant, app], limit.app):
            self.refused[tenant] += 1
            raise TooMany(limit.retry_after)
        self._tenants[tenant] += 1
        self._apps[tenant, app] += 1
        self.peak[tenant] = max(self.peak[tenant], self._tenants[tenant])
        try:
            yield
        finally:
            self._tenants[tenant] -= 1
            self._apps[tenant, app] -= 1


def refusal(retry_after: float | None) -> Answer:
    """The 429 of Exchange: plain text, with a wait or without."""
    wait = {} if retry_after is None else {"retry-after": f"{retry_after:g}"}
    return Answer(429, TEXT.encode(), wait | _PLAIN, TEXT)


def _full(flying: int, ceiling: int | None) -> bool:
    return ceiling is not None and flying >= ceiling


def _ceiling(name: str, value: Json) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise BadLimit(f"{name}: write a whole number above zero, or null for no limit")
    return value


def _seconds(value: Json) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadLimit("retryAfter: write seconds, or null to tell no wait")
    return float(value)
