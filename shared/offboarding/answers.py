"""
Answers to whoever asked: one CloudEvent for each state worth telling.

The id follows from the case, the state and a count, so an answer that is sent twice after a
crash is recognised as one.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from shared.clock import Clock, stamp
from shared.offboarding.cases import Cases
from shared.offboarding.ledger import Ledger
from shared.offboarding.model import FINAL, Answer, Case, Record, State
from shared.store import names
from shared.store.ports import Store
from shared.web.request import Json

LARGEST = 32 * 1024  # bytes
# Who took an answer to send it and has not noted it as sent by then has died on the way.
_SENDING = timedelta(seconds=30)


_SHORT = 1000  # characters: of any script they fit, escaped

_BEFORE_ANY_STEP: Mapping[str, Json] = {
    "reason": None,
    "containedAt": None,
    "tokensUntil": None,
    "completedAt": None,
    "result": None,
}


class Answers:
    """Sends what cases owe."""

    def __init__(self, store: Store, cases: Cases, clock: Clock) -> None:
        self._store = store
        self._cases = cases
        self._clock = clock

    async def send(self, tenant_id: str, case_id: str) -> None:
        """
        The answers that the case owes are on the queue, and the row says so.

        Each is taken by one sender first, so two that come at once do not both send it.
        """
        now = self._clock.now()
        taken: set[int] = set()

        def take(held: Case) -> Case:
            taken.clear()
            taken.update(answer.n for answer in held.answers if _free(answer, now))
            answers = tuple(
                replace(one, taken_at=now.isoformat()) if one.n in taken else one
                for one in held.answers
            )
            return replace(held, answers=answers)

        case = await self._cases.change(tenant_id, case_id, take)
        if not taken:
            return
        records = await Ledger(self._store, tenant_id, case_id).records()
        for answer in case.answers:
            if answer.n in taken:
                await self._store.queues.send(names.ANSWERS, body_of(event(case, answer, records)))

        def sent(held: Case) -> Case:
            return replace(held, answers=tuple(a for a in held.answers if a.n not in taken))

        await self._cases.change(tenant_id, case_id, sent)


def _free(answer: Answer, now: datetime) -> bool:
    """Whether nobody is sending *answer* just now."""
    return answer.taken_at is None or datetime.fromisoformat(answer.taken_at) + _SENDING <= now


def body_of(told: Mapping[str, Json]) -> str:
    """The message for an event: ASCII, since a queue's XML takes not every character."""
    return json.dumps(told, separators=(",", ":"))


def event(case: Case, answer: Answer, records: Mapping[str, Record]) -> dict[str, Json]:
    """The CloudEvent for *answer*; at most 32 KiB, without what was found or set."""
    # An answer that goes out late must not tell what happened since.
    steps = list(records.values()) if answer.state is case.state else []
    data: dict[str, Json] = {
        **summary(case),
        **({} if answer.state is case.state else _BEFORE_ANY_STEP),
        "state": answer.state.value,
        "access": (case if answer.state is case.state else answer).access.value,
        "sequence": answer.n,
        "final": answer.state in FINAL,
        "retry": "yes" if answer.state is State.FAILED else "no",
        "steps": [_told(record, items=True) for record in steps],
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
    if len(body_of(told)) > LARGEST:
        data["steps"] = [_told(record, items=False) for record in steps]
        data["itemsOmitted"] = True  # the result blob has them
    if len(body_of(told)) > LARGEST:
        data["steps"] = [{**_told(record, items=False), "reason": None} for record in steps]
        if case.reason is not None:
            data["reason"] = {"code": case.reason.code, "text": case.reason.text[:_SHORT]}
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
