"""People chosen by what they are, for demos and tests."""

from collections.abc import Callable
from random import Random

from local.tenant.seed.layout import EMPLOYEE_ID_TWINS, NAME_TWINS
from local.tenant.seed.plants import planted_indexes
from local.tenant.seed.specials import LONG_ALIAS, OTHER_ADDRESS, QUOTE, SPECIALS, UNICODE
from local.tenant.state.clients import EXCHANGE_ADMINISTRATOR, GLOBAL_ADMINISTRATOR
from local.tenant.state.kinds import GB, Kind
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant

_LARGE = 45 * GB


class NoSuchPick(Exception):
    """Nobody is of that kind, or not as many as asked for."""


def picked(tenant: Tenant, kind: str, count: int, seed: str) -> list[str]:
    """
    The sign-in names of *count* people of *kind*, the same ones for the same seed.

    Raises:
        NoSuchPick: The kind is not known, or there are not enough.

    """
    fits = _KINDS.get(kind)
    if fits is None:
        raise NoSuchPick(f"no kind {kind!r}; there are {', '.join(_KINDS)}")
    guests = tenant.people.layout.guests
    order = list(range(guests.start))
    Random(f"{seed}/{kind}").shuffle(order)  # noqa: S311 - a seed, no secret
    order += guests
    planted = planted_indexes(tenant)
    found: list[str] = []
    for index in order:
        if len(found) == count:
            break
        person = tenant.people.read(index)
        if person.account.deleted is None and fits(tenant, person, planted):
            found.append(person.who.upn)
    if len(found) < count:
        raise NoSuchPick(f"there are only {len(found)} people of kind {kind!r}, not {count}")
    return found


def _leaver(tenant: Tenant, person: Person, planted: set[int]) -> bool:
    """An ordinary employee: nothing about them needs a second look."""
    index, mailbox, layout = person.who.index, person.mailbox, tenant.people.layout
    if mailbox is None or mailbox.kind is not Kind.USER or not person.account.enabled:
        return False
    if index in planted or index in tenant.roles or person.account.synced:
        return False
    if index in {*EMPLOYEE_ID_TWINS, *NAME_TWINS, *SPECIALS} or layout.reports(index):
        return False
    if layout.manager(index) is None or mailbox.attributes.get(1) == "VIP":
        return False
    if mailbox.archive or mailbox.hold_since or (mailbox.used_bytes or 0) > _LARGE:
        return False
    if any(group.synced or group.role_assignable for group in tenant.groups.of(index)):
        return False
    return any(one.group_id is None for one in person.account.licenses)


def _manager(tenant: Tenant, person: Person, _: set[int]) -> bool:
    return person.account.enabled and bool(tenant.people.layout.reports(person.who.index))


def _at(index: int) -> Callable[[Tenant, Person, set[int]], bool]:
    return lambda _, person, __: person.who.index == index


def _of_kind(kind: Kind) -> Callable[[Tenant, Person, set[int]], bool]:
    return lambda _, person, __: person.mailbox is not None and person.mailbox.kind is kind


_KINDS: dict[str, Callable[[Tenant, Person, set[int]], bool]] = {
    "leaver": _leaver,
    "manager": _manager,
    "shared": _of_kind(Kind.SHARED),
    "room": _of_kind(Kind.ROOM),
    "breakglass": lambda tenant, person, _: tenant.people.layout.is_break_glass(person.who.index),
    "role-holder": lambda tenant, person, _: (
        person.who.index in tenant.roles and person.mailbox is not None
    ),
    # Who may do everything a prompt can: set-up wants both roles.
    "admin": lambda tenant, person, _: (
        {GLOBAL_ADMINISTRATOR, EXCHANGE_ADMINISTRATOR} <= {*tenant.roles.of(person.who.index)}
    ),
    "synced": lambda _, person, __: person.account.synced,
    "guest": lambda tenant, person, _: tenant.people.layout.is_guest(person.who.index),
    "quote": _at(QUOTE),
    "other-address": _at(OTHER_ADDRESS),
    "unicode": _at(UNICODE),
    "long-alias": _at(LONG_ALIAS),
    "ambiguous": lambda _, person, __: person.who.index in {*EMPLOYEE_ID_TWINS, *NAME_TWINS},
}
