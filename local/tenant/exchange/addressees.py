"""Addressees as inbox rules keep them: a shown name, and where mail for it goes."""

from email.utils import parseaddr

from local.tenant.exchange.recipients import find_recipient, legacy_name
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant

_NOT_FOUND = 404


def addressee(tenant: Tenant, text: str) -> str:
    """
    Who *text* means, as `"Name" [EX:…]` inside the tenant and `"address" [SMTP:…]` outside.

    Raises:
        ExchangeRefusal: No recipient, and no address either; or several recipients.

    """
    try:
        found = find_recipient(tenant, text)
    except ExchangeRefusal as refusal:
        address = parseaddr(text.removeprefix("smtp:"))[1]
        if refusal.status != _NOT_FOUND or "@" not in address:
            raise
        return f'"{address}" [SMTP:{address}]'
    name = found.who.display_name if isinstance(found, Person) else found.name
    return f'"{name}" [EX:{legacy_name(found)}]'
