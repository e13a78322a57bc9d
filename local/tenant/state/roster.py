"""
The people of a tenant: computed until changed, then kept; a lag shows readers the old state.

Who came after the seed is kept from the start, under an index far above all computed ones.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from local.tenant.seed.identities import Identities
from local.tenant.seed.layout import Layout
from local.tenant.seed.people import Births
from local.tenant.state.lag import Before, Lag
from local.tenant.state.person import Identity, Person

FIRST_NEWCOMER = 1 << 32


class Roster:
    """Everybody in one tenant."""

    def __init__(self, layout: Layout, identities: Identities, births: Births, lag: Lag) -> None:
        self.layout = layout
        self.identities = identities
        self.births = births
        self._kept: dict[int, Person] = {}
        self._before = Before[int, Person](lag)
        self._named: dict[str, set[int]] = defaultdict(set)
        self._newcomers: list[int] = []
        self.on_change: Callable[[int, Person | None], None] = _nobody_cares

    @property
    def mailboxes(self) -> Sequence[int]:
        """The indexes of all who may have a mailbox."""
        first = range(self.layout.mailboxes)
        return [*first, *self._arrived()] if self._newcomers else first

    @property
    def everyone(self) -> Sequence[int]:
        """The indexes of all accounts."""
        first = range(self.layout.people)
        return [*first, *self._arrived()] if self._newcomers else first

    def read(self, index: int) -> Person:
        """Person *index* as readers see them; not to be changed."""
        before = self._before.of(index)
        return before or self._kept.get(index) or self.births.person(index)

    def who(self, index: int) -> Identity:
        """The identity of person *index*, as it is now."""
        kept = self._kept.get(index)
        return kept.who if kept else self.identities.of(index)

    def current(self, index: int) -> Person:
        """Person *index* as they are, whatever readers see yet; not to be changed."""
        return self._kept.get(index) or self.births.person(index)

    def write(self, index: int) -> Person:
        """Person *index* to be changed; the change stays."""
        person = self._kept.get(index) or self.births.person(index)
        self._before.note(index, person)
        self.on_change(index, person)
        self._kept[index] = person
        return person

    def admit(self, person: Person) -> None:
        """*person*, whose index `next_index` gave, is one of the people."""
        self._before.made(person.who.index)
        self._kept[person.who.index] = person
        self._newcomers.append(person.who.index)
        self.renamed(person)
        self.on_change(person.who.index, None)

    def next_index(self) -> int:
        """The index for one more newcomer."""
        return FIRST_NEWCOMER + len(self._newcomers)

    def renamed(self, person: Person) -> None:
        """*person* is found by the names they have now, whatever the seed called them."""
        for name in self._names(person):
            self._named[name].add(person.who.index)

    def changed(self) -> Iterator[Person]:
        """Everybody who was changed since the seed."""
        return iter(self._kept.values())

    def saved(self) -> list[Person]:
        """Who was changed or came since the seed."""
        return list(self._kept.values())

    def restore(self, saved: list[Person]) -> None:
        """Those in *saved* are as they are there, all others as the seed makes them."""
        self._kept = {one.who.index: one for one in saved}
        self._newcomers = sorted(one for one in self._kept if one >= FIRST_NEWCOMER)
        for person in saved:
            self.renamed(person)

    def find(self, text: str) -> list[Person]:
        """
        The people whom *text* names: object id, GUIDs, sign-in name, address, alias, display name.

        Deleted accounts are not found.
        """
        return [one for one in self.find_any(text) if one.account.deleted is None]

    def find_any(self, text: str) -> list[Person]:
        """The people whom *text* names, deleted accounts among them."""
        wanted = text.strip().casefold().removeprefix("smtp:")
        indexes = {*self.identities.find(text), *self._named.get(wanted, ())}
        there = (index for index in sorted(indexes) if not self._before.absent(index))
        candidates = map(self.read, there)
        return [one for one in candidates if wanted in self._names(one)]

    def proxies(self, person: Person) -> list[str]:
        """All addresses of *person*, the primary one marked by `SMTP:` in capitals."""
        mailbox, who = person.mailbox, person.who
        if mailbox is not None and mailbox.proxies is not None:
            return mailbox.proxies
        return [f"SMTP:{who.address}", f"smtp:{self.identities.second_address(who)}"]

    def _arrived(self) -> list[int]:
        """The newcomers whom readers see by now."""
        return [index for index in self._newcomers if not self._before.absent(index)]

    def _names(self, person: Person) -> set[str]:
        who = person.who
        names: Iterable[str] = (
            who.object_id,
            who.mailbox_guid,
            who.exchange_guid,
            who.upn,
            who.address,
            who.alias,
            who.display_name,
            (person.mailbox.name if person.mailbox else None) or who.alias,
            *(one.partition(":")[2] for one in self.proxies(person)),
        )
        return {name.casefold() for name in names}


def _nobody_cares(_: int, __: Person | None) -> None:
    """Until somebody wants to know who changes."""
