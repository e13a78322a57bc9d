"""Exchange Online for one session: cmdlets and native reads. All rules are in `protocol`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from shared.exchange import protocol
from shared.exchange.answers import Page
from shared.exchange.catalogue import catalogue
from shared.exchange.command import Command, command
from shared.exchange.failures import failure
from shared.exchange.reads import NativeReads
from shared.exchange.values import Value
from shared.web.raw import NO_ANSWER, as_it_came
from shared.web.request import Answer, Request, Row


@dataclass(frozen=True, slots=True)
class Reply:
    """All rows that a cmdlet gave, and what it said beside them."""

    rows: list[Row] = field(default_factory=list)
    warnings: tuple[str, ...] = ()


class Exchange(NativeReads):
    """
    What `Connect-ExchangeOnline` gives an admin, for one tenant and principal.

    `calls` counts the requests of this session; one that was sent again counts once.
    """

    @property
    def calls(self) -> int:
        return self._pager.calls

    async def invoke(self, cmdlet: str, /, **parameters: Value) -> list[Row]:
        """
        All rows that *cmdlet* gives; none for a write in a dry run.

        Raises:
            BadCall: Exchange Online has no such cmdlet or parameter, nothing was sent; or there
                are more rows than were asked for.
            ServiceError: As the tree in `shared.web.errors` says.

        """
        return (await self.reply(cmdlet, **parameters)).rows

    async def reply(self, cmdlet: str, /, **parameters: Value) -> Reply:
        """All that *cmdlet* gives, its warnings too. Raises what `invoke` raises."""
        pages = [page async for page in self._run(command(catalogue(), cmdlet, parameters))]
        rows = [row for page in pages for row in page.rows]
        said = dict.fromkeys(text for page in pages for text in page.warnings)
        return Reply(rows, tuple(said))

    async def pages(self, cmdlet: str, /, **parameters: Value) -> AsyncIterator[list[Row]]:
        """The rows of *cmdlet*, a page of at most 1000 at a time; one page is held."""
        async for page in self._run(command(catalogue(), cmdlet, parameters)):
            yield page.rows

    async def answer(self, request: Request) -> Answer:
        """
        The answer to *request* as it came, also when it is a refusal.

        Raises:
            Transient: The service asked to wait, or did not answer, for too long.

        """
        self._pager.calls += 1
        reader = as_it_came(request.call, failure)
        return await self._line.call(request, reader, if_not_sent=NO_ANSWER)

    async def _run(self, wanted: Command[Value]) -> AsyncIterator[Page]:
        request = protocol.invoke(self.organization, wanted, request_id=self._new_id())
        page = Page()
        async for page in self._pager.follow(request):
            yield page
        protocol.whole(wanted, request.call, page)
