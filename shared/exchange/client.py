"""Exchange Online for one session: cmdlets, pages, native reads. All rules are in `protocol`."""

from collections.abc import AsyncIterator, Callable
from uuid import uuid4

from shared.exchange import protocol
from shared.exchange.catalogue import catalogue
from shared.exchange.command import command
from shared.exchange.failures import failure
from shared.exchange.protocol import Organization, Page, Value
from shared.web.errors import Malformed
from shared.web.line import Line
from shared.web.raw import NO_ANSWER, as_it_came
from shared.web.request import Answer, Request, Row


class Exchange:
    """
    What `Connect-ExchangeOnline` gives an admin, for one tenant and principal.

    `calls` counts the requests of this session; one that was sent again counts once.
    """

    def __init__(
        self,
        line: Line,
        organization: Organization,
        new_id: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        self._line = line
        self.organization = organization
        self._new_id = new_id
        self.calls = 0

    async def invoke(self, cmdlet: str, /, **parameters: Value) -> list[Row]:
        """
        All rows that *cmdlet* gives; none for a write in a dry run.

        Raises:
            BadCall: Exchange Online has no such cmdlet or parameter; nothing was sent.
            ServiceError: As the tree in `shared.web.errors` says.

        """
        return [row async for page in self.pages(cmdlet, **parameters) for row in page]

    async def pages(self, cmdlet: str, /, **parameters: Value) -> AsyncIterator[list[Row]]:
        """The rows of *cmdlet*, a page of at most 1000 at a time; one page is held."""
        wanted = command(catalogue(), cmdlet, parameters)
        request = protocol.invoke(self.organization, wanted, request_id=self._new_id())
        async for page in self._follow(request):
            yield page.rows

    async def mailboxes(self, *property_sets: str) -> AsyncIterator[list[Row]]:
        """Every mailbox with the properties of *property_sets*, 1000 a page (Get-EXOMailbox)."""
        request = protocol.read_entities(
            self.organization,
            "Mailbox",
            {"PropertySet": ",".join(property_sets)},
            cmdlet="Get-EXOMailbox",
            request_id=self._new_id(),
        )
        async for page in self._follow(request):
            yield page.rows

    async def mailbox(self, identity: str, *property_sets: str) -> Row:
        """
        The one mailbox called *identity*, with the properties of *property_sets*.

        Source: Get-EXOMailbox, the native read Mailbox('key').

        Raises:
            NotFound: There is no such mailbox.

        """
        request = protocol.read_entities(
            self.organization,
            f"Mailbox{protocol.key(identity)}",
            {"PropertySet": ",".join(property_sets)},
            cmdlet="Get-EXOMailbox",
            target=identity,
            request_id=self._new_id(),
        )
        rows = [row async for page in self._follow(request) for row in page.rows]
        if len(rows) != 1:
            raise Malformed(request.call, f"one mailbox was asked for, {len(rows)} came")
        return rows[0]

    async def mailbox_statistics(self, mailbox: str) -> Row | None:
        """
        Size and counts of *mailbox*, sizes as whole bytes; None when the service has no data.

        Source: Get-EXOMailboxStatistics, the native read GetMailboxStatistics().
        """
        request = protocol.read_entities(
            self.organization,
            f"Mailbox{protocol.key(mailbox)}/Exchange.GetMailboxStatistics()",
            {},
            cmdlet="Get-EXOMailboxStatistics",
            target=mailbox,
            request_id=self._new_id(),
        )
        rows = [row async for page in self._follow(request) for row in page.rows]
        return rows[0] if rows else None

    async def answer(self, request: Request) -> Answer:
        """
        The answer to *request* as it came, also when it is a refusal.

        Raises:
            Transient: The service asked to wait, or did not answer, for too long.

        """
        self.calls += 1
        reader = as_it_came(request.call, failure)
        return await self._line.call(request, reader, if_not_sent=NO_ANSWER)

    async def _follow(self, request: Request) -> AsyncIterator[Page]:
        seen: set[str] = set()
        while True:
            self.calls += 1
            page = await self._line.call(
                request, protocol.read_page(request.call), if_not_sent=Page([])
            )
            yield page
            if page.next_link is None:
                return
            if page.next_link in seen:
                raise Malformed(request.call, "the pages lead in a circle; the listing is void")
            seen.add(page.next_link)
            request = protocol.next_page(self.organization, request, page.next_link)
