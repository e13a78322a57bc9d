"""
What an identity means: a mailbox, a group, any recipient.

Taken are UPN, SMTP address, alias, name, display name, every GUID, ExternalDirectoryObjectId and
the distinguished name.
"""

import re
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.exchange import refusals
from local.tenant.mailbox_life import Life, life
from local.tenant.state.group import Group, GroupKind
from local.tenant.state.person import Mailbox, Person
from local.tenant.tenant import Tenant

_COMMON_NAME = re.compile(r"CN=((?:[^,\\]|\\.)+),OU=", re.IGNORECASE)
_LEGACY = "ou=Exchange Administrative Group (FYDIBOHF23SPDLT)"
_FOREST = "OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM"


def distinguished_name(tenant: Tenant, name: str) -> str:
    """The distinguished name of the recipient *name*."""
    return f"CN={name},OU={tenant.domain},{_FOREST}"


def legacy_name(recipient: Person | Group) -> str:
    """The LegacyExchangeDN of a recipient, by which mail inside the service is addressed."""
    key = recipient.who.exchange_guid if isinstance(recipient, Person) else recipient.id
    stem = f"cn={key.replace('-', '')}-{name_of(recipient)}"
    return f"/o=ExchangeLabs/{_LEGACY}/cn=Recipients/{stem}"


def find_mailbox(tenant: Tenant, identity: str) -> tuple[Person, Mailbox]:
    """
    The one mailbox that *identity* means, to be read.

    Raises:
        ExchangeRefusal: None, or more than one.

    """
    return _one(identity, _active(tenant, identity))


def any_mailbox(tenant: Tenant, identity: str) -> tuple[Person, Mailbox]:
    """
    The one mailbox that *identity* means, one that was deleted and is still kept among them.

    Raises:
        ExchangeRefusal: None, or more than one.

    """
    now = tenant.clock.now()
    every = tenant.people.find_any(_plain(identity))
    return _one(identity, [one for one in every if life(one, now) is not Life.GONE])


def change_mailbox(tenant: Tenant, identity: str) -> tuple[Person, Mailbox]:
    """
    The one mailbox that *identity* means, to be changed.

    Raises:
        ExchangeRefusal: None, or more than one.

    """
    return change_any_mailbox(tenant, find_mailbox(tenant, identity)[0])


def change_any_mailbox(tenant: Tenant, person: Person) -> tuple[Person, Mailbox]:
    """
    The mailbox of *person*, to be changed.

    Raises:
        ExchangeRefusal: There is none any more.

    """
    changing = tenant.people.write(person.who.index)
    if changing.mailbox is None:
        raise refusals.not_found(person.who.alias)
    changing.mailbox.changed = tenant.clock.now()
    return changing, changing.mailbox


def find_person(tenant: Tenant, identity: str) -> Person:
    """
    The one account that *identity* means, with a mailbox or without.

    Raises:
        ExchangeRefusal: None, or more than one.

    """
    found = tenant.people.find(_plain(identity))
    if not found:
        raise refusals.not_found(identity)
    if len(found) > 1:
        raise refusals.ambiguous(identity)
    return found[0]


def find_group(tenant: Tenant, identity: str) -> Group:
    """
    The one group in Exchange that *identity* means.

    Raises:
        ExchangeRefusal: None, or more than one.

    """
    found = [one for one in groups(tenant, identity) if one.in_exchange]
    if not found:
        raise refusals.not_found(identity)
    if len(found) > 1:
        raise refusals.ambiguous(identity)
    return found[0]


def find_recipient(tenant: Tenant, identity: str) -> Person | Group:
    """
    The one recipient that *identity* means: a mailbox or a group with an address.

    Raises:
        ExchangeRefusal: None, or more than one.

    """
    found: list[Person | Group] = [*_active(tenant, identity), *groups(tenant, identity)]
    if not found:
        raise refusals.not_found(identity)
    if len(found) > 1:
        raise refusals.ambiguous(identity)
    return found[0]


def name_of(recipient: Person | Group) -> str:
    """The Name of a recipient, by which others refer to it."""
    if isinstance(recipient, Group):
        return recipient.alias
    named = recipient.mailbox and recipient.mailbox.name
    return named or recipient.who.alias


def groups(tenant: Tenant, identity: str) -> list[Group]:
    """The groups with an address that *identity* may mean."""
    wanted = _plain(identity)
    return [
        group
        for group in tenant.groups
        if group.kind is not GroupKind.SECURITY and wanted in _group_names(group)
    ]


def group_guid(group: Group) -> str:
    """Exchange's own GUID of a group, which is not its object id in Entra."""
    return str(uuid5(NAMESPACE_DNS, f"{group.id}/exchange"))


def _group_names(group: Group) -> set[str]:
    mail = (group.mail or "").casefold()
    return {group.id, group_guid(group), group.name.casefold(), group.alias, mail}


def _active(tenant: Tenant, identity: str) -> list[Person]:
    now = tenant.clock.now()
    people = tenant.people.find(_plain(identity))
    return [one for one in people if life(one, now) is Life.ACTIVE]


def _one(identity: str, people: list[Person]) -> tuple[Person, Mailbox]:
    found = [(one, one.mailbox) for one in people if one.mailbox is not None]
    if not found:
        raise refusals.not_found(identity)
    if len(found) > 1:
        raise refusals.ambiguous(identity)
    return found[0]


def _plain(identity: str) -> str:
    match = _COMMON_NAME.match(identity)
    return (match[1] if match else identity).strip().casefold().removeprefix("smtp:")
