"""
Records of the unified audit log: mail that people sent, and what administrators changed.

Mail follows from the seed, so the log has a past. Source: "Detailed properties in the audit log".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from uuid import NAMESPACE_OID, uuid5

from local.tenant.exchange.bound import Argument, Bound, Change
from local.tenant.exchange.cmdlet import Cmdlet
from local.tenant.exchange.rbac import Caller
from local.tenant.messages import Document, Json, compact
from local.tenant.seed.mail import Mail, Message
from local.tenant.state.audit import AdminRecord
from local.tenant.tenant import Tenant

_ADMIN, _ITEM = ("ExchangeAdmin", 1), ("ExchangeItem", 2)


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `details` is what its AuditData says beyond that."""

    time: datetime
    kind: tuple[str, int]
    operation: str
    user: str
    target: str
    ip: str
    id: str
    details: Document


def admin_record(caller: Caller, cmdlet: Cmdlet, given: Bound) -> AdminRecord:
    """What is kept of *cmdlet*, which *caller* just ran; of secrets only that they were given."""
    parameters = tuple((name, _told(name, value)) for name, value in given.arguments.items())
    time, target = caller.tenant.clock.now(), given.text("Identity") or given.text("Name") or ""
    number = caller.tenant.audit.noted
    return AdminRecord(number, time, cmdlet.name, target, caller.app_id, parameters)


def _told(name: str, value: Argument) -> str:
    if "password" in name.casefold():
        return "***"
    if isinstance(value, Change):
        return ";".join(value.replace if value.replace is not None else (*value.add, *value.remove))
    return str(value)


def newest_first(tenant: Tenant, start: datetime, end: datetime) -> Iterator[Record]:
    """What happened between *start* and *end* while the log was on."""
    sources = (_sent(tenant, start, end), _changed(tenant, start, end))
    return merge(*sources, key=lambda one: one.time, reverse=True)


def data_of(tenant: Tenant, record: Record) -> str:
    """The AuditData of *record*."""
    common: Document = {
        "CreationTime": f"{record.time:%Y-%m-%dT%H:%M:%S}",
        "Id": record.id,
        "Operation": record.operation,
        "OrganizationId": tenant.tenant_id,
        "RecordType": record.kind[1],
        "UserKey": record.user,
        "UserType": 0 if record.kind == _ITEM else 5,
        "Version": 1,
        "Workload": "Exchange",
        "ObjectId": record.target,
        "UserId": record.user,
        "ClientIP": record.ip,
    }
    return compact(common | record.details)


def _sent(tenant: Tenant, start: datetime, end: datetime) -> Iterator[Record]:
    mail = Mail(tenant.people.layout, tenant.key)
    for number in reversed(mail.numbers(start, end)):
        message = mail.message(number)
        if start <= message.received < end and tenant.audit.on(message.received):
            yield from _of_message(tenant, message)


def _of_message(tenant: Tenant, message: Message) -> Iterator[Record]:
    if isinstance(message.sender, str):
        return  # somebody outside, of whom the log knows nothing
    who = tenant.people.who(message.sender)
    yield Record(
        message.received,
        _ITEM,
        "Send",
        who.upn,
        "",
        message.from_ip,
        message.trace_id,
        {
            "ResultStatus": "Succeeded",
            "MailboxGuid": who.exchange_guid,
            "MailboxOwnerUPN": who.upn,
            "Item": {"Subject": message.subject, "SizeInBytes": message.size},
        },
    )


def _changed(tenant: Tenant, start: datetime, end: datetime) -> Iterator[Record]:
    for one in reversed(tenant.audit.admin):
        if start <= one.time < end:
            yield _of_admin(tenant, one)


def _of_admin(tenant: Tenant, one: AdminRecord) -> Record:
    identity = uuid5(NAMESPACE_OID, f"{tenant.tenant_id}/audit/{one.number}")
    parameters: list[Json] = [{"Name": name, "Value": value} for name, value in one.parameters]
    details: Document = {
        "ResultStatus": "True",
        "AppId": one.app_id,
        "OrganizationName": tenant.domain,
        "Parameters": parameters,
    }
    return Record(one.time, _ADMIN, one.cmdlet, one.app_id, one.target, "", str(identity), details)
