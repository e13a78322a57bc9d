"""An Exchange client whose service is a function, and the answers that a service gives."""

import json

import httpx

from shared.exchange import protocol
from shared.exchange.catalogue import catalogue
from shared.exchange.client import Exchange
from shared.exchange.command import command
from shared.exchange.protocol import Organization
from shared.web.limiter import Limiter
from shared.web.line import Line
from shared.web.request import Answer, Request
from shared.web.wire import Wire
from tests.fakes import FakeClock

TENANT = "11111111-2222-3333-4444-555555555555"
ORIGIN = "https://outlook.office365.com"
CONTOSO = Organization(ORIGIN, TENANT)
ROOT = CONTOSO.root
INVOKE = f"{ROOT}/InvokeCommand"
CUT = (
    "There are more results available than are currently displayed. To view them, increase the "
    "value for the ResultSize parameter."
)


def asked(cmdlet: str, **given: object) -> Request:
    return protocol.invoke(CONTOSO, command(catalogue(), cmdlet, given), request_id="r")


def exception(name: str, text: str = "why", string_id: str = "Ex1") -> dict[str, object]:
    """The document of a failure, its exception named in the details."""
    message = f"{string_id}|Microsoft.Exchange.{name}|{text}"
    detail = {"code": "Client", "target": "", "message": message}
    return {"error": {"code": "X", "message": "Error executing cmdlet", "details": [detail]}}


def failed(name: str, status: int, text: str = "why") -> Answer:
    return Answer(status, {}, json.dumps(exception(name, text)).encode())


class Tokens:
    def __init__(self):
        self.renewed = []

    async def token(self):
        return "secret-token"

    async def renew(self, stale, claims):
        self.renewed.append(claims)


class Account:
    """What the transcript would be told."""

    def __init__(self):
        self.lines: list[tuple[str, Request]] = []

    async def intend(self, request):
        self.lines.append(("intended", request))

    async def sent(self, request, outcome, *, rows, answer, ms):
        self.lines.append((outcome, request))


class Calling:
    """The client, and all that it stands on; *handler* answers each request."""

    def __init__(self, handler, *, what_if=False):
        self.sent: list[httpx.Request] = []
        self.clock, self.account = FakeClock(), Account()
        self.limiter = Limiter(self.clock)
        self.tokens = Tokens()

        def handle(request):
            self.sent.append(request)
            return handler(request)

        http = httpx.AsyncClient(transport=httpx.MockTransport(handle))
        wire = Wire(http, ORIGIN, self.tokens, self.limiter, self.clock)
        self.exchange = Exchange(Line(wire, self.account, what_if=what_if), CONTOSO, lambda: "r")

    @property
    def urls(self):
        return [str(request.url) for request in self.sent]


def script(*answers):
    """A service that gives *answers* one after the other: documents, or whole responses."""
    rest = list(answers)

    def handle(request):
        answer = rest.pop(0)
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    return handle
