"""What properties are read from, and how rows are made of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local.tenant.exchange.recipients import distinguished_name
from local.tenant.exchange.values import Row, Value
from local.tenant.exchange.wire import spelled
from local.tenant.mailbox_life import Life, life
from local.tenant.state.person import Mailbox, Person
from local.tenant.tenant import Tenant


@dataclass(slots=True)
class Source:
    """A mailbox with its owner and tenant."""

    tenant: Tenant
    person: Person
    mailbox: Mailbox

    @property
    def name(self) -> str:
        return self.mailbox.name or self.person.who.alias

    @property
    def life(self) -> Life:
        return life(self.person, self.tenant.clock.now())

    @property
    def dn(self) -> str:
        return distinguished_name(self.tenant, self.name)


type Properties = Mapping[str, Callable[[Source], Value]]


def row_of(properties: Properties, source: Source, names: frozenset[str] | None) -> Row:
    """The row of *source*; only *names*, in lower case, when given."""
    if names is None:
        return {name: read(source) for name, read in properties.items()}
    return {name: properties[name](source) for name in spelled(tuple(properties), names)}
