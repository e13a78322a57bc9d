"""
The rows of cases: who holds one, in which state it is, what it still owes.

Beside each case: a row per person, which names the one open case of that person, and a row per
cancel or reschedule, which may come before the request it speaks of.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from shared.clock import Clock, parse_stamp, stamp
from shared.offboarding.model import Access, Answer, Case, Reason, State
from shared.store import documents, names
from shared.store.ports import Changed, Entity, Exists, Missing, Scalar, Store, StoreError
from shared.web.request import Json

_TRIES = 20
_LONGEST_REASON = 4000  # characters; a step's or a service's sentence may be of any length


class LeaseLost(Exception):
    """Another worker holds the case now; this one must not touch it again."""


class Garbled(StoreError):
    """A row that is not as we write rows."""


class Busy(StoreError):
    """A row kept changing under us."""


@dataclass(frozen=True, slots=True)
class Control:
    """A cancel or reschedule that was kept for a case."""

    action: str
    request_id: str
    issued_at: datetime
    content: Mapping[str, Json]


class Cases:
    """The table of cases."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def insert(self, case: Case) -> Case | None:
        """The row for a new case is there; None when there is one already."""
        try:
            await self._store.tables.insert(names.CASES, await self._entity(case))
        except Exists:
            return None
        return case

    async def get(self, tenant_id: str, case_id: str) -> Case | None:
        row = await self._store.tables.get(names.CASES, tenant_id, case_id)
        return None if row is None else await self._case(row)

    async def change(
        self,
        tenant_id: str,
        case_id: str,
        how: Callable[[Case], Case | None],
        *,
        epoch: int | None = None,
    ) -> Case:
        """
        The case as *how* made it, stored; unchanged when *how* gives None.

        *how* is called again with the newer row whenever somebody else wrote in between. With
        *epoch*, only the holder of that lease may write.

        Raises:
            LeaseLost: The case has another epoch.
            Missing: There is no such case.

        """
        for _ in range(_TRIES):
            row = await self._store.tables.get(names.CASES, tenant_id, case_id)
            if row is None:
                raise Missing(f"{names.CASES}/{tenant_id}/{case_id}")
            case = await self._case(row)
            if epoch is not None and case.epoch != epoch:
                raise LeaseLost(case_id)
            wanted = how(case)
            if wanted is None or wanted == case:
                return case
            entity = await self._entity(wanted)
            try:
                await self._store.tables.replace(
                    names.CASES, Entity(row.partition, row.row, entity.values, row.etag)
                )
            except Changed:
                continue
            return wanted
        raise Busy(case_id)

    async def all(self, tenant_id: str, *, open_only: bool = False) -> AsyncIterator[Case]:
        """The cases of a tenant."""
        equal: dict[str, Scalar] = {"type": "case"}
        if open_only:
            equal["open"] = True
        async for row in self._store.tables.query(names.CASES, partition=tenant_id, equal=equal):
            yield await self._case(row)

    async def due(self, tenant_id: str) -> AsyncIterator[str]:
        """The ids of a tenant's open cases whose next time has come."""
        now = stamp(self._clock.now())
        async for row in self._store.tables.query(
            names.CASES,
            partition=tenant_id,
            equal={"type": "case", "open": True},
            at_most={"nextAt": now},
        ):
            yield row.row

    async def owing(self, tenant_id: str) -> AsyncIterator[str]:
        """The ids of a tenant's cases with an answer that was not sent."""
        async for row in self._store.tables.query(
            names.CASES, partition=tenant_id, equal={"type": "case", "answer": "pending"}
        ):
            yield row.row

    async def claim_person(self, tenant_id: str, user_id: str, case_id: str) -> str:
        """
        The id of the one open case of that person: *case_id*, or the one that was there first.

        A claim of a case that is over passes to *case_id*.
        """
        row_key = f"person-{user_id}"
        for _ in range(_TRIES):
            try:
                await self._store.tables.insert(
                    names.CASES, Entity(tenant_id, row_key, {"type": "person", "case": case_id})
                )
            except Exists:
                row = await self._store.tables.get(names.CASES, tenant_id, row_key)
            else:
                return case_id
            if row is None:
                continue
            holder = str(row.values["case"])
            holding = None if holder == case_id else await self.get(tenant_id, holder)
            if holder == case_id or (holding is not None and not holding.final):
                return holder
            try:
                # A case that was only admitted and never begun leaves no traces to look for.
                begun = holding is not None and holding.begun
                earlier = holder if begun else row.values.get("earlier") or holder
                await self._store.tables.replace(
                    names.CASES, row.having(case=case_id, earlier=earlier)
                )
            except (Changed, Missing):
                continue
            return case_id
        raise Busy(row_key)

    async def earlier_of_person(self, tenant_id: str, user_id: str, case_id: str) -> Case | None:
        """The case that claimed the person before case *case_id* did, or would."""
        row = await self._store.tables.get(names.CASES, tenant_id, f"person-{user_id}")
        if row is None:
            return None
        last, before = _text(row.values["case"]), _text(row.values.get("earlier"))
        if last is not None and last != case_id:
            case = await self.get(tenant_id, last)
            if before is None or (case is not None and case.begun):
                return case
        return await self.get(tenant_id, before) if before else None

    async def keep_control(self, tenant_id: str, about: str, control: Control) -> None:
        """The newest cancel or reschedule for case *about* is kept."""
        row_key = f"control-{about}"
        values: dict[str, Scalar] = {
            "type": "control",
            "action": control.action,
            "requestId": control.request_id,
            "issuedAt": stamp(control.issued_at),
            "content": await documents.write(
                self._store.blobs, f"requests/{tenant_id}", control.content
            ),
        }
        for _ in range(_TRIES):
            try:
                await self._store.tables.insert(names.CASES, Entity(tenant_id, row_key, values))
            except Exists:
                row = await self._store.tables.get(names.CASES, tenant_id, row_key)
            else:
                return
            if row is None:
                continue
            if str(row.values["issuedAt"]) >= stamp(control.issued_at):
                return
            try:
                await self._store.tables.replace(
                    names.CASES, Entity(tenant_id, row_key, values, row.etag)
                )
            except (Changed, Missing):
                continue
            return
        raise Busy(row_key)

    async def drop_control(self, tenant_id: str, about: str, control: Control) -> None:
        """*control* is kept no longer, unless a newer one took its place."""
        row = await self._store.tables.get(names.CASES, tenant_id, f"control-{about}")
        if row is not None and row.values.get("requestId") == control.request_id:
            with suppress(Changed):
                await self._store.tables.delete(names.CASES, row)

    async def control(self, tenant_id: str, about: str) -> Control | None:
        """The newest cancel or reschedule that was kept for case *about*."""
        row = await self._store.tables.get(names.CASES, tenant_id, f"control-{about}")
        if row is None:
            return None
        content = await documents.read(self._store.blobs, str(row.values["content"]))
        return Control(
            str(row.values["action"]),
            str(row.values["requestId"]),
            parse_stamp(str(row.values["issuedAt"])),
            content if isinstance(content, dict) else {},
        )

    async def _entity(self, case: Case) -> Entity:
        request = await documents.write(
            self._store.blobs, f"requests/{case.tenant_id}", case.request
        )
        values: dict[str, Scalar] = {
            "schema": "nightshift.case/1",
            "type": "case",
            "kind": case.kind,
            "requestId": case.request_id,
            "source": case.source,
            "contentSha256": case.content_sha256,
            "request": request,
            "state": case.state.value,
            "open": not case.final,
            "reasonCode": case.reason.code if case.reason else None,
            "reasonText": case.reason.text[:_LONGEST_REASON] if case.reason else None,
            "profile": case.profile,
            "user": case.user,
            "userId": case.user_id,
            "upn": case.upn,
            "displayName": case.display_name,
            "dryRun": case.dry_run,
            "admitted": case.admitted,
            "access": case.access.value,
            "faults": case.faults,
            "leaseOwner": case.lease_owner,
            "epoch": case.epoch,
            "answer": "pending" if case.answers else "sent",
            "answers": documents.canonical([asdict(answer) for answer in case.answers]),
            "answered": case.answered,
            "dateFrom": case.date_from,
            "begun": case.begun,
            "revivals": case.revivals,
            "openCase": case.open_case,
            "prefix": case.prefix,
            "result": case.result,
            "configSha256": case.config_sha256,
        }
        values |= {name: _stamped(getattr(case, field)) for name, field in _TIMES.items()}
        return Entity(case.tenant_id, case.case_id, values)

    async def _case(self, row: Entity) -> Case:
        """The case in *row*. Raises: Garbled, Missing (what it spilled into a blob is gone)."""
        try:
            return await self._read(row)
        except (KeyError, ValueError, TypeError) as error:
            raise Garbled(f"{names.CASES}/{row.partition}/{row.row}: {error}") from error

    async def _read(self, row: Entity) -> Case:
        values = row.values
        request = await documents.read(self._store.blobs, str(values["request"]))
        code = _text(values.get("reasonCode"))
        case = Case(
            row.row,
            row.partition,
            str(values["requestId"]),
            str(values["source"]),
            str(values["contentSha256"]),
            request if isinstance(request, dict) else {},
            parse_stamp(str(values["receivedAt"])),
            State(str(values["state"])),
            kind=str(values["kind"]),
            reason=Reason(code, str(values.get("reasonText"))) if code else None,
            profile=str(values["profile"]),
            user=str(values.get("user", "")),
            user_id=_text(values.get("userId")),
            upn=_text(values.get("upn")),
            display_name=_text(values.get("displayName")),
            dry_run=values["dryRun"] is True,
            admitted=values["admitted"] is True,
            access=Access(str(values["access"])),
            faults=_number(values["faults"]),
            lease_owner=_text(values.get("leaseOwner")),
            epoch=_number(values["epoch"]),
            answers=tuple(
                Answer(
                    answer["n"],
                    State(answer["state"]),
                    answer["at"],
                    Access(answer["access"]),
                    answer["taken_at"],
                )
                for answer in json.loads(str(values["answers"]))
            ),
            answered=_number(values.get("answered")),
            revivals=_number(values.get("revivals")),
            begun=values.get("begun") is True,
            date_from=_text(values.get("dateFrom")),
            open_case=_text(values.get("openCase")),
            prefix=str(values.get("prefix", "")),
            result=_text(values.get("result")),
            config_sha256=str(values.get("configSha256", "")),
        )
        times = {field: _parsed(values.get(name)) for name, field in _TIMES.items()}
        del times["received_at"]
        return replace(case, **times)  # type: ignore[arg-type]  # the fields named in _TIMES are times


_TIMES = {
    "receivedAt": "received_at",
    "nextAt": "next_at",
    "issuedAt": "issued_at",
    "effectiveAt": "effective_at",
    "containedAt": "contained_at",
    "tokensUntil": "tokens_until",
    "completedAt": "completed_at",
    "faultySince": "faulty_since",
    "leaseUntil": "lease_until",
}


def _stamped(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def _parsed(value: Scalar) -> datetime | None:
    return parse_stamp(value) if isinstance(value, str) else None


def _text(value: Scalar) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Scalar) -> int:
    return value if isinstance(value, int) else 0
