"""
Get-, New- and Remove-ServicePrincipal: Exchange's references to enterprise applications.

Neither id is looked up in Entra. A reference made with the object id of the app registration in
place of the enterprise application's is taken, and whoever is granted roles through it has none.
"""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.properties.directory_object import directory_object
from local.tenant.exchange.role_groups import find_principal
from local.tenant.exchange.values import Row
from local.tenant.state.role_groups import ServicePrincipal
from local.tenant.tenant import Tenant


@cmdlet("Get-ServicePrincipal", "Identity text")
def get_service_principal(tenant: Tenant, given: Bound) -> Output:
    """One reference, or all."""
    if identity := given.text("Identity"):
        return Output([_row(tenant, find_principal(tenant, identity))])
    return Output([_row(tenant, one) for one in tenant.role_groups.principals.values()])


@cmdlet(
    "New-ServicePrincipal", "AppId! text", "ObjectId! text", "ServiceId text", "DisplayName text"
)
def new_service_principal(tenant: Tenant, given: Bound) -> Output:
    """Exchange knows the application; an error when it did already."""
    object_id = given.required("ObjectId").casefold()
    app_id = given.required("AppId").casefold()
    if object_id in tenant.role_groups.principals:
        raise refusals.name_exists(object_id)
    made = ServicePrincipal(app_id, object_id, given.text("DisplayName") or app_id)
    tenant.role_groups.principals[object_id] = made
    return Output([_row(tenant, made)])


@cmdlet("Remove-ServicePrincipal", "Identity! text")
def remove_service_principal(tenant: Tenant, given: Bound) -> Output:
    """Exchange does not know the application, which is in no role group any more."""
    found = find_principal(tenant, given.required("Identity"))
    del tenant.role_groups.principals[found.object_id]
    for group in tenant.role_groups.groups.values():
        group.members.pop(found.object_id, None)
    return NOTHING


def _row(tenant: Tenant, one: ServicePrincipal) -> Row:
    return {
        "AppId": one.app_id,
        "ObjectId": one.object_id,
        "ServiceId": one.object_id,
        "DisplayName": one.display_name,
        **directory_object(tenant, "ServicePrincipal", one.object_id),
    }
