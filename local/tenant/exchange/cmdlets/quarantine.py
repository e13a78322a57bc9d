"""
Get-QuarantineMessage: messages that were kept back, page by page in the cmdlet's own way.

A page size of 0 is an empty answer and no error; that is how the service behaves.
"""

from datetime import timedelta
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.traces import Traced, Window, message_id, traced
from local.tenant.exchange.values import Row
from local.tenant.tenant import Tenant

_KEPT = timedelta(days=30)
_USUAL_PAGE, _LARGEST_PAGE = 100, 1000


@cmdlet(
    "Get-QuarantineMessage",
    "Identity text",
    "StartReceivedDate time",
    "EndReceivedDate time",
    "SenderAddress many",
    "RecipientAddress many",
    "EntityType Email|SharePointOnline|Teams|DataLossPrevention",
    "Direction Inbound|Outbound",
    "Page count",
    "PageSize count",
)
def get_quarantine_message(tenant: Tenant, given: Bound) -> Output:
    """One message, or a page of those of the last 30 days, newest first."""
    size = given.size("PageSize")
    size = _USUAL_PAGE if size is None else size
    if size > _LARGEST_PAGE:
        raise refusals.invalid_value(
            f"Invalid PageSize value. It must be between 1 and {_LARGEST_PAGE}."
        )
    found = _rows(tenant, given)
    if identity := given.text("Identity"):
        rows = [row for row in found if row["Identity"] == identity]
        if not rows:
            raise refusals.not_found(identity)
        return Output(rows, whole=True)
    skipped = (max(given.size("Page") or 1, 1) - 1) * size
    return Output(found[skipped : skipped + size], whole=True)


def _rows(tenant: Tenant, given: Bound) -> list[Row]:
    if (given.text("EntityType") or "Email") != "Email" or given.text("Direction") == "Outbound":
        return []
    now = tenant.clock.now()
    start = max(given.time("StartReceivedDate") or now - _KEPT, now - _KEPT)
    end = min(given.time("EndReceivedDate") or now, now)
    seen: dict[str, Row] = {}
    for one in traced(tenant, Window(start, end), "Quarantined"):
        if one.status == "Quarantined" and _asked_for(given, one):
            row = _row(one)
            seen.setdefault(str(row["Identity"]), row)
    return list(seen.values())


def _asked_for(given: Bound, one: Traced) -> bool:
    for name, value in (("SenderAddress", one.sender), ("RecipientAddress", one.recipient)):
        if given.has(name):
            wanted = given.change(name).applied([])
            if value.casefold() not in {text.casefold() for text in wanted}:
                return False
    return True


def _row(one: Traced) -> Row:
    message = one.message
    recipient = uuid5(NAMESPACE_DNS, one.recipient.casefold())
    return {
        "Identity": f"{message.trace_id}\\{recipient}",
        "ReceivedTime": message.received,
        "Expires": message.received + _KEPT,
        "Organization": "",
        "MessageId": message_id(message),
        "SenderAddress": one.sender,
        "RecipientAddress": [one.recipient],
        "Subject": message.subject,
        "Size": message.size,
        "Type": "Spam",
        "QuarantineTypes": "Spam",
        "PolicyType": "HostedContentFilterPolicy",
        "PolicyName": "Default",
        "Direction": "Inbound",
        "Reported": False,
        "Released": False,
        "ReleaseStatus": "NOTRELEASED",
        "SystemReleased": False,
        "EntityType": "Email",
    }
