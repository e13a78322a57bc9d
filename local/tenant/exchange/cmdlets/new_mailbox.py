"""New-Mailbox: an account with a mailbox, for a person or for a thing many use."""

import re

from local.tenant.exchange import refusals
from local.tenant.exchange.addresses import check_free
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.mailbox_life import Life, life
from local.tenant.newcomer import Named, account, identity, mailbox
from local.tenant.state.kinds import Kind
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant

_KINDS = {"Shared": Kind.SHARED, "Room": Kind.ROOM, "Equipment": Kind.EQUIPMENT}
_NOT_IN_ALIAS = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]")


@cmdlet(
    "New-Mailbox",
    "Name! text",
    *(f"{name} bool" for name in _KINDS),
    "MicrosoftOnlineServicesID text",
    "Password text",
    "ResetPasswordOnNextLogon bool",
    "Alias text",
    "DisplayName text",
    "FirstName text",
    "LastName text",
    "PrimarySmtpAddress text",
    "EnableRoomMailboxAccount bool",
    "RoomMailboxPassword text",
    "ResourceCapacity count",
    "Force bool",
)
def new_mailbox(tenant: Tenant, given: Bound) -> Output:
    """
    There is one more mailbox, and the account it belongs to.

    A person's needs a sign-in name and a password, and without a licence lasts 30 days.
    """
    kind, name = _kind(given), given.required("Name")
    named = _named(tenant, given)
    if any(_called(tenant, one, name) for one in tenant.people.find_any(name)):
        raise refusals.name_exists(name)
    for address in {named.address, named.upn}:
        check_free(tenant, address)

    now = tenant.clock.now()
    enabled = kind is Kind.USER or given.flag("EnableRoomMailboxAccount")
    made = mailbox(kind, now)
    made.name = name
    person = Person(identity(tenant, named), account(now, enabled=enabled), made)
    if (capacity := given.size("ResourceCapacity")) is not None:
        made.settings["ResourceCapacity"] = capacity
    tenant.people.admit(person)
    return Output([row_of(MAILBOX, Source(tenant, person, made), None)])


def _kind(given: Bound) -> Kind:
    """
    What the switches say; none of them stands for a person.

    Raises:
        ExchangeRefusal: Two of them, or a person without what it takes to sign in.

    """
    said = [kind for name, kind in _KINDS.items() if given.flag(name)]
    if len(said) > 1:
        raise refusals.unknown_parameter(", ".join(_KINDS))
    if said:
        return said[0]
    needed = ("MicrosoftOnlineServicesID", "Password")
    if missing := [name for name in needed if not given.text(name)]:
        raise refusals.missing_parameter("New-Mailbox", missing)
    return Kind.USER


def _named(tenant: Tenant, given: Bound) -> Named:
    name = given.required("Name")
    sign_in = given.text("MicrosoftOnlineServicesID")
    alias = given.text("Alias") or (sign_in or name).partition("@")[0]
    alias = _NOT_IN_ALIAS.sub("", alias)
    address = given.text("PrimarySmtpAddress")
    if address is None:
        address = sign_in or f"{alias}@{tenant.custom_domain}"
    return Named(
        sign_in or address,
        alias,
        address,
        given.text("DisplayName") or name,
        given.text("FirstName") or "",
        given.text("LastName") or "",
    )


def _called(tenant: Tenant, person: Person, name: str) -> bool:
    if life(person, tenant.clock.now()) is not Life.ACTIVE or person.mailbox is None:
        return False
    return (person.mailbox.name or person.who.alias).casefold() == name.casefold()
