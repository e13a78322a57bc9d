"""Security & Compliance for one session. All rules are in `compliance`."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from shared.exchange import protocol
from shared.exchange.answers import Page, Reply, reply_of
from shared.exchange.command import Command
from shared.exchange.compliance import Moved, command, read_or_moved, regional
from shared.exchange.pager import Pager
from shared.exchange.protocol import Organization
from shared.exchange.values import Value
from shared.web.errors import Malformed
from shared.web.line import Line
from shared.web.request import Row


class Compliance:
    """
    What `Connect-IPPSSession` gives an admin, for one tenant and principal.

    *connect* gives the line to a host, with tokens of the front's scope; it is asked for the front
    and for the tenant's region, which is found once.
    """

    def __init__(
        self,
        connect: Callable[[str], Line],
        organization: Organization,
        new_id: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        self._connect = connect
        self._front = organization.origin
        self._organization = organization
        self._new_id = new_id

    async def invoke(self, cmdlet: str, /, **parameters: Value) -> list[Row]:
        """
        All rows that *cmdlet* gives; none for a write in a dry run.

        Raises:
            Malformed: The tenant's region cannot be told, or the service sends us in a circle.
            ServiceError: As the tree in `shared.web.errors` says.

        """
        wanted = command(cmdlet, parameters)
        try:
            return (await self._here(wanted)).rows
        except Moved as moved:
            # A redirect is no answer of a cmdlet: nothing ran, so a write may be sent again.
            origin = regional(self._front, moved)
            self._organization = replace(self._organization, origin=origin)
        try:
            return (await self._here(wanted)).rows
        except Moved as moved:
            raise Malformed(moved.call, "the region sends us elsewhere; not followed") from moved

    async def _here(self, wanted: Command[Value]) -> Reply:
        here = self._organization
        request = protocol.invoke(here, wanted, request_id=self._new_id())
        pager = Pager(self._connect(here.origin), here.root)
        pages = [page async for page in pager.follow(request, read_or_moved)]
        protocol.whole(wanted, request.call, pages[-1] if pages else Page())
        return reply_of(pages)
