"""Microsoft Graph for one session. All rules are in `protocol`."""

from collections.abc import AsyncIterator, Callable, Sequence
from itertools import batched
from uuid import uuid4

from shared.graph import protocol
from shared.graph.failures import failure
from shared.graph.protocol import Page, Part
from shared.web.errors import Malformed, ServiceError
from shared.web.line import Line
from shared.web.raw import NO_ANSWER, as_it_came
from shared.web.request import Answer, Json, Request, Row


class Graph:
    """Microsoft Graph v1.0 for one tenant and principal."""

    def __init__(
        self, line: Line, origin: str, new_id: Callable[[], str] = lambda: str(uuid4())
    ) -> None:
        self._line = line
        self._origin = origin
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
        request = protocol.request(
            self._origin, Part(method, path, body), request_id=self._new_id()
        )
        return await self._line.call(request, protocol.read_object(request.call), if_not_sent={})

    async def pages(self, path: str, *, eventual: bool = False) -> AsyncIterator[list[Row]]:
        """The objects below *path*, a page at a time; one page is held."""
        request = protocol.request(
            self._origin, Part("GET", path), request_id=self._new_id(), eventual=eventual
        )
        seen: set[str] = set()
        while True:
            page = await self._line.call(
                request, protocol.read_page(request.call), if_not_sent=Page([])
            )
            yield page.rows
            if page.next_link is None:
                return
            if page.next_link in seen:
                raise Malformed(request.call, "the pages lead in a circle; the listing is void")
            seen.add(page.next_link)
            request = protocol.next_page(request, page.next_link)

    async def all(self, path: str, *, eventual: bool = False) -> list[Row]:
        """All objects below *path*; for lists about one person, never for a tenant's people."""
        return [row async for page in self.pages(path, eventual=eventual) for row in page]

    async def count(self, path: str) -> int:
        """How many objects lie below *path* (`/users`)."""
        request = protocol.request(
            self._origin, Part("GET", f"{path}/$count"), request_id=self._new_id(), eventual=True
        )
        return await self._line.call(request, protocol.read_count(request.call), if_not_sent=0)

    async def batch(self, parts: Sequence[Part]) -> list[Row | ServiceError]:
        """
        For each of *parts*, in order, its object or its error; sent 20 at a time.

        A part that failed for a passing reason is not sent again here: a batch may write.
        """
        found: list[Row | ServiceError] = []
        for chunk in batched(parts, protocol.BATCH_SIZE, strict=False):
            request = protocol.batch(self._origin, chunk, request_id=self._new_id())
            nothing: list[Row | ServiceError] = [{} for _ in chunk]
            found += await self._line.call(
                request, protocol.read_batch(request.call, chunk), if_not_sent=nothing
            )
        return found

    async def answer(self, request: Request) -> Answer:
        """
        The answer to *request* as it came, also when it is a refusal.

        Raises:
            Transient: The service asked to wait, or did not answer, for too long.

        """
        reader = as_it_came(request.call, failure)
        return await self._line.call(request, reader, if_not_sent=NO_ANSWER)
