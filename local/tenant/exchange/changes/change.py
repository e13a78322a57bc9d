"""A change to one mailbox: what is asked for, and what is done once every concern agreed."""

from collections.abc import Callable
from dataclasses import dataclass

from local.tenant.exchange.bound import Bound
from local.tenant.state.person import Mailbox, Person
from local.tenant.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Case:
    """The mailbox as it is, and what the caller wants of it."""

    tenant: Tenant
    person: Person
    mailbox: Mailbox
    given: Bound


type Apply = Callable[[Person, Mailbox], None]
type Decide = Callable[[Case], Apply]


def nothing(_: Person, __: Mailbox) -> None:
    """Leave all as it is."""
