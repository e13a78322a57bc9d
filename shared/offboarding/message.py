"""Our own messages on the queue of case runs: which case to go on with. Pure."""

import json
import re

from shared.store.documents import canonical

# Just what we write ourselves: nothing else may become a table key.
_TENANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CASE = re.compile(r"[0-9a-f]{32}")


def case_message(tenant_id: str, case_id: str) -> str:
    """The message that sends a worker to that case."""
    return canonical({"schema": "nightshift.case-run/1", "tenant": tenant_id, "case": case_id})


def case_of(message: str) -> tuple[str, str] | None:
    """Tenant and case of a message of ours; None for any other body."""
    try:
        content = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    tenant_id, case_id = str(content.get("tenant")), str(content.get("case"))
    ours = _TENANT.fullmatch(tenant_id) and _CASE.fullmatch(case_id)
    return (tenant_id, case_id) if ours else None
