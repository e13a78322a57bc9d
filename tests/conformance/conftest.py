"""The local tenant twice: in process, and as the process that people start, over TLS."""

import os
import sys
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from local.stack.child import Child
from local.tenant.app import build_app
from local.tenant.authority import ca_file
from local.tenant.world import World
from tests.conformance.desk import Desk
from tests.conformance.graph_sdk import GraphSdk, graph_sdk
from tests.conformance.ours import Ours, ours
from tests.conformance.serving import Served
from tests.conformance.third_party import Outsider, outsider


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`nightshift local tenant`, one for all tests."""
    folder = tmp_path_factory.mktemp("conformance")
    command = [sys.executable, "-m", "local.commands", "tenant", "--port", "0", "--tenants", "2"]
    child = Child(
        "local tenant",
        [*command, "--directory", str(folder)],
        log=folder / "log",
        environment=os.environ,
    )
    try:
        [origin] = child.wait_for(r"listening on (https://\S+)", deadline_s=30)
        yield Served(origin, ca_file(folder))
    finally:
        child.stop()


@pytest.fixture
def fresh(served: Served) -> Served:
    """The process, its tenant as the seed makes it."""
    with served.control() as http:
        http.post("/_tenant/reset").raise_for_status()
    return served


@pytest.fixture(params=["in-process", pytest.param("over-tls", marks=pytest.mark.processes)])
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    if request.param == "in-process":
        transport = httpx.ASGITransport(app=build_app(World.create()))
        async with httpx.AsyncClient(transport=transport, base_url="https://localhost") as http:
            yield await Desk.open(http)
        return
    served = request.getfixturevalue("fresh")
    async with httpx.AsyncClient(base_url=served.origin, verify=served.trust()) as http:
        yield await Desk.open(http)


@pytest.fixture
def them(fresh: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outsider]:
    """Somebody else's clients, who trust the tenant's authority."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(fresh.ca))
    with outsider(fresh) as clients:
        yield clients


@pytest.fixture
async def sdk(fresh: Served) -> AsyncIterator[GraphSdk]:
    """Microsoft's own client of Graph."""
    async with graph_sdk(fresh) as client:
        yield client


@pytest.fixture
async def mighty_sdk(fresh: Served) -> AsyncIterator[GraphSdk]:
    """The same, signed in as the application that may do everything."""
    async with graph_sdk(fresh, "administrator") as client:
        yield client


@pytest.fixture
def mighty_them(fresh: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outsider]:
    """Somebody else's clients, signed in as the application that may do everything."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(fresh.ca))
    with outsider(fresh, "administrator") as clients:
        yield clients


@pytest.fixture
async def us(fresh: Served) -> AsyncIterator[Ours]:
    """Our own clients, over TLS as in the cloud."""
    async with ours(fresh) as clients:
        yield clients
