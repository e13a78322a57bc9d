"""Accounts that are made after the seed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.state.kinds import Kind
from local.tenant.state.licenses import UNLICENSED_BYTES
from local.tenant.state.person import Account, Identity, Mailbox, Quotas
from local.tenant.tenant import Tenant

_NEAR = 49, 49.5  # of 50: where the warning and the stop to sending lie


@dataclass(frozen=True, slots=True)
class Named:
    """How a newcomer is called."""

    upn: str
    alias: str
    address: str
    display_name: str
    given: str = ""
    family: str = ""


def identity(tenant: Tenant, named: Named) -> Identity:
    """The identity of one more person in *tenant*, with ids that nobody else has."""
    index = tenant.people.next_index()

    def guid(what: str) -> str:
        return str(uuid5(NAMESPACE_DNS, f"{tenant.tenant_id}/newcomer/{index}/{what}"))

    return Identity(
        index,
        guid("account"),
        guid("recipient"),
        guid("mailbox"),
        named.upn,
        named.alias,
        named.address,
        named.given,
        named.family,
        named.display_name,
        employee_id=None,
        department="",
        title="",
        country_code="US",
        country="United States",
    )


def account(now: datetime, *, enabled: bool) -> Account:
    """An account without a licence, made at *now*."""
    made = now.replace(microsecond=0)
    return Account(
        enabled,
        synced=False,
        created=made,
        password_changed=made,
        sessions_valid_from=made,
        licenses=[],
    )


def mailbox(kind: Kind, now: datetime) -> Mailbox:
    """An empty mailbox without a licence; that of a user lasts 30 days unless one is given."""
    made = now.replace(microsecond=0)
    warning, send = (int(part * UNLICENSED_BYTES / 50) for part in _NEAR)
    quotas = Quotas(warning, send, UNLICENSED_BYTES)
    found = Mailbox(kind, quotas, None, 0, made, None)
    if kind is Kind.USER:
        found.deletion_clock = made
    return found
