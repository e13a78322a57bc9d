"""Groups as Graph writes them."""

from collections.abc import Callable, Mapping

from local.tenant.graph.kind import Kind, referenced
from local.tenant.messages import Json
from local.tenant.state.group import Group, GroupKind


def _types(one: Group) -> list[Json]:
    types: list[Json] = ["Unified"] if one.kind is GroupKind.MICROSOFT_365 else []
    return [*types, "DynamicMembership"] if one.dynamic_rule else types


_READERS: Mapping[str, Callable[[Group], Json]] = {
    "id": lambda g: g.id,
    "displayName": lambda g: g.name,
    "description": lambda _: None,
    "mail": lambda g: g.mail,
    "mailNickname": lambda g: g.alias,
    "mailEnabled": lambda g: g.kind is not GroupKind.SECURITY,
    "securityEnabled": lambda g: g.kind in {GroupKind.SECURITY, GroupKind.MAIL_SECURITY},
    "groupTypes": _types,
    "membershipRule": lambda g: g.dynamic_rule,
    "membershipRuleProcessingState": lambda g: "On" if g.dynamic_rule else None,
    "onPremisesSyncEnabled": lambda g: True if g.synced else None,
    "isAssignableToRole": lambda g: True if g.role_assignable else None,
    "assignedLicenses": lambda g: [{"skuId": one, "disabledPlans": []} for one in g.sku_ids],
    "proxyAddresses": lambda g: [f"SMTP:{g.mail}"] if g.mail else [],
    "visibility": lambda g: "Private" if g.kind is GroupKind.MICROSOFT_365 else None,
}

GROUP = Kind[Group](
    name="group",
    readers=_READERS,
    filterable=frozenset(_READERS) - {"visibility"},
    sortable={"displayName": False, "deletedDateTime": True},
    searchable=frozenset({"displayName", "mail", "mailNickname"}),
    flags=frozenset(
        {"isAssignableToRole", "mailEnabled", "onPremisesSyncEnabled", "securityEnabled"}
    ),
    advanced=frozenset({"description"}),
)
REFERENCED_GROUP = referenced(GROUP)
