"""The people of a tenant: computed until changed, then kept; a lag shows readers the old state."""

from collections.abc import Iterator

from local.tenant.seed.identities import Identities
from local.tenant.seed.layout import Layout
from local.tenant.seed.people import Births
from local.tenant.state.lag import Before, Lag
from local.tenant.state.person import Person


class Roster:
    """Everybody in one tenant."""

    def __init__(self, layout: Layout, identities: Identities, births: Births, lag: Lag) -> None:
        self.layout = layout
        self.identities = identities
        self.births = births
        self._kept: dict[int, Person] = {}
        self._before = Before[int, Person](lag)

    def read(self, index: int) -> Person:
        """Person *index* as readers see them; not to be changed."""
        before = self._before.of(index)
        return before or self._kept.get(index) or self.births.person(index)

    def write(self, index: int) -> Person:
        """Person *index* to be changed; the change stays."""
        person = self._kept.get(index) or self.births.person(index)
        self._before.note(index, person)
        self._kept[index] = person
        return person

    def changed(self) -> Iterator[Person]:
        """Everybody who was changed since the seed."""
        return iter(self._kept.values())

    def find(self, text: str) -> list[Person]:
        """
        The people whom *text* names: object id, GUIDs, sign-in name, address, alias, display name.

        Deleted accounts are not found.
        """
        wanted = text.strip().casefold().removeprefix("smtp:")
        candidates = map(self.read, self.identities.find(text))
        return [one for one in candidates if wanted in _names(one) and one.account.deleted is None]


def _names(person: Person) -> set[str]:
    who = person.who
    names = {
        who.object_id,
        who.mailbox_guid,
        who.exchange_guid,
        who.upn,
        who.address,
        who.alias,
        who.display_name,
    }
    return {name.casefold() for name in names}
