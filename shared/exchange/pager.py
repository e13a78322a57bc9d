"""Following the pages of one call."""

from collections.abc import AsyncIterator, Callable

from shared.exchange.answers import Page, read_page
from shared.exchange.links import next_page
from shared.web.errors import Malformed
from shared.web.line import Line
from shared.web.request import Answer, Outcome, Request

_MOST_PAGES = 10_000  # ten million rows; a listing without an end is none

type Reader = Callable[[Request], Callable[[Answer], Outcome[Page]]]


class Pager:
    """The pages of one tenant's calls; `calls` counts requests, one sent again once."""

    def __init__(self, line: Line, root: str) -> None:
        self.line = line
        self._root = root
        self.calls = 0

    async def follow(self, request: Request, read: Reader = read_page) -> AsyncIterator[Page]:
        """
        The pages from *request* on; one is held. A write in a dry run gives one empty page.

        Raises:
            ServiceError: A page could not be read, or the next must not be followed; what was
                given before is then not all.

        """
        seen: set[str] = set()
        for _ in range(_MOST_PAGES):
            self.calls += 1
            page = await self.line.call(request, read(request), if_not_sent=Page())
            yield page
            if page.next_link is None:
                return
            if page.next_link in seen:
                raise Malformed(request.call, "the pages lead in a circle; the listing is void")
            seen.add(page.next_link)
            request = next_page(self._root, request, page.next_link)
        raise Malformed(request.call, f"no end after {_MOST_PAGES} pages; the listing is void")
