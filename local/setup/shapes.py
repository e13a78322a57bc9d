"""
Make shared/selftest/shapes.json: what the local tenant answers to each question of the self-test.

    python -m local.setup.shapes

Run it when the local tenant learned something; a test fails until then. The world is always the
same, so the same code gives the same file.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import httpx

from local.tenant.app import build_app
from local.tenant.state.clients import EXCHANGE, GRAPH
from local.tenant.world import World
from shared.exchange.protocol import Organization
from shared.selftest.expectations import questions, written
from shared.selftest.observation import Observation, observed
from shared.selftest.scene import scene_of
from shared.selftest.writing import STEPS, removed
from shared.web.request import Answer, Request

TARGET = Path(__file__).resolve().parents[2] / "shared" / "selftest" / "shapes.json"
_ORIGIN = "https://localhost"
_MAILBOXES = 250


@dataclass(slots=True)
class _Desk:
    """Sends the questions to a world in this process."""

    world: World
    http: httpx.AsyncClient

    async def exchange(self, request: Request) -> Answer:
        return await self._sent(request, EXCHANGE)

    async def graph(self, request: Request) -> Answer:
        return await self._sent(request, GRAPH)

    async def _sent(self, request: Request, audience: str) -> Answer:
        token = self.world.mint(self.world.tenants[0], audience)
        response = await self.http.request(
            request.method,
            request.url,
            headers={**request.headers, "Authorization": f"Bearer {token}"},
            content=request.body,
        )
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, response.content)


async def answers() -> dict[str, Observation]:
    """What the local tenant answers, by the question's id. Nothing of the world is kept."""
    world = World.create(seed=1, mailboxes=_MAILBOXES)
    organization = Organization(_ORIGIN, world.tenants[0].tenant_id)
    transport = httpx.ASGITransport(app=build_app(world))
    async with httpx.AsyncClient(transport=transport) as http:
        desk = _Desk(world, http)
        scene = await scene_of(desk, organization, _ORIGIN, world.clock.sleep)
        found = {
            probe.id: observed(await probe.ask(scene, desk)) for probe in (*questions(), *STEPS)
        }
        if not await removed(scene, desk):
            raise RuntimeError("the local tenant kept the mailbox that was removed")
    return found


if __name__ == "__main__":
    TARGET.write_text(written(asyncio.run(answers())), encoding="utf-8")
