"""A session's account as it is begun: where it lies, and what its first line tells of it."""

from uuid import uuid4

from shared.clock import Clock
from shared.identity.tokens import Claims
from shared.store.ports import Blobs
from shared.transcript import places
from shared.transcript.writer import Transcript


def begun(
    blobs: Blobs,
    clock: Clock,
    tenant_id: str,
    principal: Claims,
    *,
    run: str,
    reason: str,
    what_if: bool,
) -> Transcript:
    """The account of a new session of *principal* in the tenant *tenant_id*; nothing is stored."""
    session = uuid4().hex
    return Transcript(
        blobs,
        clock,
        name=places.beginning(tenant_id, clock.now(), session),
        about={
            "schema": "nightshift.transcript/1",
            "session": session,
            "tenant": tenant_id,
            "principal": principal.object_id,
            "user": principal.user,
            "appId": principal.app_id,
            "run": run,
            "reason": reason,
            "whatIf": what_if,
        },
    )
