"""What the HR system sends in the demo, and what becomes of each letter."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from local.demo.cast import Cast

NOT_JSON = "Dear IT, please remove Adele next Friday. Thanks, HR"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, what it is in the story, and the last answer it must get (None: none)."""

    title: str
    request_id: str
    who: str
    body: str
    ends: str | None
    reason: str | None = None


def write(cast: Cast, now: datetime) -> list[Letter]:
    """All letters of the night, in the order in which they are sent."""
    return list(_letters(cast, now))


def _letters(cast: Cast, now: datetime) -> Iterator[Letter]:
    next_week = str((now + timedelta(days=7)).date())
    for number, who in enumerate(cast.leavers, start=1):
        yield _plain("leaves now", f"hr-{number:03}", who, "completed")
    yield _plain("the same again", "hr-001", cast.leavers[0], "completed")
    yield _event("base64 CloudEvent", "hr-013", cast.in_base64, "completed")
    yield _plain("next week", "hr-014", cast.scheduled, "scheduled", lastWorkingDay=next_week)
    yield _plain(
        "next week, stays",
        "hr-015",
        cast.scheduled_and_cancelled,
        "cancelled",
        lastWorkingDay=next_week,
    )
    yield _letter(
        "cancel of that",
        "hr-016",
        cast.scheduled_and_cancelled,
        {"action": "cancel", "about": "hr-015", "issuedAt": f"{now.isoformat()}"},
        None,
    )
    yield _plain("dry run", "hr-017", cast.dry_run, "completed", "dry-run", dryRun=True)
    yield _plain("emergency account", "hr-018", cast.break_glass, "rejected", "break-glass")
    yield _plain(
        "admin role",
        "hr-019",
        cast.role_holder,
        "awaiting-approval",
        "privileged-role",
    )
    yield _plain("unknown person", "hr-020", cast.unknown, "rejected", "user-not-found")
    yield _plain(
        "misspelt member", "hr-021", cast.scheduled, "rejected", "invalid", efectiveAt=next_week
    )
    yield Letter("not JSON", "", "", NOT_JSON, None, "not-json")


def _plain(
    title: str, request_id: str, who: str, ends: str, reason: str | None = None, **members: object
) -> Letter:
    return _letter(title, request_id, who, members, ends, reason)


def _event(title: str, request_id: str, who: str, ends: str) -> Letter:
    event = {
        "specversion": "1.0",
        "id": request_id,
        "source": "/contoso/hr",
        "type": "com.contoso.hr.leaver",
        "data": {"requestId": request_id, "user": who},
    }
    body = base64.b64encode(json.dumps(event).encode()).decode()
    return Letter(title, request_id, who, body, ends)


def _letter(
    title: str,
    request_id: str,
    who: str,
    members: dict[str, object],
    ends: str | None,
    reason: str | None = None,
) -> Letter:
    body = json.dumps({"requestId": request_id, "user": who, **members})
    return Letter(title, request_id, who, body, ends, reason)
