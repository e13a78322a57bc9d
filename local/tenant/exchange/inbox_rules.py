"""Which inbox rule an identity means, and the rules of a mailbox in their order."""

from dataclasses import dataclass

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.recipients import change_mailbox, find_mailbox
from local.tenant.seed.rules import inbox_rules
from local.tenant.state.person import Person
from local.tenant.state.rules import InboxRule
from local.tenant.tenant import Tenant


@dataclass(slots=True)
class Found:
    """A rule, the mailbox it is in, and the others there."""

    person: Person
    rules: list[InboxRule]
    rule: InboxRule


def mailbox_of(given: Bound) -> str:
    """
    The identity of the mailbox that a call means: said, or the part before the rule's own name.

    Raises:
        ExchangeRefusal: Neither names one; an application has no mailbox of its own.

    """
    said = given.text("Mailbox") or (given.text("Identity") or "").rpartition("\\")[0]
    if not said:
        raise refusals.no_such_mailbox("")
    return said


def rules_of(person: Person) -> list[InboxRule]:
    """The rules of *person* in their order; not to be changed."""
    kept = None if person.mailbox is None else person.mailbox.rules
    return inbox_rules(person) if kept is None else kept


def changing_rules(tenant: Tenant, identity: str) -> tuple[Person, list[InboxRule]]:
    """
    The rules of the mailbox *identity*, kept from now on and to be changed.

    Raises:
        ExchangeRefusal: No such mailbox, or more than one.

    """
    person, mailbox = change_mailbox(tenant, identity)
    mailbox.rules = rules_of(person)
    return person, mailbox.rules


def find_rule(tenant: Tenant, given: Bound) -> Found:
    """
    The one rule that `Identity` means, by its id or its name, to be read.

    Raises:
        ExchangeRefusal: None, or more than one.

    """
    person, _ = find_mailbox(tenant, mailbox_of(given))
    return _named(person, rules_of(person), given.required("Identity"))


def change_rule(tenant: Tenant, given: Bound) -> Found:
    """
    The one rule that `Identity` means, to be changed.

    Raises:
        ExchangeRefusal: None, or more than one.

    """
    found = find_rule(tenant, given)
    person, rules = changing_rules(tenant, found.person.who.object_id)
    return Found(person, rules, next(one for one in rules if one.id == found.rule.id))


def _named(person: Person, rules: list[InboxRule], identity: str) -> Found:
    wanted = identity.rpartition("\\")[2].casefold()
    by_id = [one for one in rules if str(one.id) == wanted]
    found = by_id or [one for one in rules if one.name.casefold() == wanted]
    if not found:
        raise refusals.not_found(identity)
    if len(found) > 1:
        raise refusals.ambiguous_rule(identity)
    return Found(person, rules, found[0])
