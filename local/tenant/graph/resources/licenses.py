"""Licences: what a person holds, what the tenant has, and changing the direct ones."""

from uuid import NAMESPACE_DNS, uuid5

from local.tenant.graph import refusals
from local.tenant.graph.kind import Kind, documents
from local.tenant.graph.kinds.user import DEFAULT, USER, Someone
from local.tenant.graph.lists import context, page
from local.tenant.graph.people import changing, the_user
from local.tenant.graph.route import Call, route
from local.tenant.licensing import bought, is_free, reprocess, settle, used
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


@route("GET", "/users/{id}/licenseDetails", *_READ)
def license_details(call: Call) -> Answer:
    """The products a person holds, with their service plans."""
    held = dict.fromkeys(one.sku_id for one in the_user(call).account.licenses)
    return page(call, _DETAILS, [_details(PRODUCTS[sku_id]) for sku_id in held])


@route("GET", "/subscribedSkus", "Organization.Read.All", "LicenseAssignment.Read.All")
def subscribed_skus(call: Call) -> Answer:
    """The products the tenant has, and how many are in use."""
    held = used(call.tenant)

    def shape(product: Product) -> Document:
        return {
            **_details(product),
            "capabilityStatus": "Enabled",
            "appliesTo": "User",
            "consumedUnits": held[product.sku_id],
            "prepaidUnits": {
                "enabled": bought(call.tenant, product.sku_id),
                "suspended": 0,
                "warning": 0,
                "lockedOut": 0,
            },
        }

    return page(call, _SKU, [shape(one) for one in PRODUCTS.values()])


@route("POST", "/users/{id}/assignLicense", *_WRITE)
def assign_license(call: Call) -> Answer:
    """Direct licences are added and removed, all of them or none."""
    given, person = call.body(), the_user(call)
    add = [_wanted(one) for one in _list(given, "addLicenses")]
    remove = [str(one).casefold() for one in _list(given, "removeLicenses")]
    for sku_id in remove:
        _check_removal(person.account.licenses, sku_id)
    for one in add:
        _check_addition(call, person, one)
    person = changing(call)
    _apply(person, add, remove)
    settle(call.tenant, person)
    row = USER.document(Someone(call.tenant, person), DEFAULT | {"assignedLicenses"})
    return Answer.of(200, {"@odata.context": context(call), **row})


@route("POST", "/users/{id}/reprocessLicenseAssignment", *_WRITE)
def reprocess_licenses(call: Call) -> Answer:
    """What could not be had through a group for want of licences is tried again."""
    person = changing(call)
    reprocess(call.tenant, person)
    row = USER.document(Someone(call.tenant, person))
    return Answer.of(200, {"@odata.context": context(call), **row})


def _apply(person: Person, add: list[Assignment], remove: list[str]) -> None:
    """Who is given a product again has it with the plans given last."""
    account, again = person.account, {one.sku_id for one in add}
    gone = again.union(remove)
    account.licenses = [
        one for one in account.licenses if one.group_id is not None or one.sku_id not in gone
    ]
    account.licenses += add


def _check_removal(held: list[Assignment], sku_id: str) -> None:
    assigned = [one for one in held if one.sku_id == sku_id]
    if not assigned:
        raise refusals.bad_request("User does not have a corresponding license.")
    if all(one.group_id is not None for one in assigned):
        raise refusals.bad_request(refusals.INHERITED_LICENSE)


def _check_addition(call: Call, person: Person, wanted: Assignment) -> None:
    product = PRODUCTS.get(wanted.sku_id)
    if product is None:
        text = f"License {wanted.sku_id} does not correspond to a valid company License."
        raise refusals.bad_request(text)
    if unknown := set(wanted.disabled) - {plan.id for plan in product.plans}:
        raise refusals.bad_request(f"Service plan {min(unknown)} is not part of the license.")
    if not person.who.country_code:
        raise refusals.bad_request(
            "License assignment cannot be done for user with invalid usage location."
        )
    if not is_free(call.tenant, person, wanted.sku_id):
        raise refusals.bad_request(
            f"Subscription with SKU {wanted.sku_id} does not have any available licenses."
        )


def _list(given: Document, name: str) -> list[Json]:
    value = given.get(name)
    if not isinstance(value, list):
        raise refusals.bad_request(f"The parameter '{name}' is missing.")
    return value


def _wanted(given: Json) -> Assignment:
    """The product in one entry of `addLicenses`."""
    row = given if isinstance(given, dict) else {}
    disabled = row.get("disabledPlans", [])
    if not isinstance(row.get("skuId"), str) or not isinstance(disabled, list):
        raise refusals.bad_request("Invalid value specified for property 'addLicenses'.")
    plans = tuple(str(one).casefold() for one in disabled)
    return Assignment(str(row["skuId"]).casefold(), disabled=plans)


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
