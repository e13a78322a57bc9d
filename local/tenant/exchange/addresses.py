"""The addresses of a recipient: one primary, all in the tenant's domains, each held once."""

from local.tenant.exchange import refusals
from local.tenant.exchange.recipients import group_guid
from local.tenant.mailbox_life import Life, life
from local.tenant.tenant import Tenant

_PRIMARY = "SMTP:"


def with_primary(proxies: list[str]) -> list[str]:
    """
    *proxies* with exactly one primary address: the last one marked, or the first one at all.

    Raises:
        ExchangeRefusal: There is no address to be the primary one.

    """
    typed = [one if ":" in one else f"smtp:{one}" for one in proxies]
    mail = [one for one in typed if one.casefold().startswith("smtp:")]
    if not mail:
        raise refusals.recipient_task(
            "The primary SMTP address can't be removed. Make another address the primary first."
        )
    marked = [one for one in mail if one.startswith(_PRIMARY)]
    primary = (marked[-1] if marked else mail[0])[len(_PRIMARY) :]
    rest = {
        one[len(_PRIMARY) :].casefold(): f"smtp:{one[len(_PRIMARY) :]}"
        for one in mail
        if one[len(_PRIMARY) :].casefold() != primary.casefold()
    }
    others = [one for one in typed if not one.casefold().startswith("smtp:")]
    return [f"{_PRIMARY}{primary}", *rest.values(), *others]


def primary_of(proxies: list[str]) -> str:
    """The primary address among *proxies*."""
    return next(one[len(_PRIMARY) :] for one in proxies if one.startswith(_PRIMARY))


def check_free(tenant: Tenant, address: str, holder: str | None = None) -> None:
    """
    *address* is in a domain of the tenant, and nobody but *holder*, an object id, has it.

    Raises:
        ExchangeRefusal: It is not.

    """
    domain = address.rpartition("@")[2].casefold()
    if domain not in {one.name for one in tenant.domains}:
        raise refusals.not_accepted(domain)
    for person in tenant.people.find_any(address):
        if person.who.object_id == holder:
            continue
        match life(person, tenant.clock.now()):
            case Life.ACTIVE:
                raise refusals.proxy_exists(address, person.who.mailbox_guid)
            case Life.SOFT_DELETED | Life.INACTIVE:
                # The directory keeps the address for an object that may still come back.
                raise refusals.recipient_task("ExternalDirectoryObjectId was not returned")
            case Life.GONE:
                pass
    for group in tenant.groups:
        if group.mail and group.mail.casefold() == address.casefold() and group.id != holder:
            raise refusals.proxy_exists(address, group_guid(group))
