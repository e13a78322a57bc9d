"""
Get- and Set-AdminAuditLogConfig, Search-UnifiedAuditLog: whether the log is on, what is in it.

Source: the cmdlets' pages. Here a record is in the log at once; in the cloud it may take hours.
"""

from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatchcase
from itertools import islice

from local.tenant.exchange import refusals
from local.tenant.exchange.audit_records import Record, data_of, newest_first
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.policies import policy_row
from local.tenant.exchange.values import Row
from local.tenant.tenant import Tenant

_FAMILY, _INGESTION = "AdminAuditLogConfig", "UnifiedAuditLogIngestionEnabled"
_USUAL_SIZE, _LARGEST_SIZE = 100, 5000
# How many rows a session can have in all.
_MOST = {"ReturnLargeSet": 50_000, "ReturnNextPreviewPage": 5000}


@cmdlet(f"Get-{_FAMILY}")
def get_config(tenant: Tenant, _: Bound) -> Output:
    """The settings; whether the log is on is told as it is by now."""
    row = policy_row(tenant, _FAMILY, tenant.settings.only(_FAMILY))
    return Output([row | {_INGESTION: tenant.audit.on(tenant.clock.now())}])


@cmdlet(f"Set-{_FAMILY}", f"{_INGESTION} bool", "Force bool")
def set_config(tenant: Tenant, given: Bound) -> Output:
    """The log is switched, after as long as the tenant is set to take."""
    if given.has(_INGESTION):
        delay = timedelta(seconds=tenant.protocol.audit_config_seconds)
        tenant.audit.switch(tenant.clock.now() + delay, on=given.flag(_INGESTION))
    return NOTHING


@cmdlet(
    "Search-UnifiedAuditLog",
    "StartDate! time",
    "EndDate! time",
    "Operations many",
    "RecordType text",
    "UserIds many",
    "ObjectIds many",
    "IPAddresses many",
    "FreeText text",
    "ResultSize count",
    "SessionId text",
    "SessionCommand ReturnLargeSet|ReturnNextPreviewPage",
    "Formatted bool",
    "HighCompleteness bool",
)
def search_unified_audit_log(tenant: Tenant, given: Bound) -> Output:
    """
    Records that fit, newest first; a session goes on where its last call ended.

    A session is over when a call gives nothing. Asked for a large set, the order is nobody's to
    rely on.
    """
    size = given.size("ResultSize")
    size = _USUAL_SIZE if size is None else size
    if not 1 <= size <= _LARGEST_SIZE:
        raise refusals.invalid_value(f"ResultSize must be between 1 and {_LARGEST_SIZE}.")
    most = _MOST[given.text("SessionCommand") or "ReturnNextPreviewPage"]
    session = given.text("SessionId")
    start = tenant.audit.sessions.get(session, 0) if session else 0
    found = list(islice(_fitting(tenant, given), most))
    page = found[start : start + size]
    if session:
        tenant.audit.gave(session, start + len(page))
    rows = [_row(tenant, one, start + number, len(found)) for number, one in enumerate(page, 1)]
    return Output(rows, whole=True)


def _fitting(tenant: Tenant, given: Bound) -> Iterator[Record]:
    start, end = given.time("StartDate"), given.time("EndDate")
    if start is None or end is None or start >= end:
        raise refusals.invalid_value("The StartDate must be before the EndDate.")
    kind, text = given.text("RecordType"), (given.text("FreeText") or "").casefold()
    for one in newest_first(tenant, start, min(end, tenant.clock.now())):
        if kind and kind.casefold() != one.kind[0].casefold():
            continue
        if not _among(given, "Operations", one.operation) or not _among(given, "UserIds", one.user):
            continue
        if not _among(given, "ObjectIds", one.target) or not _among(given, "IPAddresses", one.ip):
            continue
        if not text or text in data_of(tenant, one).casefold():
            yield one


def _among(given: Bound, name: str, value: str) -> bool:
    """Whether *value* is one of those asked for; an asterisk stands for anything."""
    if not given.has(name):
        return True
    wanted = given.change(name).applied([])
    return any(fnmatchcase(value.casefold(), one.casefold()) for one in wanted)


def _row(tenant: Tenant, record: Record, index: int, count: int) -> Row:
    return {
        "RecordType": record.kind[0],
        "CreationDate": record.time,
        "UserIds": record.user,
        "Operations": record.operation,
        "AuditData": data_of(tenant, record),
        "ResultIndex": index,
        "ResultCount": count,
        "Identity": record.id,
        "IsValid": True,
        "ObjectState": "Unchanged",
    }
