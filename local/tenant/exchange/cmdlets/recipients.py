"""Get-Recipient and Get-User."""

import re

from local.tenant.exchange import listing
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Names, Output, cmdlet
from local.tenant.exchange.opath import matcher
from local.tenant.exchange.properties.group import TYPES, group_row
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Properties, Source, row_of
from local.tenant.exchange.recipients import find_recipient
from local.tenant.exchange.values import Row
from local.tenant.state.kinds import Kind
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant


def _manager(source: Source) -> str | None:
    people = source.tenant.people
    manager = people.layout.manager(source.person.who.index)
    return None if manager is None else people.identities.of(manager).alias


_KINDS = "|".join([*Kind, *TYPES.values()])
_MEMBERS = re.compile(r"\s*Members\s+-eq\s+'((?:[^']|'')+)'\s*", re.IGNORECASE)
_NAMES = (
    "Name", "Identity", "Id", "DisplayName", "Alias", "PrimarySmtpAddress", "EmailAddresses",
    "Guid", "ExchangeObjectId", "ExternalDirectoryObjectId", "DistinguishedName", "RecipientType",
    "RecipientTypeDetails", "HiddenFromAddressListsEnabled", "IsDirSynced", "OrganizationId",
    "ExchangeVersion", "IsValid", "ObjectState", *(f"CustomAttribute{n}" for n in range(1, 16)),
)  # fmt: skip
RECIPIENT: Properties = {name: MAILBOX[name] for name in _NAMES}
_USER: Properties = {
    **{name: MAILBOX[name] for name in _NAMES},
    "UserPrincipalName": MAILBOX["UserPrincipalName"],
    "AccountDisabled": MAILBOX["AccountDisabled"],
    "FirstName": lambda s: s.person.who.given,
    "LastName": lambda s: s.person.who.family,
    "Department": lambda s: s.person.who.department,
    "Title": lambda s: s.person.who.title,
    "Manager": _manager,
    "AuthenticationPolicy": lambda _: None,
}


@cmdlet(
    "Get-Recipient",
    "Identity text",
    "Filter text",
    f"RecipientTypeDetails {_KINDS}*",
    "ResultSize count",
)
def get_recipient(tenant: Tenant, given: Bound) -> Output:
    """One recipient, the groups of a member, or all that fit."""
    kinds = given.several("RecipientTypeDetails")
    if identity := given.text("Identity"):
        found = find_recipient(tenant, identity)
        if isinstance(found, Person):
            return listing.mailboxes(tenant, given, RECIPIENT)
        return Output([group_row(tenant, found)])
    text = given.text("Filter") or ""
    if match := _MEMBERS.fullmatch(text):
        return Output(_groups_of(tenant, match[1].replace("''", "'"), kinds))
    return _all(tenant, text, kinds)


@cmdlet(
    "Get-User",
    "Identity text",
    "Filter text",
    "ResultSize count",
)
def get_user(tenant: Tenant, given: Bound) -> Output:
    """One person with a mailbox, or all that fit."""
    return listing.mailboxes(tenant, given, _USER)


def _groups_of(tenant: Tenant, member: str, kinds: list[str]) -> list[Row]:
    found = find_recipient(tenant, member)
    if not isinstance(found, Person):
        return []  # no group here has a group as a member
    groups = [one for one in tenant.groups.of(found.who.index) if one.kind in TYPES]
    return [group_row(tenant, one) for one in groups if not kinds or TYPES[one.kind] in kinds]


def _all(tenant: Tenant, text: str, kinds: list[str]) -> Output:
    """Mailboxes first, then groups; groups know no filter but their type."""
    fits = matcher(text, RECIPIENT)
    count = tenant.people.layout.mailboxes
    groups = [] if text else [one for one in tenant.groups if one.kind in TYPES]

    def row(place: int, names: Names) -> Row | None:
        if place >= count:
            found = group_row(tenant, groups[place - count])
            return found if not kinds or found["RecipientTypeDetails"] in kinds else None
        person = tenant.people.read(place)
        if person.mailbox is None or person.account.deleted is not None:
            return None
        if kinds and person.mailbox.kind not in kinds:
            return None
        source = Source(tenant, person, person.mailbox)
        return row_of(RECIPIENT, source, names) if fits(source) else None

    return Output(range(count + len(groups)), row)
