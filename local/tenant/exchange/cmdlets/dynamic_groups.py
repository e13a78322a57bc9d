"""Dynamic distribution groups: who belongs to them follows from a filter over recipients."""

from local.tenant.exchange import refusals
from local.tenant.exchange.addresses import check_free
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Names, Output, cmdlet
from local.tenant.exchange.opath import matcher
from local.tenant.exchange.policies import find_policy, policy_row
from local.tenant.exchange.properties.recipient import RECIPIENT
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.values import Row
from local.tenant.mailbox_life import Life, life
from local.tenant.tenant import Tenant

_FAMILY = "DynamicDistributionGroup"
_EVERYBODY = "RecipientTypeDetails -ne 'None'"
_INCLUDED = {
    "AllRecipients": _EVERYBODY,
    "MailboxUsers": "RecipientTypeDetails -eq 'UserMailbox'",
    "Resources": "(RecipientTypeDetails -eq 'RoomMailbox') -or "
    "(RecipientTypeDetails -eq 'EquipmentMailbox')",
}
_WHO = ("RecipientFilter text", f"IncludedRecipients {'|'.join(_INCLUDED)}")


@cmdlet("Get-DynamicDistributionGroup", "Identity text", "ResultSize count")
def get_dynamic_group(tenant: Tenant, given: Bound) -> Output:
    """One group, or all."""
    identity = given.text("Identity")
    rows = [find_policy(tenant, _FAMILY, identity)] if identity else tenant.settings.rows(_FAMILY)
    return Output([policy_row(tenant, _FAMILY, row) for row in rows])


@cmdlet("Get-DynamicDistributionGroupMember", "Identity! text", "ResultSize count")
def get_dynamic_group_member(tenant: Tenant, given: Bound) -> Output:
    """Who belongs to a group now."""
    group, now = find_policy(tenant, _FAMILY, given.required("Identity")), tenant.clock.now()
    fits = matcher(str(group["RecipientFilter"]), RECIPIENT)

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        if person.mailbox is None or life(person, now) is not Life.ACTIVE:
            return None
        source = Source(tenant, person, person.mailbox)
        return row_of(RECIPIENT, source, names) if fits(source) else None

    return Output(tenant.people.mailboxes, row)


@cmdlet(
    "New-DynamicDistributionGroup",
    "Name! text",
    "Alias text",
    "DisplayName text",
    "PrimarySmtpAddress text",
    *_WHO,
)
def new_dynamic_group(tenant: Tenant, given: Bound) -> Output:
    """There is one more group, of whom the filter describes."""
    name, rows = given.required("Name"), tenant.settings.rows(_FAMILY)
    if any(str(row["Name"]).casefold() == name.casefold() for row in rows):
        raise refusals.name_exists(name)
    text = _filter(given)
    if text is None:
        raise refusals.missing_parameter("New-DynamicDistributionGroup", ["RecipientFilter"])
    alias = given.text("Alias") or name.replace(" ", "")
    mail = given.text("PrimarySmtpAddress") or f"{alias}@{tenant.custom_domain}"
    check_free(tenant, mail)
    row: Row = {
        "Name": name,
        "DisplayName": given.text("DisplayName") or name,
        "Alias": alias,
        "PrimarySmtpAddress": mail,
        "EmailAddresses": [f"SMTP:{mail}"],
        "RecipientFilter": text,
        "RecipientContainer": tenant.domain,
        "RecipientType": "DynamicDistributionGroup",
        "RecipientTypeDetails": "DynamicDistributionGroup",
        "HiddenFromAddressListsEnabled": False,
        "ManagedBy": None,
    }
    rows.append(row)
    return Output([policy_row(tenant, _FAMILY, row)])


@cmdlet(
    "Set-DynamicDistributionGroup",
    "Identity! text",
    "DisplayName text",
    "HiddenFromAddressListsEnabled bool",
    "ForceMembershipRefresh bool",
    *_WHO,
)
def set_dynamic_group(tenant: Tenant, given: Bound) -> Output:
    """What is given is set; who belongs to the group follows at once."""
    row, text = find_policy(tenant, _FAMILY, given.required("Identity")), _filter(given)
    row["RecipientFilter"] = text or row["RecipientFilter"]
    row["DisplayName"] = given.text("DisplayName") or row["DisplayName"]
    if given.has("HiddenFromAddressListsEnabled"):
        row["HiddenFromAddressListsEnabled"] = given.flag("HiddenFromAddressListsEnabled")
    return NOTHING


@cmdlet("Remove-DynamicDistributionGroup", "Identity! text")
def remove_dynamic_group(tenant: Tenant, given: Bound) -> Output:
    """The group is gone."""
    row = find_policy(tenant, _FAMILY, given.required("Identity"))
    tenant.settings.rows(_FAMILY).remove(row)
    return NOTHING


def _filter(given: Bound) -> str | None:
    """
    The filter that is given, which must be one that is understood.

    Raises:
        ExchangeRefusal: It is not.

    """
    included = given.text("IncludedRecipients")
    text = given.text("RecipientFilter") or (_INCLUDED[included] if included else None)
    if text is not None:
        matcher(text, RECIPIENT)
    return text
