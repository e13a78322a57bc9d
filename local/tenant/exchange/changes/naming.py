"""How a mailbox is called: names, sign-in name, addresses."""

from dataclasses import replace

from local.tenant.exchange import refusals
from local.tenant.exchange.addresses import check_free, primary_of, with_primary
from local.tenant.exchange.changes.change import Apply, Case, nothing
from local.tenant.state.person import Mailbox, Person

PARAMETERS = (
    "Name text",
    "Alias text",
    "DisplayName text",
    "EmailAddresses many",
    "WindowsEmailAddress text",
    "MicrosoftOnlineServicesID text",
)


def decide(case: Case) -> Apply:
    """
    The names that are given; everybody finds the mailbox by them from now on.

    Raises:
        ExchangeRefusal: An address is another's or in a foreign domain, or none is the primary one.

    """
    given, who = case.given, case.person.who
    if not any(given.has(one.partition(" ")[0]) for one in PARAMETERS):
        return nothing
    proxies = _proxies(case)
    for address in _mail(proxies):
        check_free(case.tenant, address, who.object_id)
    sign_in = given.text("MicrosoftOnlineServicesID") or who.upn
    if sign_in.casefold() != who.upn.casefold():
        check_free(case.tenant, sign_in, who.object_id)

    def apply(person: Person, mailbox: Mailbox) -> None:
        mailbox.proxies = proxies
        mailbox.name = given.text("Name") or mailbox.name or who.alias
        person.who = replace(
            person.who,
            alias=given.text("Alias") or who.alias,
            display_name=given.text("DisplayName") or who.display_name,
            address=primary_of(proxies),
            upn=sign_in,
        )
        case.tenant.people.renamed(person)

    return apply


def _proxies(case: Case) -> list[str]:
    """
    The addresses after the change, in which a new primary one takes the place of the old.

    Raises:
        ExchangeRefusal: The primary address was taken away and no other made primary.

    """
    before = case.tenant.people.proxies(case.person)
    after = list(before)
    if case.given.has("EmailAddresses"):
        change = case.given.change("EmailAddresses")
        gone = {_plain(one) for one in change.remove}
        kept = [one for one in before if _plain(one) not in gone]
        after = kept if change.replace is None else change.replace
        after = [*after, *change.add]
        if _plain(before[0]) in gone and not any(one.startswith("SMTP:") for one in after):
            raise refusals.recipient_task(
                f'The proxy address "{before[0]}" is the primary one and can\'t be removed.'
            )
    if windows := case.given.text("WindowsEmailAddress"):
        after = [*after, f"SMTP:{windows}"]
    return with_primary(after)


def _plain(address: str) -> str:
    return address.casefold().removeprefix("smtp:")


def _mail(proxies: list[str]) -> list[str]:
    return [one[5:] for one in proxies if one.casefold().startswith("smtp:")]
