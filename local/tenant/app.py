"""The ASGI skin: bytes in, bytes out. All rules are behind `gateway` and `control`."""

from email.utils import format_datetime
from typing import cast
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from local.tenant import gateway
from local.tenant.control import endpoint as control
from local.tenant.faults import mischief
from local.tenant.messages import Answer, Request
from local.tenant.world import World

ABORT = "local.tenant.abort"  # an extension of the scope: breaks the connection
_LOOPBACK = {None, "127.0.0.1", "::1", "localhost", "testclient"}
_METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]


def build_app(world: World) -> Starlette:
    """
    The tenants of *world* as an ASGI app.

    In process, use it as `httpx.AsyncClient(transport=httpx.ASGITransport(app=build_app(world)))`.
    Faults that break or silence a connection then reach the caller as `ConnectionReset` (an
    `httpx.ReadError`) and `NoAnswer` (an `httpx.ReadTimeout`), both of `faults.mischief`.
    """
    return Starlette(routes=[Route("/{path:path}", _Door(world), methods=_METHODS)])


class _Door:
    """The one endpoint; it may also leave without an answer."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        http = HttpRequest(scope, receive)
        request = _request(http, await http.body())
        try:
            answer = await self._answer(http, request)
        except (mischief.ConnectionReset, mischief.NoAnswer) as fault:
            abort = (scope.get("extensions") or {}).get(ABORT)
            if abort is None:
                raise
            if isinstance(fault, mischief.NoAnswer):
                await self._world.clock.sleep(fault.seconds)
            elif fault.begun is not None:
                await _begin(fault.begun, send)
            abort()
            return
        told = {"date": format_datetime(self._world.clock.now(), usegmt=True), **answer.headers}
        response = Response(answer.body, answer.status, told)
        await response(scope, receive, send)

    async def _answer(self, http: HttpRequest, request: Request) -> Answer:
        if request.path.startswith("/_tenant/"):
            if (http.client.host if http.client else None) not in _LOOPBACK:
                return Answer.of(403, {"error": "the control plane answers to this machine only"})
            return control.answer(self._world, request)
        return await gateway.serve(self._world, request)


async def _begin(answer: Answer, send: Send) -> None:
    """The head of *answer*, which promises the whole body, and half of that."""
    head = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    head.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": head})
    half = answer.body[: len(answer.body) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})


def _request(http: HttpRequest, body: bytes) -> Request:
    raw = cast("bytes", http.scope.get("raw_path") or http.scope["path"].encode())
    return Request(
        http.method,
        raw.decode("ascii", "replace").partition("?")[0],
        dict(parse_qsl(http.scope["query_string"].decode(), keep_blank_values=True)),
        {name.lower(): value for name, value in http.headers.items()},
        body,
        f"{http.url.scheme}://{http.headers.get('host', 'localhost')}",
    )
