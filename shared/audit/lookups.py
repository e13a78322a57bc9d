"""What the DNS says of a tenant's domains, as rows of a snapshot: `{domain, rdata}`."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from itertools import batched
from typing import Protocol

from shared.audit import spf
from shared.audit.domains import ancestors
from shared.resolve.dns import Unresolved
from shared.web.request import Json, Row

_AT_ONCE = 10
_SPF_DEPTH = 10  # includes in includes; receivers stop at ten look-ups, so do we
_SPF_NAMES = 200
_SELECTORS = ("selector1", "selector2")


class Dns(Protocol):
    """What is asked of a resolver; both raise `Unresolved`."""

    async def texts(self, name: str) -> list[str]: ...

    async def alias(self, name: str) -> str | None: ...


type Look = Callable[[Dns, tuple[str, ...]], Awaitable[list[Row]]]


async def spf_rows(dns: Dns, domains: tuple[str, ...]) -> list[Row]:
    """A row for each domain, and for each that its record includes or redirects to."""
    rows: dict[str, Row] = {}
    wave = domains
    for _ in range(_SPF_DEPTH):
        fresh = [name for name in dict.fromkeys(wave) if name not in rows][:_SPF_NAMES]
        if not fresh or len(rows) > len(domains) + _SPF_NAMES:
            break
        found = await _rows(fresh, dns.texts)
        rows |= {str(row["domain"]): row for row in found}
        wave = tuple(target for row in found for target in _targets(row))
    return list(rows.values())


async def dmarc_rows(dns: Dns, domains: tuple[str, ...]) -> list[Row]:
    """A row for each domain and for those above it, which may speak for it."""
    names = dict.fromkeys(name for domain in domains for name in ancestors(domain))
    return await _rows(names, lambda name: dns.texts(f"_dmarc.{name}"))


async def dkim_rows(dns: Dns, domains: tuple[str, ...]) -> list[Row]:
    """A row for each domain with the keys at its two selectors, or the aliases that lead there."""

    async def at(selector: str) -> list[str]:
        texts = await dns.texts(selector)
        if texts:
            return texts
        alias = await dns.alias(selector)  # a name server alone does not follow it
        return [f"CNAME {alias}"] if alias else []

    async def both(domain: str) -> list[str]:
        names = [f"{selector}._domainkey.{domain}" for selector in _SELECTORS]
        return [text for name in names for text in await at(name)]

    return await _rows(domains, both)


LOOKS: dict[str, Look] = {"dns:spf": spf_rows, "dns:dmarc": dmarc_rows, "dns:dkim": dkim_rows}


async def _rows(names: Iterable[str], ask: Callable[[str], Awaitable[list[str]]]) -> list[Row]:
    """A row for each of *names*; one that did not answer has the error in place of records."""

    async def row(name: str) -> Row:
        try:
            return {"domain": name, "rdata": list[Json](await ask(name))}
        except Unresolved as error:
            return {"domain": name, "error": {"type": "Unresolved", "message": str(error)}}

    found: list[Row] = []
    for some in batched(names, _AT_ONCE, strict=False):
        found += await asyncio.gather(*(row(name) for name in some))
    return found


def _targets(row: Row) -> list[str]:
    rdata = row.get("rdata")
    texts = [str(text) for text in rdata] if isinstance(rdata, list) else []
    return [target for record in spf.records(texts) for target in record.targets]
