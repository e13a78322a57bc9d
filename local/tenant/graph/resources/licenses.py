"""Licences: what a person holds, what the tenant has, and changing the direct ones."""

from collections import Counter
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.graph import refusals
from local.tenant.graph.kind import Kind, documents
from local.tenant.graph.kinds.user import DEFAULT, USER, Someone
from local.tenant.graph.lists import context, page
from local.tenant.graph.people import changing, the_user
from local.tenant.graph.route import Call, route
from local.tenant.licensing import settle
from local.tenant.messages import Answer, Document, Json
from local.tenant.state.licenses import PRODUCTS, Assignment, Product
from local.tenant.state.person import Person

_READ = ("LicenseAssignment.Read.All", "User.Read.All", "Directory.Read.All")
_WRITE = ("LicenseAssignment.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All")
_NAMES = ("id", "skuId", "skuPartNumber", "servicePlans")
_DETAILS = Kind[Document]("licenseDetails", documents(_NAMES))
_SKU = Kind[Document](
    "subscribedSku",
    documents((*_NAMES, "capabilityStatus", "appliesTo", "consumedUnits", "prepaidUnits")),
)
_SPARE = 50  # licences bought beyond those in use


@route("GET", "/users/{id}/licenseDetails", *_READ)
def license_details(call: Call) -> Answer:
    """The products a person holds, with their service plans."""
    held = dict.fromkeys(one.sku_id for one in the_user(call).account.licenses)
    return page(call, _DETAILS, [_details(PRODUCTS[sku_id]) for sku_id in held])


@route("GET", "/subscribedSkus", "Organization.Read.All", "LicenseAssignment.Read.All")
def subscribed_skus(call: Call) -> Answer:
    """The products the tenant has, and how many are in use."""
    used = _used(call)

    def shape(product: Product) -> Document:
        return {
            **_details(product),
            "capabilityStatus": "Enabled",
            "appliesTo": "User",
            "consumedUnits": used[product.sku_id],
            "prepaidUnits": {
                "enabled": used[product.sku_id] + _SPARE,
                "suspended": 0,
                "warning": 0,
                "lockedOut": 0,
            },
        }

    return page(call, _SKU, [shape(one) for one in PRODUCTS.values()])


@route("POST", "/users/{id}/assignLicense", *_WRITE)
def assign_license(call: Call) -> Answer:
    """Direct licences are added and removed, all of them or none."""
    given = call.body()
    add, remove = _skus(given, "addLicenses"), _skus(given, "removeLicenses")
    held = the_user(call).account.licenses
    for sku_id in remove:
        _check_removal(held, sku_id)
    if unknown := [sku_id for sku_id in add if sku_id not in PRODUCTS]:
        raise refusals.bad_request(f"License {unknown[0]} does not correspond to a valid company.")
    person = changing(call)
    _apply(person, add, remove)
    settle(call.tenant, person)
    row = USER.document(Someone(call.tenant, person), DEFAULT | {"assignedLicenses"})
    return Answer.of(200, {"@odata.context": context(call), **row})


def _apply(person: Person, add: list[str], remove: list[str]) -> None:
    account = person.account
    account.licenses = [
        one for one in account.licenses if one.group_id is not None or one.sku_id not in remove
    ]
    direct = {one.sku_id for one in account.licenses if one.group_id is None}
    account.licenses += [Assignment(sku_id) for sku_id in add if sku_id not in direct]


def _check_removal(held: list[Assignment], sku_id: str) -> None:
    assigned = [one for one in held if one.sku_id == sku_id]
    if not assigned:
        raise refusals.bad_request("User does not have a corresponding license.")
    if all(one.group_id is not None for one in assigned):
        raise refusals.bad_request(refusals.INHERITED_LICENSE)


def _skus(given: Document, name: str) -> list[str]:
    """The product ids in list *name*: texts, or objects with a `skuId`."""
    value = given.get(name)
    if not isinstance(value, list):
        raise refusals.bad_request(f"The parameter '{name}' is missing.")
    return [str(one.get("skuId") if isinstance(one, dict) else one).casefold() for one in value]


def _details(product: Product) -> Document:
    plans: list[Json] = [
        {
            "servicePlanId": plan.id,
            "servicePlanName": plan.name,
            "provisioningStatus": "Success",
            "appliesTo": "User",
        }
        for plan in product.plans
    ]
    return {
        "id": str(uuid5(NAMESPACE_DNS, product.sku_id)),
        "skuId": product.sku_id,
        "skuPartNumber": product.part_number,
        "servicePlans": plans,
    }


def _used(call: Call) -> Counter[str]:
    """How many hold each product: counted anew, for nothing is kept about unchanged people."""
    roster = call.tenant.people
    changed = {person.who.index: person for person in roster.changed()}
    used: Counter[str] = Counter()
    for index in range(roster.layout.mailboxes):
        person = changed.get(index)
        held = person.account.licenses if person else roster.births.licenses(index)
        used.update({one.sku_id for one in held})
    return used
