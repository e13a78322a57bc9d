"""The native reads of one session: what the `Get-EXO…` commands of the module read."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from uuid import uuid4

from shared.exchange import native, session_commands
from shared.exchange.answers import read_entity, without_annotations
from shared.exchange.native import Query
from shared.exchange.pager import Pager
from shared.exchange.protocol import Organization
from shared.web.errors import BadCall, Call, Malformed
from shared.web.line import Line
from shared.web.request import Row

_NO_OPTIONS: Mapping[str, str] = {}


class NativeReads:
    """
    Mailboxes, recipients and what hangs on them, for one tenant and principal.

    A listing is whole or an error. Every method raises what `shared.web.errors` says, and
    `BadCall` for an identity that is empty.
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
        self._pager = Pager(line, organization.root)

    async def entities(
        self, cmdlet: str, steps: Sequence[str], query: Query
    ) -> AsyncIterator[list[Row]]:
        """
        What *query* asks of the resource that *steps* lead to, 1000 a page; one page is held.

        *cmdlet* is the `Get-EXO…` that reads it.
        """
        request = native.read(self.organization, cmdlet, steps, query, request_id=self._new_id())
        async for page in self._pager.follow(request, read_entity):
            yield page.rows

    async def mailboxes(
        self,
        *property_sets: str,
        select: Sequence[str] = (),
        where: str | None = None,
        top: int | None = None,
        options: Mapping[str, str] = _NO_OPTIONS,
    ) -> AsyncIterator[list[Row]]:
        """
        Mailboxes with the properties of *property_sets*, 1000 a page; all, or those of *where*.

        Source: Get-EXOMailbox.
        """
        query = Query(property_sets, select, where, top, options=options)
        async for rows in self._many("Get-EXOMailbox", ["Mailbox"], query):
            yield rows

    async def mailbox(self, identity: str, *property_sets: str, select: Sequence[str] = ()) -> Row:
        """
        The one mailbox called *identity*, with the properties of *property_sets*.

        Source: Get-EXOMailbox.

        Raises:
            NotFound: There is no such mailbox.

        """
        steps = ["Mailbox", identity]
        return await self._one("Get-EXOMailbox", steps, Query(property_sets, select))

    async def cas_mailboxes(
        self, *property_sets: str, where: str | None = None
    ) -> AsyncIterator[list[Row]]:
        """
        The protocols that mailboxes may use, 1000 a page.

        Source: Get-EXOCasMailbox.
        """
        query = Query(property_sets, where=where)
        async for rows in self._many("Get-EXOCasMailbox", ["CasMailbox"], query):
            yield rows

    async def cas_mailbox(self, identity: str, *property_sets: str) -> Row:
        """
        The protocols that the mailbox *identity* may use.

        Source: Get-EXOCasMailbox.
        """
        return await self._one("Get-EXOCasMailbox", ["CasMailbox", identity], Query(property_sets))

    async def recipients(
        self, *property_sets: str, select: Sequence[str] = (), where: str | None = None
    ) -> AsyncIterator[list[Row]]:
        """
        Everything that mail can be sent to, 1000 a page.

        Source: Get-EXORecipient.
        """
        query = Query(property_sets, select, where)
        async for rows in self._many("Get-EXORecipient", ["Recipient"], query):
            yield rows

    async def recipient(self, identity: str, *property_sets: str) -> Row:
        """
        The one recipient called *identity*.

        Source: Get-EXORecipient.
        """
        return await self._one("Get-EXORecipient", ["Recipient", identity], Query(property_sets))

    async def mailbox_statistics(self, mailbox: str, *, archive: bool = False) -> Row | None:
        """
        Size and counts of *mailbox*, sizes as whole bytes; None when the service has no data.

        Source: Get-EXOMailboxStatistics.
        """
        steps = ["Mailbox", mailbox, "Exchange.GetMailboxStatistics()"]
        query = Query(options={"Archive": "true"}) if archive else Query()
        rows = await self._all("Get-EXOMailboxStatistics", steps, query)
        return rows[0] if rows else None

    async def mailbox_permissions(self, mailbox: str) -> list[Row]:
        """
        Who may open *mailbox*.

        Source: Get-EXOMailboxPermission.
        """
        return await self._all(
            "Get-EXOMailboxPermission", ["Mailbox", mailbox, "MailboxPermission"]
        )

    async def recipient_permissions(self, recipient: str) -> list[Row]:
        """
        Who may send as *recipient*.

        Source: Get-EXORecipientPermission.
        """
        query = Query(expand="RecipientPermission")
        row = await self._one("Get-EXORecipientPermission", ["Recipient", recipient], query)
        rows = row.get("RecipientPermission")
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            call = Call("Get-EXORecipientPermission", recipient)
            raise Malformed(call, "the answer has no list of permissions")
        return [without_annotations(one) for one in rows]

    async def folder_permissions(self, mailbox: str, folder: str = "Calendar") -> list[Row]:
        """
        Who may see *folder* of *mailbox*.

        Source: Get-EXOMailboxFolderPermission.
        """
        steps = ["Mailbox", mailbox, "MailboxFolder", folder, "MailboxFolderPermission"]
        return await self._all("Get-EXOMailboxFolderPermission", steps)

    async def folder_statistics(self, mailbox: str, scope: str | None = None) -> list[Row]:
        """
        Size and counts of the folders of *mailbox*, of one kind (`Calendar`) or of all.

        Source: Get-EXOMailboxFolderStatistics.
        """
        if scope is not None and not scope.isalnum():
            call = Call("Get-EXOMailboxFolderStatistics", mailbox)
            raise BadCall(call, f"nothing was sent: there is no kind of folder called {scope!r}")
        kind = "" if scope is None else f"folderscope=Exchange.ElcFolderType'{scope}'"
        function = f"MailboxFolder/Exchange.GetMailboxFolderStatistics({kind})"
        return await self._all("Get-EXOMailboxFolderStatistics", ["Mailbox", mailbox, function])

    async def mobile_device_statistics(self, mailbox: str) -> list[Row]:
        """
        The devices that synchronise *mailbox*, and when each last did.

        Source: Get-EXOMobileDeviceStatistics.
        """
        function = "MobileDevice/Exchange.GetMobileDeviceStatistics()"
        return await self._all("Get-EXOMobileDeviceStatistics", ["Mailbox", mailbox, function])

    async def runnable_cmdlets(self) -> frozenset[str]:
        """The names of all cmdlets that whoever is signed in may run. Source: EXOModuleFile."""
        request = session_commands.request_of(self.organization, request_id=self._new_id())
        pages = self._pager.follow(request)
        return session_commands.names_of([row async for page in pages for row in page.rows])

    async def _many(
        self, cmdlet: str, steps: Sequence[str], query: Query
    ) -> AsyncIterator[list[Row]]:
        request = native.read(self.organization, cmdlet, steps, query, request_id=self._new_id())
        async for page in self._pager.follow(request):
            yield page.rows

    async def _all(
        self, cmdlet: str, steps: Sequence[str], query: Query | None = None
    ) -> list[Row]:
        asked = query or Query()
        request = native.read(self.organization, cmdlet, steps, asked, request_id=self._new_id())
        pages = self._pager.follow(request, read_entity)
        return [row async for page in pages for row in page.rows]

    async def _one(self, cmdlet: str, steps: Sequence[str], query: Query) -> Row:
        rows = await self._all(cmdlet, steps, query)
        if len(rows) != 1:
            call = Call(cmdlet, steps[1])
            raise Malformed(call, f"one object was asked for, {len(rows)} came")
        return rows[0]
