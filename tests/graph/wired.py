"""A Graph client whose service is a function."""

import httpx

from shared.graph.client import Graph
from shared.web.download import Downloads
from shared.web.limiter import Limiter
from shared.web.line import Line
from shared.web.request import Request
from shared.web.wire import Wire
from tests.fakes import FakeClock

ORIGIN = "https://graph.microsoft.com"


class Tokens:
    async def token(self):
        return "secret-token"

    async def renew(self, stale, claims):
        pass


class Account:
    """What the transcript would be told."""

    def __init__(self):
        self.lines: list[tuple[str, Request]] = []

    async def intend(self, request):
        self.lines.append(("intended", request))

    async def sent(self, request, outcome, *, rows, answer, ms):
        self.lines.append((outcome, request))


class Wired:
    """The client, and all that it stands on."""

    def __init__(self, handler, *, what_if=False, places=("office.com",)):
        self.sent: list[httpx.Request] = []
        self.clock, self.account = FakeClock(), Account()
        self.limiter = Limiter(self.clock)

        def handle(request):
            self.sent.append(request)
            return handler(request)

        http = httpx.AsyncClient(transport=httpx.MockTransport(handle))
        wire = Wire(http, ORIGIN, Tokens(), self.limiter, self.clock)
        self.graph = Graph(
            Line(wire, self.account, what_if=what_if),
            ORIGIN,
            lambda: "r",
            Downloads(http, places, self.clock, largest_bytes=100_000),
        )

    @property
    def urls(self):
        return [str(request.url) for request in self.sent]
