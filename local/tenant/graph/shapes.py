"""People, groups and roles as Graph writes them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.messages import Document, Json
from local.tenant.state.clients import ROLE_NAMES
from local.tenant.state.group import Group, GroupKind
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant

USER_DEFAULT = frozenset(
    {
        "businessPhones",
        "displayName",
        "givenName",
        "id",
        "jobTitle",
        "mail",
        "mobilePhone",
        "officeLocation",
        "preferredLanguage",
        "surname",
        "userPrincipalName",
    }
)


def instant(time: datetime) -> str:
    """*time* in whole seconds, as Graph writes most times."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def user(person: Person, names: frozenset[str] = USER_DEFAULT) -> Document:
    """*person* with the properties in *names*."""
    return {name: read(person) for name, read in USER.items() if name in names}


def group(one: Group) -> Document:
    """A group with all we know of it."""
    unified = one.kind is GroupKind.MICROSOFT_365
    types: list[Json] = ["Unified"] if unified else []
    if one.dynamic_rule:
        types.append("DynamicMembership")
    licenses: list[Json] = [{"skuId": sku_id, "disabledPlans": []} for sku_id in one.sku_ids]
    return {
        "id": one.id,
        "displayName": one.name,
        "description": None,
        "mail": one.mail,
        "mailNickname": one.alias,
        "mailEnabled": one.kind is not GroupKind.SECURITY,
        "securityEnabled": one.kind in {GroupKind.SECURITY, GroupKind.MAIL_SECURITY},
        "groupTypes": types,
        "membershipRule": one.dynamic_rule,
        "onPremisesSyncEnabled": True if one.synced else None,
        "isAssignableToRole": True if one.role_assignable else None,
        "assignedLicenses": licenses,
        "visibility": "Private" if unified else None,
    }


def role(tenant: Tenant, template_id: str) -> Document:
    """A directory role that is in use."""
    return {
        "id": role_id(tenant, template_id),
        "displayName": ROLE_NAMES[template_id],
        "description": None,
        "roleTemplateId": template_id,
    }


def role_id(tenant: Tenant, template_id: str) -> str:
    """The object id of a directory role, which differs from its template's."""
    return str(uuid5(NAMESPACE_DNS, f"{tenant.tenant_id}/{template_id}"))


def _assigned(person: Person) -> list[Json]:
    skus = dict.fromkeys(one.sku_id for one in person.account.licenses)
    return [{"skuId": sku_id, "disabledPlans": []} for sku_id in skus]


def _states(person: Person) -> list[Json]:
    return [
        {
            "skuId": one.sku_id,
            "assignedByGroup": one.group_id,
            "disabledPlans": [],
            "state": "Active",
            "error": "None",
            "lastUpdatedDateTime": instant(person.account.created),
        }
        for one in person.account.licenses
    ]


def _identities(person: Person) -> list[Json]:
    upn = person.who.upn
    kind = {"signInType": "userPrincipalName", "issuer": upn.partition("@")[2]}
    return [{**kind, "issuerAssignedId": upn}]


# What the directory on premises says of those who are mastered there; null for all others.
_ON_PREMISES: Mapping[str, Callable[[Person], Json]] = {
    "onPremisesDistinguishedName": lambda p: f"CN={p.who.alias},OU=People,DC=corp,DC=example",
    "onPremisesDomainName": lambda _: "corp.example",
    "onPremisesSamAccountName": lambda p: p.who.alias[:20],
    "onPremisesLastSyncDateTime": lambda p: instant(p.account.created),
}


def _on_premises(name: str) -> Callable[[Person], Json]:
    read = _ON_PREMISES[name]
    return lambda person: read(person) if person.account.synced else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


USER: Mapping[str, Callable[[Person], Json]] = {
    "id": lambda p: p.who.object_id,
    "userPrincipalName": lambda p: p.who.upn,
    "displayName": lambda p: p.who.display_name,
    "givenName": lambda p: p.who.given or None,
    "surname": lambda p: p.who.family or None,
    "mail": lambda p: p.who.address if p.mailbox else None,
    "mailNickname": lambda p: p.who.alias,
    "jobTitle": lambda p: p.who.title or None,
    "department": lambda p: p.who.department,
    "companyName": lambda _: None,
    "officeLocation": lambda p: p.who.country,
    "country": lambda p: p.who.country,
    "usageLocation": lambda p: p.who.country_code,
    "preferredLanguage": lambda _: "en-US",
    "businessPhones": lambda _: [],
    "mobilePhone": lambda _: None,
    "employeeId": lambda p: p.who.employee_id,
    "employeeLeaveDateTime": lambda p: _text(p.account.changes.get("employeeLeaveDateTime")),
    "accountEnabled": lambda p: p.account.enabled,
    "userType": lambda _: "Member",
    "onPremisesSyncEnabled": lambda p: True if p.account.synced else None,
    "onPremisesImmutableId": lambda p: p.who.object_id if p.account.synced else None,
    **{name: _on_premises(name) for name in _ON_PREMISES},
    "createdDateTime": lambda p: instant(p.account.created),
    "deletedDateTime": lambda p: instant(p.account.deleted) if p.account.deleted else None,
    "lastPasswordChangeDateTime": lambda p: instant(p.account.password_changed),
    "signInSessionsValidFromDateTime": lambda p: instant(p.account.sessions_valid_from),
    "refreshTokensValidFromDateTime": lambda p: instant(p.account.sessions_valid_from),
    "assignedLicenses": _assigned,
    "licenseAssignmentStates": _states,
    "identities": _identities,
    "otherMails": lambda _: [],
    "proxyAddresses": lambda p: [f"SMTP:{p.who.address}"] if p.mailbox else [],
}
