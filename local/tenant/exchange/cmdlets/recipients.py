"""Get-Recipient."""

import re

from local.tenant.exchange import listing
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.listing import recipient_row
from local.tenant.exchange.other_recipients import KINDS as OTHERS
from local.tenant.exchange.other_recipients import find_other
from local.tenant.exchange.properties.group import TYPES, group_row
from local.tenant.exchange.recipients import find_recipient
from local.tenant.exchange.values import Row
from local.tenant.state.kinds import Kind
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant

_KINDS = "|".join([*Kind, *TYPES.values(), *OTHERS])
_DELETED = "IncludeSoftDeletedRecipients"
_MEMBERS = re.compile(r"\s*Members\s+-eq\s+'((?:[^']|'')+)'\s*", re.IGNORECASE)


@cmdlet(
    "Get-Recipient",
    "Identity text",
    "Filter text",
    f"RecipientTypeDetails {_KINDS}*",
    "IncludeSoftDeletedRecipients bool",
    "ResultSize count",
)
def get_recipient(tenant: Tenant, given: Bound) -> Output:
    """One recipient, the groups of a member, or all that fit."""
    kinds, deleted = given.several("RecipientTypeDetails"), given.flag(_DELETED)
    if identity := given.text("Identity"):
        if other := find_other(tenant, identity):
            return Output([other])
        return Output([recipient_row(tenant, identity, deleted=deleted)])
    text = given.text("Filter") or ""
    if match := _MEMBERS.fullmatch(text):
        return Output(_groups_of(tenant, match[1].replace("''", "'"), kinds))
    wanted = {kind.casefold() for kind in kinds}
    return listing.recipients(tenant, text, wanted, deleted=deleted)


def _groups_of(tenant: Tenant, member: str, kinds: list[str]) -> list[Row]:
    found = find_recipient(tenant, member)
    if not isinstance(found, Person):
        return []  # no group here has a group as a member
    groups = [one for one in tenant.groups.of(found.who.index) if one.kind in TYPES]
    return [group_row(tenant, one) for one in groups if not kinds or TYPES[one.kind] in kinds]
