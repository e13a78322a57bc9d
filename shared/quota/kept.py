"""
The plan as it is kept before the first write, and read again when the run is repeated.

So a run that crashed between two writes still knows what each mailbox was before it began.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from shared.exchange.models.mailbox import MailboxQuotas
from shared.exchange.quotas import Wanted
from shared.exchange.rows import Limit
from shared.exchange.sizes import Size
from shared.quota.plan import Change, Finding, Kind, Refusal
from shared.quota.survey import Plan, Planned
from shared.web.request import Json

NAME = "plan.json"
_UNLIMITED = "unlimited"


def plan_bytes(plan: Plan) -> bytes:
    """*plan* as it is kept."""
    document: Json = {
        "schema": "nightshift.quotaPlan/1",
        "mailboxes": plan.mailboxes,
        "inOrder": plan.in_order,
        "notGoverned": plan.not_governed,
        "drift": plan.drift,
        "overCeiling": plan.over_ceiling,
        "planned": [
            change_document(item.change)
            | {
                "mailboxId": item.change.mailbox_id,
                "refusal": item.refusal,
                "used": item.used.bytes if item.used is not None else None,
            }
            for item in plan.planned
        ],
        "findings": finding_documents(plan.findings),
        "findingCounts": {kind.value: count for kind, count in plan.finding_counts.items()},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def plan_of(data: bytes) -> Plan:
    """The plan that `plan_bytes` made *data* from."""
    document = json.loads(data)
    return Plan(
        document["mailboxes"],
        document["inOrder"],
        document["notGoverned"],
        document["drift"],
        document["overCeiling"],
        tuple(_planned(item) for item in document["planned"]),
        tuple(
            Finding(item["mailbox"], Kind(item["kind"]), item["text"])
            for item in document["findings"]
        ),
        {Kind(kind): count for kind, count in document["findingCounts"].items()},
    )


def change_document(change: Change) -> dict[str, Json]:
    """*change* in a result: sizes are whole bytes, or `unlimited`."""
    return {
        "mailbox": change.mailbox,
        "rule": change.rule,
        "before": _quotas(*change.before.limits)
        | {"databaseDefaults": change.before.database_defaults},
        "after": _quotas(*change.after.sizes) | {"databaseDefaults": False},
    }


def finding_documents(findings: Sequence[Finding]) -> list[Json]:
    """*findings* in a result."""
    return [
        {"mailbox": finding.mailbox, "kind": finding.kind, "text": finding.text}
        for finding in findings
    ]


def _quotas(warning: Limit, send: Limit, send_receive: Limit) -> dict[str, Json]:
    return {
        "warning": _bytes(warning),
        "send": _bytes(send),
        "sendReceive": _bytes(send_receive),
    }


def _bytes(limit: Limit) -> Json:
    return _UNLIMITED if limit is None else limit.bytes


def _planned(item: Mapping[str, Any]) -> Planned:
    change = Change(
        item["mailbox"],
        item["mailboxId"],
        item["rule"],
        _held(item["before"]),
        _wanted(item["after"]),
    )
    refusal, used = item["refusal"], item["used"]
    return Planned(
        change,
        None if refusal is None else Refusal(refusal),
        None if used is None else Size(used),
    )


def _held(quotas: Mapping[str, Any]) -> MailboxQuotas:
    return MailboxQuotas(
        _limit(quotas["warning"]),
        _limit(quotas["send"]),
        _limit(quotas["sendReceive"]),
        quotas["databaseDefaults"],
    )


def _wanted(quotas: Mapping[str, Any]) -> Wanted:
    return Wanted(Size(quotas["warning"]), Size(quotas["send"]), Size(quotas["sendReceive"]))


def _limit(value: int | str) -> Limit:
    return Size(value) if isinstance(value, int) else None
