"""Microsoft Graph for one session. All rules are in `protocol`, `batch`, `course` and `links`."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from uuid import uuid4

from shared.graph import protocol
from shared.graph.batch import Answers, batch, read_batch
from shared.graph.course import Course, Leg
from shared.graph.failures import failure
from shared.graph.links import follow, inside
from shared.graph.protocol import Page, Part
from shared.graph.query import count_of
from shared.graph.usage import MailboxUsage, Period, read_address, report_path, usage_rows
from shared.web.download import Downloads
from shared.web.errors import Call, Malformed, ServiceError, Unsupported
from shared.web.legs import travel
from shared.web.line import Line
from shared.web.raw import NO_ANSWER, as_it_came
from shared.web.request import Answer, Effect, Json, Request, Row

_MOST_PAGES = 100_000  # ten million objects; a listing without an end is none


class Graph:
    """
    Microsoft Graph v1.0 for one tenant and principal.

    A listing is whole or an error; a query that Graph calls advanced is sent as one.
    """

    def __init__(
        self,
        line: Line,
        origin: str,
        new_id: Callable[[], str] = lambda: str(uuid4()),
        downloads: Downloads | None = None,
    ) -> None:
        self._line = line
        self._origin = origin
        self._downloads = downloads
        self._new_id = new_id

    async def get(self, path: str) -> Row:
        """
        The object at *path*.

        Raises:
            ServiceError: As the tree in `shared.web.errors` says.

        """
        return await self.send("GET", path)

    async def send(self, method: str, path: str, body: dict[str, Json] | None = None) -> Row:
        """What *method* on *path* answers; an empty object for a write in a dry run."""
        request = self._request(Part(method, path, body))
        return await self._line.call(request, protocol.read_object(request.call), if_not_sent={})

    async def pages(self, path: str) -> AsyncIterator[list[Row]]:
        """The objects below *path*, a page at a time; one page is held."""
        async for page in self._follow(self._request(Part("GET", path))):
            yield page.rows

    async def all(self, path: str) -> list[Row]:
        """All objects below *path*; for lists about one person, never for a tenant's people."""
        return [row async for page in self.pages(path) for row in page]

    async def changes(self, path: str, since: str | None = None) -> AsyncIterator[Page]:
        """
        What a change feed (`/users/delta`) says, a page at a time: all, or only what is new.

        The last page alone has `delta_link`: handed in as *since*, it gives what changed later.
        A row with `@removed` is an object that is gone. An object may come more than once.

        Raises:
            Expired: The feed has forgotten *since*; only a new start sees everything.
            ServiceError: As the tree in `shared.web.errors` says.

        """
        request = self._request(Part("GET", path))
        if since is not None:
            request = follow(request, since)
        async for page in self._follow(request):
            if page.next_link is None:
                if page.delta_link is None:
                    raise Malformed(request.call, "the change feed ends without a way to go on")
                inside(request.call, self._origin, page.delta_link)
            yield page

    async def count(self, path: str) -> int:
        """How many objects the list *path* (`/users`) holds."""
        request = self._request(Part("GET", count_of(path)))
        return await self._line.call(request, protocol.read_count(request.call), if_not_sent=0)

    async def batch(self, parts: Sequence[Part]) -> Answers:
        """
        For each of *parts*, in order, its object or its error; sent 20 at a time.

        A part that failed for a passing reason is sent again by itself, a write only when it
        cannot have run. A list comes whole, without its links; what a write answers is left as it
        came. In a dry run no part that writes leaves, and its answer is an empty object.

        Raises:
            BadCall: A part cannot be sent as it was meant; none was sent.

        """
        for part in parts:
            protocol.sayable(part)
        course = Course(parts)

        async def send(leg: Leg) -> Answers:
            return await self._send(leg, parts)

        await travel(course, send, self._line.clock, apart=self._line.what_if)
        answered = zip(parts, course.answers(), strict=True)
        return [await self._whole(part, answer) for part, answer in answered]

    async def usage_report(self, period: Period = "D7") -> AsyncIterator[MailboxUsage]:
        """
        Every mailbox in the usage report, one to three days old; a piece of it is held.

        A failure in its midst is an error, so what was given before is then not all.

        Raises:
            Unsupported: This cloud has no such report.
            Expired: The report's address lapsed on the way; ask again.
            ServiceError: As the tree in `shared.web.errors` says.

        """
        request = self._request(Part("GET", report_path(period)))
        if self._downloads is None:
            raise Unsupported(request.call, "this session fetches no files; nothing was sent")
        self._downloads.expect(request.call)
        address = await self._line.call(request, read_address(request.call), if_not_sent="")
        pieces = self._downloads.chunks(request.call, address)
        async with aclosing(usage_rows(request.call, pieces)) as rows:
            async for row in rows:
                yield row

    async def conceals_names(self) -> bool:
        """Whether the tenant puts hashes in place of names in its reports."""
        row = await self.get("/admin/reportSettings")
        concealed = row.get("displayConcealedNames")
        if not isinstance(concealed, bool):
            call = Call("GET /admin/reportSettings")
            raise Malformed(call, "the answer does not say whether names are concealed")
        return concealed

    async def answer(self, request: Request) -> Answer:
        """
        The answer to *request* as it came, also when it is a refusal.

        Raises:
            Transient: The service asked to wait, or did not answer, for too long.

        """
        reader = as_it_came(request.call, failure)
        return await self._line.call(request, reader, if_not_sent=NO_ANSWER)

    def _request(self, part: Part) -> Request:
        return protocol.request(self._origin, part, request_id=self._new_id())

    async def _send(self, leg: Leg, parts: Sequence[Part]) -> Answers:
        chosen = [parts[place] for place in leg.places]
        request = batch(self._origin, chosen, request_id=self._new_id(), chained=leg.chained)
        nothing: Answers = [{} for _ in chosen]
        return await self._line.call(request, read_batch(request.call, chosen), if_not_sent=nothing)

    async def _whole(self, part: Part, answer: Row | ServiceError) -> Row | ServiceError:
        """*answer* with the rows of its later pages, when it is a list that goes on."""
        if isinstance(answer, ServiceError) or "@odata.nextLink" not in answer:
            return answer
        if part.effect is Effect.WRITE:
            return answer  # to ask for more would send the write again
        try:
            first = protocol.page_of(protocol.call_of(part, None), answer)
            rows = [*first.rows]
            async for page in self._follow(self._request(part), first):
                rows += page.rows
        except ServiceError as error:
            return error
        whole: Row = {name: it for name, it in answer.items() if name != "@odata.nextLink"}
        return {**whole, "value": rows}

    async def _follow(self, request: Request, page: Page | None = None) -> AsyncIterator[Page]:
        """The pages from *request* on; those behind *page*, when that is here already."""
        seen: set[str] = set()
        for _ in range(_MOST_PAGES):
            if page is None:
                page = await self._line.call(
                    request, protocol.read_page(request.call), if_not_sent=Page([])
                )
                yield page
            if page.next_link is None:
                return
            if page.next_link in seen:
                raise Malformed(request.call, "the pages lead in a circle; the listing is void")
            seen.add(page.next_link)
            request, page = follow(request, page.next_link), None
        raise Malformed(request.call, f"no end after {_MOST_PAGES} pages; the listing is void")
