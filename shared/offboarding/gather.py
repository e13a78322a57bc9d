"""Reading what is true of a leaver now. What cannot be read is an error, never a default."""

import asyncio
from collections.abc import Callable, Iterable

from shared.exchange.filters import opath_equal
from shared.exchange.models.auto_reply import AutoReplyConfiguration
from shared.exchange.models.mailbox import Mailbox
from shared.exchange.models.permission import full_access_holders
from shared.exchange.models.statistics import mailbox_size
from shared.exchange.rows import Unreadable
from shared.graph.protocol import Part
from shared.graph.query import path, segment
from shared.offboarding.facts import (
    DistributionGroup,
    Facts,
    Group,
    Manager,
    Reading,
    User,
)
from shared.session import Session
from shared.together import together
from shared.web.errors import Call, Malformed, NotFound, ServiceError, ServiceFault
from shared.web.request import Row

USER_FIELDS = (
    "id,userPrincipalName,displayName,accountEnabled,onPremisesSyncEnabled,employeeId"
    ",lastPasswordChangeDateTime,signInSessionsValidFromDateTime,licenseAssignmentStates"
)
_GROUP_FIELDS = (
    "id,displayName,groupTypes,mailEnabled,onPremisesSyncEnabled"
    ",isAssignableToRole,assignedLicenses"
)
_GRAPH = (Reading.USER, Reading.MANAGER, Reading.GROUPS)


