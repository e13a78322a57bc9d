"""Our own messages on the queue of case runs: which case to go on with. Pure."""

import re

from shared.own_message import TENANT_ID, members
from shared.store.documents import canonical

_CASE_ID = re.compile(r"[0-9a-f]{32}")


def case_message(tenant_id: str, case_id: str) -> str:
    """The message that sends a worker to that case."""
    return canonical({"schema": "nightshift.case-run/1", "tenant": tenant_id, "case": case_id})


def case_of(message: str) -> tuple[str, str] | None:
    """Tenant and case of a message of ours; None for any other body."""
    match members(message, tenant=TENANT_ID, case=_CASE_ID):
        case (tenant_id, case_id):
            return tenant_id, case_id
        case _:
            return None
