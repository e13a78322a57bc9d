"""
Looking for people by part of a name, and in which order they are listed.

Source: parameters Anr and SortBy of Get-Mailbox and Get-User.
"""

from collections.abc import Collection, Sequence

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.properties.source import Properties, Source
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant


def sought(given: Bound) -> str:
    """What `Anr` asks for, in lower case; empty without it."""
    return (given.text("Anr") or "").strip().casefold()


def called(person: Person, anr: str) -> bool:
    """Whether one of the names that ambiguous name resolution looks at begins with *anr*."""
    if not anr:
        return True
    who = person.who
    names = (who.display_name, who.given, who.family, who.alias)
    return any(name.casefold().startswith(anr) for name in names)


def in_order(
    tenant: Tenant, given: Bound, properties: Properties, sortable: Collection[str]
) -> Sequence[int]:
    """
    Who may have a mailbox, ordered by what `SortBy` names; as they come without it.

    Every mailbox is looked at for it, at each page.

    Raises:
        ExchangeRefusal: Nothing is ordered by that. The sentence is a guess.

    """
    wanted = given.text("SortBy")
    if not wanted:
        return tenant.people.mailboxes
    name = next((one for one in sortable if one.casefold() == wanted.casefold()), None)
    if name is None:
        why = f"{wanted} can't be sorted by. Use one of: {', '.join(sortable)}."
        raise refusals.transformation("SortBy", why)
    read = properties[name]

    def key(index: int) -> str:
        person = tenant.people.read(index)
        if person.mailbox is None:
            return ""
        return str(read(Source(tenant, person, person.mailbox))).casefold()

    return sorted(tenant.people.mailboxes, key=key)