class Gatherer:
    """The facts of one leaver for the time of a run; each is read once until it is forgotten."""

    def __init__(self, session: Session, user_id: str) -> None:
        self._session = session
        self._user_id = user_id
        self._values: dict[Reading, object] = {}
        self._turns = {reading: asyncio.Lock() for reading in Reading}
        self._forgotten = dict.fromkeys(Reading, 0)

    async def facts(self, readings: Iterable[Reading]) -> Facts:
        """
        The facts of *readings*; what is missing is read now, all at the same time.

        Raises:
            ServiceError: Something could not be read.

        """
        wanted = list(readings)
        await self._graph_at_once([reading for reading in wanted if reading in _GRAPH])
        values = await together(*(self._one(reading) for reading in wanted))
        return Facts(dict(zip(wanted, values, strict=True)))

    def forget(self, readings: Iterable[Reading]) -> None:
        """The facts of *readings* are read afresh when next wanted: something was written."""
        for reading in readings:
            self._values.pop(reading, None)
            self._forgotten[reading] += 1

    async def _one(self, reading: Reading) -> object:
        async with self._turns[reading]:
            while reading not in self._values:
                before = self._forgotten[reading]
                value = await self._read(reading)
                if self._forgotten[reading] == before:  # nobody wrote while we read
                    self._values[reading] = value
            return self._values[reading]

    async def _graph_at_once(self, readings: list[Reading]) -> None:
        """Several missing facts of Graph come with one call."""
        missing = [reading for reading in readings if reading not in self._values]
        if len(missing) < 2 or any(self._turns[reading].locked() for reading in missing):  # noqa: PLR2004 - one fact needs no batch
            return
        before = dict(self._forgotten)
        parts = [Part("GET", self._path(reading)) for reading in missing]
        answers = await self._session.graph.batch(parts)
        for reading, answer in zip(missing, answers, strict=True):
            if self._forgotten[reading] == before[reading]:  # nobody wrote while we read
                self._values[reading] = _understood(reading, answer)

    def _path(self, reading: Reading) -> str:
        base = f"/users/{segment(self._user_id)}"
        match reading:
            case Reading.USER:
                return path(base, select=USER_FIELDS)
            case Reading.MANAGER:
                return path(
                    f"{base}/manager", select="id,userPrincipalName,displayName,mail,accountEnabled"
                )
            case _:
                return path(
                    f"{base}/memberOf/microsoft.graph.group", select=_GROUP_FIELDS, top="999"
                )

    async def _read(self, reading: Reading) -> object:
        match reading:
            case Reading.USER | Reading.MANAGER:
                return await self._object(reading)
            case Reading.GROUPS:
                rows = await self._session.graph.all(self._path(reading))
                return _understood(reading, {"value": rows})
            case Reading.MAILBOX:
                return await self._mailbox()
            case Reading.AUTO_REPLY:
                rows = await self._of_mailbox("Get-MailboxAutoReplyConfiguration")
                return _typed(AutoReplyConfiguration.of, rows[0], reading) if rows else None
            case Reading.PERMISSIONS:
                rows = await self._of_mailbox("Get-MailboxPermission")
                return _typed(full_access_holders, rows, reading)
            case Reading.DISTRIBUTION_GROUPS:
                return await self._distribution_groups()
            case Reading.USAGE:
                return await self._usage()

    async def _object(self, reading: Reading) -> object:
        try:
            answer: Row | ServiceError = await self._session.graph.get(self._path(reading))
        except NotFound as error:
            answer = error
        return _understood(reading, answer)

    async def _mailbox(self) -> Mailbox | None:
        rows = await self._of_mailbox("Get-Mailbox")
        if rows:
            return _typed(Mailbox.of, rows[0], Reading.MAILBOX)
        # A mailbox that a server does not see yet must not pass for none: its licence would go.
        recipient = await self._recipient()
        if recipient is not None and recipient.get("RecipientType") == "UserMailbox":
            call = Call("Get-Mailbox", self._user_id)
            raise ServiceFault(call, "there is a mailbox, but it cannot be read yet", ran=False)
        return None

    async def _of_mailbox(self, cmdlet: str) -> list[Row]:
        """The rows of *cmdlet* for the person's mailbox; none where there is no mailbox."""
        try:
            return await self._session.exchange.invoke(cmdlet, Identity=self._user_id)
        except NotFound:
            return []

    async def _recipient(self) -> Row | None:
        rows = await self._of_mailbox("Get-Recipient")
        return rows[0] if rows else None

    async def _distribution_groups(self) -> tuple[DistributionGroup, ...]:
        mailbox = await self._one(Reading.MAILBOX)
        if isinstance(mailbox, Mailbox):
            name = mailbox.distinguished_name
        else:
            recipient = await self._recipient()
            if recipient is None:
                return ()
            name = str(recipient["DistinguishedName"])
        rows = await self._session.exchange.invoke(
            "Get-Recipient",
            Filter=opath_equal("Members", name),
            RecipientTypeDetails=["MailUniversalDistributionGroup", "MailUniversalSecurityGroup"],
            ResultSize="Unlimited",
        )
        reading = Reading.DISTRIBUTION_GROUPS
        return tuple(_typed(DistributionGroup.from_row, row, reading) for row in rows)

    async def _usage(self) -> int | None:
        try:
            row = await self._session.exchange.mailbox_statistics(self._user_id)
        except NotFound:
            return None
        try:
            return None if row is None else mailbox_size(row).bytes
        except Unreadable:
            return None  # a figure that cannot be read is unknown


def _understood(reading: Reading, answer: Row | ServiceError) -> object:
    if isinstance(answer, NotFound) and reading is Reading.MANAGER:
        return None
    if isinstance(answer, ServiceError):
        raise answer
    match reading:
        case Reading.USER:
            return _typed(User.from_row, answer, reading)
        case Reading.MANAGER:
            return _typed(Manager.from_row, answer, reading)
        case _:
            return _typed(_groups, answer, reading)


def _groups(answer: Row) -> tuple[Group, ...]:
    rows = answer["value"]
    if not isinstance(rows, list):
        raise KeyError("value")
    return tuple(Group.from_row(row) for row in rows)


def _typed[R, T](make: Callable[[R], T], rows: R, reading: Reading) -> T:
    try:
        return make(rows)
    except (KeyError, TypeError) as error:
        raise Malformed(Call(f"read {reading}"), f"the answer lacks {error}") from error
    except Unreadable as why:
        raise Malformed(Call(f"read {reading}"), f"in the answer, {why}") from why
