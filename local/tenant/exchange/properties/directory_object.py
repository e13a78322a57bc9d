"""What every object of Exchange's directory carries, whatever it is."""

from uuid import NAMESPACE_DNS, uuid5

from local.tenant.exchange.properties.mailbox import VERSION, organization_id
from local.tenant.exchange.values import Guid, Row
from local.tenant.tenant import Tenant


def object_guid(tenant: Tenant, kind: str, name: str) -> Guid:
    """The Guid of the object *name* of *kind*; the same each time it is asked for."""
    return Guid(uuid5(NAMESPACE_DNS, f"{tenant.tenant_id}/{kind}/{name.casefold()}"))


def directory_object(tenant: Tenant, kind: str, name: str) -> Row:
    """The properties that end the row of the object *name* of *kind*."""
    guid = object_guid(tenant, kind, name)
    return {
        "Name": name,
        "Identity": name,
        "Id": name,
        "Guid": guid,
        "ExchangeObjectId": guid,
        "ExchangeVersion": VERSION,
        "OrganizationId": organization_id(tenant.domain),
        "IsValid": True,
        "ObjectState": "Unchanged",
    }
