"""An Exchange and a DNS that answer from rows, and connections that open sessions on them."""

from collections import Counter
from contextlib import asynccontextmanager
from itertools import batched
from typing import cast

from shared.audit.collect import Collector
from shared.exchange.client import Exchange
from shared.graph.client import Graph
from shared.identity.tokens import Claims
from shared.resolve.dns import Unresolved
from shared.session import Connections, Session
from shared.transcript.writer import Transcript
from shared.web.errors import Call, NotFound, ServiceError
from tests.audit.healthy import Data, healthy
from tests.fakes import FakeClock, MemoryStore


class FakeExchange(Exchange):
    """The rows of *data*; what is in `faults` raises instead. Any other cmdlet is a mistake."""

    def __init__(self, data: Data, page: int = 1) -> None:
        self.data, self.page = data, page
        self.faults: dict[str, ServiceError] = {}
        self.asked: Counter[str] = Counter()
        self.parameters: dict[str, object] = {}

    async def invoke(self, cmdlet, /, **parameters):
        return [row async for page in self.pages(cmdlet, **parameters) for row in page]

    async def pages(self, cmdlet, /, **parameters):
        self.asked[cmdlet] += 1
        self.parameters[cmdlet] = parameters
        rows = self.data[cmdlet]
        if "Identity" in parameters:
            rows = [row for row in rows if row["Name"] == parameters["Identity"]]
            if not rows:
                raise NotFound(Call(cmdlet), "no such recipient")
        for page in batched(rows, self.page, strict=False):
            yield list(page)
        if cmdlet in self.faults:
            raise self.faults[cmdlet]

    async def mailboxes(self, *property_sets, **query):
        self.parameters["property_sets"] = property_sets
        async for page in self.pages("Get-EXOMailbox"):
            yield page


class FakeDns:
    """TXT records by name; a name in `silent` does not answer."""

    def __init__(self, records: dict[str, list[str]] | None = None) -> None:
        self.records = healthy_dns() if records is None else records
        self.aliases: dict[str, str] = {}
        self.silent: set[str] = set()
        self.asked: Counter[str] = Counter()

    async def texts(self, name: str) -> list[str]:
        self.asked[name] += 1
        if name in self.silent:
            raise Unresolved(name, "no answer within 10 s")
        return self.records.get(name, [])

    async def alias(self, name: str) -> str | None:
        return self.aliases.get(name)


def healthy_dns() -> dict[str, list[str]]:
    data = healthy()
    spf = {row["domain"]: row["rdata"] for row in data["dns:spf"]}
    dmarc = {f"_dmarc.{row['domain']}": row["rdata"] for row in data["dns:dmarc"]}
    return spf | dmarc


class FakeConnections(Connections):
    """Opens sessions on one fake Exchange, or raises `refusal`."""

    def __init__(self, exchange: FakeExchange, memory: MemoryStore) -> None:
        self.exchange, self.memory = exchange, memory
        self.opened: list[tuple[object, ...]] = []
        self.refusal: ServiceError | None = None

    @asynccontextmanager
    async def open(self, tenant, *, run, reason, role=None, what_if, may_write=None, graph=()):
        self.opened.append((tenant.key, role, what_if))
        if self.refusal:
            raise self.refusal
        yield Session(
            tenant,
            Claims(tenant.tenant_id, "https://outlook.office365.com", "o", "a", frozenset()),
            self.exchange,
            cast("Graph", None),  # the audit asks Graph nothing
            Transcript(self.memory.blobs, FakeClock(), name=run, about={}),
            what_if,
        )


def collector(exchange: FakeExchange, folder, dns: FakeDns | None = None) -> Collector:
    return Collector(exchange, dns or FakeDns(), folder)
