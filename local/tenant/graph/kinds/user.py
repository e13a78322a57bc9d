"""People as Graph writes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local.tenant.graph.kind import Kind, referenced
from local.tenant.graph.times import instant
from local.tenant.messages import Json
from local.tenant.state.licenses import Assignment
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Someone:
    """A person, with the tenant that says what is true around them."""

    tenant: Tenant
    person: Person


type _Read = Callable[[Someone], Json]


def _changed(name: str, born: Callable[[Person], Json]) -> _Read:
    """Property *name* as it was last written, and until then what *born* says."""

    def read(one: Someone) -> Json:
        value: object = one.person.account.changes.get(name, _UNTOUCHED)
        if value is _UNTOUCHED:
            return born(one.person)
        return value if isinstance(value, bool | str | list) else None

    return read


def _now(read: Callable[[Person], Json]) -> _Read:
    return lambda one: read(one.person)


def _on_premises(read: Callable[[Person], Json]) -> _Read:
    """What the directory on premises says of those who are mastered there; null for others."""
    return lambda one: read(one.person) if one.person.account.synced else None


def _assigned(one: Person) -> list[Json]:
    """The products held; a plan is off where every assignment of the product leaves it out."""
    held = dict.fromkeys(one.sku_id for one in one.account.licenses)
    return [{"skuId": sku_id, "disabledPlans": _disabled(one, sku_id)} for sku_id in held]


def _disabled(one: Person, sku_id: str) -> list[Json]:
    left_out = [set(held.disabled) for held in one.account.licenses if held.sku_id == sku_id]
    return [*sorted(set.intersection(*left_out))]


def _states(one: Person) -> list[Json]:
    account = one.account
    return [
        *(_state(one, held, "None") for held in account.licenses),
        *(_state(one, wanted, "CountViolation") for wanted in account.unfulfilled),
    ]


def _state(one: Person, assignment: Assignment, error: str) -> Json:
    return {
        "skuId": assignment.sku_id,
        "assignedByGroup": assignment.group_id,
        "disabledPlans": [*assignment.disabled],
        "state": "Active" if error == "None" else "Error",
        "error": error,
        "lastUpdatedDateTime": instant(one.account.created),
    }


def _identities(one: Person) -> list[Json]:
    upn = one.who.upn
    kind = {"signInType": "userPrincipalName", "issuer": upn.partition("@")[2]}
    return [{**kind, "issuerAssignedId": upn}]


def _proxies(one: Someone) -> list[Json]:
    return [*one.tenant.people.proxies(one.person)] if one.person.mailbox else []


def _user_type(one: Person) -> str:
    return "Guest" if "#EXT#" in one.who.upn else "Member"


def _activity(one: Someone) -> Json:
    """When the person signed in last; null for who never did."""
    last = one.tenant.directory.sign_ins.last(one.person.who.index)
    if last is None:
        return None
    times = ("lastSignInDateTime", "lastSuccessfulSignInDateTime")
    return {name: instant(last) for name in times}


_UNTOUCHED = object()
# What is kept as it was written, and is nothing to Exchange.
WRITABLE: Mapping[str, _Read] = {
    "companyName": _changed("companyName", lambda _: None),
    "officeLocation": _changed("officeLocation", lambda p: p.who.country),
    "streetAddress": _changed("streetAddress", lambda _: None),
    "city": _changed("city", lambda _: None),
    "state": _changed("state", lambda _: None),
    "postalCode": _changed("postalCode", lambda _: None),
    "preferredLanguage": _changed("preferredLanguage", lambda _: "en-US"),
    "businessPhones": _changed("businessPhones", lambda _: []),
    "mobilePhone": _changed("mobilePhone", lambda _: None),
    "otherMails": _changed("otherMails", lambda _: []),
    "employeeType": _changed("employeeType", lambda _: None),
    "employeeHireDate": _changed("employeeHireDate", lambda _: None),
    "employeeLeaveDateTime": _changed("employeeLeaveDateTime", lambda _: None),
    "showInAddressList": _changed("showInAddressList", lambda _: None),
}
_READERS: Mapping[str, _Read] = {
    "id": _now(lambda p: p.who.object_id),
    "userPrincipalName": _now(lambda p: p.who.upn),
    "mail": _now(lambda p: p.who.address if p.mailbox or _user_type(p) == "Guest" else None),
    "mailNickname": _now(lambda p: p.who.alias),
    "displayName": _now(lambda p: p.who.display_name),
    "givenName": _now(lambda p: p.who.given or None),
    "surname": _now(lambda p: p.who.family or None),
    "jobTitle": _now(lambda p: p.who.title or None),
    "department": _now(lambda p: p.who.department or None),
    "employeeId": _now(lambda p: p.who.employee_id),
    "country": _now(lambda p: p.who.country or None),
    "usageLocation": _now(lambda p: p.who.country_code or None),
    **WRITABLE,
    "accountEnabled": _now(lambda p: p.account.enabled),
    "userType": _now(_user_type),
    "onPremisesSyncEnabled": _now(lambda p: True if p.account.synced else None),
    "onPremisesImmutableId": _on_premises(lambda p: p.who.object_id),
    "onPremisesDistinguishedName": _on_premises(
        lambda p: f"CN={p.who.alias},OU=People,DC=corp,DC=example"
    ),
    "onPremisesDomainName": _on_premises(lambda _: "corp.example"),
    "onPremisesSamAccountName": _on_premises(lambda p: p.who.alias[:20]),
    "onPremisesLastSyncDateTime": _on_premises(lambda p: instant(p.account.created)),
    "createdDateTime": _now(lambda p: instant(p.account.created)),
    "deletedDateTime": _now(lambda p: instant(p.account.deleted) if p.account.deleted else None),
    "lastPasswordChangeDateTime": _now(lambda p: instant(p.account.password_changed)),
    "signInSessionsValidFromDateTime": _now(lambda p: instant(p.account.sessions_valid_from)),
    "assignedLicenses": _now(_assigned),
    "licenseAssignmentStates": _now(_states),
    "identities": _now(_identities),
    "proxyAddresses": _proxies,
    "signInActivity": _activity,
}
DEFAULT = frozenset(
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
_UNFILTERED = frozenset(
    {
        "lastPasswordChangeDateTime",
        "licenseAssignmentStates",
        "signInSessionsValidFromDateTime",
    }
)


def _manager(one: Someone) -> Json:
    index = one.tenant.directory.managers.of(one.person.who.index)
    found = None if index is None else one.tenant.people.read(index)
    if found is None or found.account.deleted is not None:
        return None
    return REFERENCED_USER.document(Someone(one.tenant, found))


USER = Kind[Someone](
    name="user",
    readers=_READERS,
    default=DEFAULT,
    filterable=frozenset(_READERS) - _UNFILTERED,
    # Source: the table of filters by property on the page about advanced queries.
    advanced=frozenset(
        {
            "companyName",
            "employeeHireDate",
            "employeeLeaveDateTime",
            "employeeType",
            "mobilePhone",
            "officeLocation",
            "onPremisesDistinguishedName",
            "onPremisesDomainName",
            "onPremisesImmutableId",
            "onPremisesLastSyncDateTime",
            "onPremisesSamAccountName",
            "postalCode",
            "preferredLanguage",
            "showInAddressList",
            "streetAddress",
        }
    ),
    sortable={
        "displayName": False,
        "userPrincipalName": False,
        "createdDateTime": True,
        "deletedDateTime": True,
    },
    searchable=frozenset({"displayName", "mail", "mailNickname", "userPrincipalName"}),
    guarded={
        "employeeLeaveDateTime": (
            "User-LifeCycleInfo.Read.All",
            "User-LifeCycleInfo.ReadWrite.All",
        ),
        "signInActivity": ("AuditLog.Read.All",),
    },
    flags=frozenset({"accountEnabled", "onPremisesSyncEnabled", "showInAddressList"}),
    expandable={"manager": _manager},
)
REFERENCED_USER = referenced(USER)
