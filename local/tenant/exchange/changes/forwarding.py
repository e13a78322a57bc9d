"""Where mail is passed on to: a recipient of the tenant, or any address."""

import re

from local.tenant.exchange import refusals
from local.tenant.exchange.changes.change import Apply, Case
from local.tenant.exchange.other_recipients import find_other
from local.tenant.exchange.recipients import find_recipient, name_of
from local.tenant.state.person import Mailbox, Person
from local.tenant.tenant import Tenant

PARAMETERS = (
    "ForwardingAddress text",
    "ForwardingSmtpAddress text",
    "DeliverToMailboxAndForward bool",
)
_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")


def decide(case: Case) -> Apply:
    """
    The forwarding that is given; null ends it.

    Raises:
        ExchangeRefusal: There is no such recipient, or the address is none.

    """
    given = case.given
    target = given.text("ForwardingAddress")
    name = _recipient(case.tenant, target) if target else None
    address = _address(given.text("ForwardingSmtpAddress"))

    def apply(_: Person, mailbox: Mailbox) -> None:
        if given.has("ForwardingAddress"):
            mailbox.forwarding_to = name
        if given.has("ForwardingSmtpAddress"):
            mailbox.forwarding_smtp = address
        if given.has("DeliverToMailboxAndForward"):
            mailbox.deliver_and_forward = given.flag("DeliverToMailboxAndForward")

    return apply


def _recipient(tenant: Tenant, target: str) -> str:
    other = find_other(tenant, target)
    return str(other["Name"]) if other else name_of(find_recipient(tenant, target))


def _address(text: str | None) -> str | None:
    if not text:
        return None
    plain = text[5:] if text.casefold().startswith("smtp:") else text
    if not _ADDRESS.fullmatch(plain):
        why = f'Cannot convert value "{text}" to type "Microsoft.Exchange.Data.ProxyAddress". '
        raise refusals.transformation(
            "ForwardingSmtpAddress", f'{why}The address "{text}" is invalid.'
        )
    return f"smtp:{plain}"
