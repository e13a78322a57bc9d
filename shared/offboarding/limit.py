"""
How many leavers one hour and one day may have before a person must look.

A row per tenant and hour (and day) holds the cases that were admitted. It is written only to
admit one more, by compare-and-set, and only read once it is full. A case that holds a place
keeps it, however often it asks.
"""

from datetime import datetime

from shared.offboarding.cases import Busy
from shared.offboarding.model import Reason
from shared.session import Session
from shared.store import documents, names
from shared.store.ports import Changed, Entity, Exists, Scalar, Store
from shared.tenants import Tenant
from shared.web.errors import Permanent

_TRIES = 50


class LeaverLimit:
    """The limits of one tenant."""

    def __init__(self, store: Store, tenant: Tenant) -> None:
        self._store = store
        self._tenant = tenant

    async def reserve(self, session: Session, case_id: str, moment: datetime) -> Reason | None:
        """
        None when the case has a place in the hour and the day of *moment*, else why not.

        Raises:
            Transient: The number of people could not be read now.

        """
        limits = self._tenant.limits
        hour, day = f"hour-{moment:%Y-%m-%dT%H}", f"day-{moment:%Y-%m-%d}"
        try:
            people = await self._people(session, day)
        except Permanent as error:
            return Reason(
                "limit-unreadable",
                f"A second person must approve: the number of people cannot be read ({error}).",
            )
        a_day = max(1, int(people * limits.leavers_per_day_percent / 100))
        if not await self._admit(day, case_id, a_day):
            return Reason(
                "leaver-limit",
                f"A second person must approve: {a_day} leavers a day "
                f"({limits.leavers_per_day_percent:g} % of {people} people) are admitted already.",
            )
        if not await self._admit(hour, case_id, limits.leavers_per_hour):
            return Reason(
                "leaver-limit",
                "A second person must approve: "
                f"{limits.leavers_per_hour} leavers an hour are admitted already.",
            )
        return None

    async def _people(self, session: Session, day: str) -> int:
        """How many people the tenant has, counted once for each day with leavers."""
        row_key = f"people-{day}"
        row = await self._store.tables.get(names.LIMITS, self._tenant.tenant_id, row_key)
        if row is None:
            row = Entity(
                self._tenant.tenant_id, row_key, {"people": await session.graph.count("/users")}
            )
            await self._store.tables.put(names.LIMITS, row)
        people = row.values["people"]
        return people if isinstance(people, int) else 0

    async def _admit(self, row_key: str, case_id: str, most: int) -> bool:
        for _ in range(_TRIES):
            row = await self._store.tables.get(names.LIMITS, self._tenant.tenant_id, row_key)
            held = await self._cases(row)
            if case_id in held:
                return True
            if len(held) >= most:
                return False
            cell = await documents.write(
                self._store.blobs, f"limits/{self._tenant.tenant_id}", [*held, case_id]
            )
            values: dict[str, Scalar] = {"cases": cell}
            entity = Entity(self._tenant.tenant_id, row_key, values, row.etag if row else "")
            try:
                if row is None:
                    await self._store.tables.insert(names.LIMITS, entity)
                else:
                    await self._store.tables.replace(names.LIMITS, entity)
            except (Changed, Exists):
                continue
            return True
        raise Busy(row_key)

    async def _cases(self, row: Entity | None) -> list[str]:
        if row is None:
            return []
        held = await documents.read(self._store.blobs, str(row.values["cases"]))
        return [str(case_id) for case_id in held] if isinstance(held, list) else []
