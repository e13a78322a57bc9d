"""Exchange Online for one session: cmdlets and native reads. All rules are in `protocol`."""

from collections.abc import AsyncIterator, Sequence

from shared.exchange import protocol
from shared.exchange.answers import Page, Reply, reply_of
from shared.exchange.batches import run
from shared.exchange.catalogue import catalogue
from shared.exchange.command import Command, command
from shared.exchange.course import Course
from shared.exchange.failures import failure
from shared.exchange.reads import NativeReads
from shared.exchange.values import Value
from shared.web.errors import ServiceError
from shared.web.raw import NO_ANSWER, as_it_came
from shared.web.request import Answer, Request, Row


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
        wanted = command(catalogue(), cmdlet, parameters)
        return reply_of([page async for page in self.run(wanted)])

    async def pages(self, cmdlet: str, /, **parameters: Value) -> AsyncIterator[list[Row]]:
        """The rows of *cmdlet*, a page of at most 1000 at a time; one page is held."""
        async for page in self.run(command(catalogue(), cmdlet, parameters)):
            yield page.rows

    async def run(self, wanted: Command[Value]) -> AsyncIterator[Page]:
        """The pages of *wanted*, and what the service says beside the rows; one is held."""
        request, page = self._request(wanted), Page()
        async for page in self._pager.follow(request):
            yield page
        protocol.whole(wanted, request.call, page)

    @staticmethod
    def command(cmdlet: str, /, **parameters: Value) -> Command[Value]:
        """The call of *cmdlet*, for a batch. Raises: BadCall, as `invoke` does unsent."""
        return command(catalogue(), cmdlet, parameters)

    async def batch(self, commands: Sequence[Command[Value]]) -> list[Reply | ServiceError]:
        """
        For each of *commands*, in order, its reply or its error; sent 10 at a time.

        A part that failed for a passing reason is sent again by itself, a write only when it
        cannot have run. In a dry run no part that writes leaves, and its reply is empty.
        """
        course = Course(self.organization.root, [self._request(one) for one in commands])
        await run(course, self._pager, self.organization, self._new_id)
        return [protocol.ended(*pair) for pair in zip(commands, course.ends(), strict=True)]

    async def answer(self, request: Request) -> Answer:
        """
        The answer to *request* as it came, also when it is a refusal.

        Raises:
            Transient: The service asked to wait, or did not answer, for too long.

        """
        self._pager.calls += 1
        reader = as_it_came(request.call, failure)
        return await self._line.call(request, reader, if_not_sent=NO_ANSWER)

    def _request(self, wanted: Command[Value]) -> Request:
        return protocol.invoke(self.organization, wanted, request_id=self._new_id())
