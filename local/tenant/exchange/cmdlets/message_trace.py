"""Get-MessageTraceV2 and Get-MessageTraceDetailV2; their forerunners, which are refused."""

from datetime import timedelta
from itertools import islice

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.traces import (
    KEPT,
    Traced,
    count_call,
    fits,
    message_id,
    to_each,
    trace_row,
    traced,
    window,
)
from local.tenant.exchange.values import Row
from local.tenant.seed.mail import Mail
from local.tenant.tenant import Tenant

_USUAL_SIZE, _LARGEST_SIZE = 1000, 5000
_LAST = {
    "Delivered": ("Deliver", "The message was successfully delivered."),
    "Failed": ("Fail", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"),
    "FilteredAsSpam": ("Spam", "The message was sent to the Junk Email folder."),
    "Quarantined": ("Quarantine", "The message was quarantined."),
    "Pending": ("Defer", "The message is waiting for delivery."),
    "Resolved": ("Resolve", "The message was redirected to another address of the recipient."),
}


@cmdlet(
    "Get-MessageTraceV2",
    "StartDate time",
    "EndDate time",
    "SenderAddress many",
    "RecipientAddress many",
    "MessageId many",
    "MessageTraceId text",
    "Status many",
    "Subject text",
    "SubjectFilterType Contains|EndsWith|StartsWith",
    "FromIP text",
    "ToIP text",
    "ResultSize count",
    "StartingRecipientAddress text",
)
def get_message_trace(tenant: Tenant, given: Bound) -> Output:
    """
    Messages by recipient, newest first; a warning says how to go on when there are more.

    Going on repeats the last row, and some rows come twice anyway.
    """
    count_call(tenant)
    within = window(tenant, given)
    size = given.size("ResultSize")
    size = _USUAL_SIZE if size is None else size
    if not 1 <= size <= _LARGEST_SIZE:
        raise refusals.invalid_value(
            f"Invalid ResultSize value. It must be between 1 and {_LARGEST_SIZE}."
        )
    found = (one for one in traced(tenant, within) if fits(given, one))
    rows = [trace_row(one) for one in islice(found, size)]
    more = next(found, None) is not None
    warnings = (_go_on(rows[-1], f"{within.start:%Y-%m-%dT%H:%M:%SZ}"),) if more else ()
    return Output(rows, warnings=warnings, whole=True)


@cmdlet(
    "Get-MessageTraceDetailV2",
    "MessageTraceId! text",
    "RecipientAddress! text",
    "StartDate time",
    "EndDate time",
    "SenderAddress text",
    "MessageId text",
    "Event many",
    "Action many",
)
def get_message_trace_detail(tenant: Tenant, given: Bound) -> Output:
    """What happened to a message on its way to one recipient; nothing when there is none such."""
    count_call(tenant)
    message = Mail(tenant.people.layout, tenant.key).by_trace_id(given.required("MessageTraceId"))
    now = tenant.clock.now()
    if message is None or not now - KEPT <= message.received <= now:
        return Output(())
    wanted = given.required("RecipientAddress").casefold()
    rows = [
        row
        for one in to_each(tenant, message)
        if one.recipient.casefold() == wanted
        for row in _events(one)
    ]
    if given.has("Event"):
        kinds = {one.casefold() for one in given.change("Event").applied([])}
        rows = [row for row in rows if str(row["Event"]).casefold() in kinds]
    return Output(rows, whole=True)


@cmdlet("Get-MessageTrace", "StartDate time", "EndDate time", "SenderAddress many",
        "RecipientAddress many", "Page count", "PageSize count")  # fmt: skip
def get_old_message_trace(_: Tenant, __: Bound) -> Output:
    """Never anything: it was replaced."""
    raise refusals.invalid_value(
        "Get-MessageTrace is no longer supported. Use Get-MessageTraceV2 instead."
    )


def _go_on(last: Row, start: str) -> str:
    """The warning about what is missing; *last* is where to go on."""
    received = last["Received"]
    return (
        "There are more results, use the following command to get more. Get-MessageTraceV2 "
        f'-StartDate "{start}" -EndDate "{received:%Y-%m-%dT%H:%M:%SZ}" '
        f'-StartingRecipientAddress "{last["RecipientAddress"]}"'
    )


def _events(one: Traced) -> list[Row]:
    received = one.message.received
    event, detail = _LAST[one.status]
    steps = (
        (received, "Receive", "The message was received by: AM0PR01MB0001"),
        (received + timedelta(seconds=2), event, detail),
    )
    return [
        {
            "MessageTraceId": one.message.trace_id,
            "MessageId": message_id(one.message),
            "Date": moment,
            "Event": name,
            "Action": "",
            "Detail": text,
            "Data": "<root></root>",
            "SenderAddress": one.sender,
            "RecipientAddress": one.recipient,
        }
        for moment, name, text in steps
    ]
