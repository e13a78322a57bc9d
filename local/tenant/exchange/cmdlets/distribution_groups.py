"""Get-, New-, Set- and Remove-DistributionGroup."""

import re
from collections.abc import Iterable
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.group_changes import address, people, permitted
from local.tenant.exchange.kept import accepted
from local.tenant.exchange.opath import matcher
from local.tenant.exchange.properties.group import GROUP_SETTINGS, TYPES, group_row
from local.tenant.exchange.properties.recipient import OF_GROUP
from local.tenant.exchange.recipients import find_group, find_mailbox, groups
from local.tenant.state.group import Group, GroupKind
from local.tenant.state.person import Setting
from local.tenant.tenant import Tenant

_KINDS = "MailUniversalDistributionGroup|MailUniversalSecurityGroup|RoomList*"
_SETTINGS = tuple(f"{name} {known.type}" for name, known in GROUP_SETTINGS.items())
_NOT_IN_ALIAS = re.compile(r"[^A-Za-z0-9._-]")
_OF_NEW = ("MemberJoinRestriction", "MemberDepartRestriction", "RequireSenderAuthenticationEnabled")


@cmdlet(
    "Get-DistributionGroup",
    "Identity text",
    "Filter text",
    f"RecipientTypeDetails {_KINDS}",
    "ManagedBy text",
    "ResultSize count",
)
def get_distribution_group(tenant: Tenant, given: Bound) -> Output:
    """One group, or all that Exchange keeps and that fit."""
    if identity := given.text("Identity"):
        return Output([group_row(tenant, find_group(tenant, identity))])
    kinds, manager = given.several("RecipientTypeDetails"), given.text("ManagedBy")
    fits = matcher(given.text("Filter") or "", OF_GROUP)
    managing = find_mailbox(tenant, manager)[0].who.index if manager else None
    rows = [
        group_row(tenant, one)
        for one in tenant.groups
        if one.in_exchange
        and (not kinds or TYPES[one.kind] in kinds)
        and (managing is None or managing in one.owners)
    ]
    return Output([row for row in rows if fits(row)])


@cmdlet(
    "New-DistributionGroup",
    "Name! text",
    "Alias text",
    "DisplayName text",
    "PrimarySmtpAddress text",
    "Type Distribution|Security",
    "ManagedBy many",
    "Members many",
    "IgnoreNamingPolicy bool",
    *(f"{name} {GROUP_SETTINGS[name].type}" for name in _OF_NEW),
)
def new_distribution_group(tenant: Tenant, given: Bound) -> Output:
    """There is one more group, managed by whom is named, with the members that are named."""
    name = given.required("Name")
    if groups(tenant, name):
        raise refusals.name_exists(name)
    alias = _NOT_IN_ALIAS.sub("", given.text("Alias") or name)
    mail = address(tenant, given.text("PrimarySmtpAddress") or f"{alias}@{tenant.custom_domain}")
    security = given.text("Type") == "Security"
    kind = GroupKind.MAIL_SECURITY if security else GroupKind.DISTRIBUTION
    made = Group(
        str(uuid5(NAMESPACE_DNS, f"{tenant.tenant_id}/group/{mail}")),
        given.text("DisplayName") or name,
        alias,
        kind,
        range(0),
        mail=mail,
    )
    if given.has("ManagedBy"):
        made.owners = people(tenant, given.change("ManagedBy"), [])
    if given.has("Members"):
        made.added = set(people(tenant, given.change("Members"), []))
    made.settings = _settings(made, given, _OF_NEW)
    tenant.groups.admit(made)
    return Output([group_row(tenant, made)])


@cmdlet(
    "Set-DistributionGroup",
    "Identity! text",
    "DisplayName text",
    "Alias text",
    "PrimarySmtpAddress text",
    "ManagedBy many",
    "BypassSecurityGroupManagerCheck bool",
    *_SETTINGS,
)
def set_distribution_group(tenant: Tenant, given: Bound) -> Output:
    """What is given is set, all of it or nothing."""
    group = permitted(tenant, given)
    mail = address(tenant, given.text("PrimarySmtpAddress"), group)
    owners = group.owners
    if given.has("ManagedBy"):
        owners = people(tenant, given.change("ManagedBy"), owners)
    settings = _settings(group, given, GROUP_SETTINGS)

    group = tenant.groups.write(group)
    group.name = given.text("DisplayName") or group.name
    group.alias = given.text("Alias") or group.alias
    group.mail, group.owners = mail or group.mail, owners
    group.settings |= settings
    return NOTHING


@cmdlet("Remove-DistributionGroup", "Identity! text", "BypassSecurityGroupManagerCheck bool")
def remove_distribution_group(tenant: Tenant, given: Bound) -> Output:
    """The group is gone."""
    tenant.groups.remove(permitted(tenant, given))
    return NOTHING


def _settings(group: Group, given: Bound, names: Iterable[str]) -> dict[str, Setting]:
    return {
        name: accepted(GROUP_SETTINGS[name], group.settings, given, name)
        for name in names
        if given.has(name)
    }
