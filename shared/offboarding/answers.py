"""
Answers to whoever asked: one CloudEvent for each state worth telling.

The id follows from the case, the state and a count, so an answer that is sent twice after a
crash is recognised as one.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from shared.clock import Clock, stamp
from shared.offboarding.cases import Cases
from shared.offboarding.ledger import Ledger
from shared.offboarding.model import FINAL, Answer, Case, Record, State
from shared.store import names
from shared.store.documents import canonical
from shared.store.ports import Store
from shared.web.request import Json

LARGEST = 32 * 1024  # bytes
# An answer that is owed this long was not just about to be sent by whoever owes it.
_OVERDUE = timedelta(seconds=30)


class Answers:
    """Sends what cases owe."""

    def __init__(self, store: Store, cases: Cases, clock: Clock) -> None:
        self._store = store
        self._cases = cases
        self._clock = clock

    async def send(self, case: Case, *, overdue_only: bool = False) -> None:
        """The answers that *case* owes are on the queue, and the row says so."""
        owed = [
            answer
            for answer in case.pending
            if not overdue_only or datetime.fromisoformat(answer.at) + _OVERDUE <= self._clock.now()
        ]
        if not owed:
            return
        records = await Ledger(self._store, case.tenant_id, case.case_id).records()
        for answer in owed:
            body = canonical(event(case, answer, records))
            await self._store.queues.send(names.ANSWERS, body)
        sent = {answer.n for answer in owed}

        def marked(held: Case) -> Case:
            answers = tuple(replace(a, sent=a.sent or a.n in sent) for a in held.answers)
            return replace(held, answers=answers)

        await self._cases.change(case.tenant_id, case.case_id, marked)


def event(case: Case, answer: Answer, records: Mapping[str, Record]) -> dict[str, Json]:
    """The CloudEvent for *answer*; at most 32 KiB, without what was found or set."""
    data: dict[str, Json] = {
        **summary(case),
        "state": answer.state.value,
        "sequence": answer.n,
        "final": answer.state in FINAL,
        "retry": "yes" if answer.state is State.FAILED else "no",
        "steps": [_told(record, items=True) for record in records.values()],
    }
    told: dict[str, Json] = {
        "specversion": "1.0",
        "id": f"{case.case_id}/{answer.state.value}/{answer.n}",
        "source": f"/nightshift/{case.tenant_id}",
        "type": f"nightshift.offboarding.{answer.state.value}",
        "subject": case.case_id,
        "time": stamp(datetime.fromisoformat(answer.at)),
        "datacontenttype": "application/json",
        "data": data,
    }
    if len(canonical(told).encode()) > LARGEST:
        data["steps"] = [_told(record, items=False) for record in records.values()]
        data["itemsOmitted"] = True  # the result blob has them
    return told


def summary(case: Case) -> dict[str, Json]:
    """The case as others see it: no row's inner fields, nothing that was found or set."""
    return {
        "schema": "nightshift.case/1",
        "case": case.case_id,
        "kind": case.kind,
        "requestId": case.request_id,
        "source": case.source,
        "tenant": case.tenant_id,
        "user": case.upn or case.user,
        "userId": case.user_id,
        "displayName": case.display_name,
        "profile": case.profile,
        "state": case.state.value,
        "reason": case.reason.json if case.reason else None,
        "access": case.access.value,
        "dryRun": case.dry_run,
        "openCase": case.open_case,
        "receivedAt": stamp(case.received_at),
        "effectiveAt": _stamped(case.effective_at),
        "containedAt": _stamped(case.contained_at),
        "tokensUntil": _stamped(case.tokens_until),
        "completedAt": _stamped(case.completed_at),
        "nextAt": _stamped(case.next_at),
        "result": case.result,
    }


def _told(record: Record, *, items: bool) -> dict[str, Json]:
    told: dict[str, Json] = {
        "step": record.step,
        "outcome": record.outcome.value if record.outcome else None,
        "reason": record.reason.json if record.reason else None,
    }
    if items:
        told["items"] = [item.json for item in record.items]
    return told


def _stamped(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)
