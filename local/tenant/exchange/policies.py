"""Policies and other objects of the organisation: one of a family, and what all of them show."""

from uuid import NAMESPACE_DNS, uuid5

from local.tenant.exchange import refusals
from local.tenant.exchange.values import Guid, Row
from local.tenant.tenant import Tenant

_NAMING = (
    "Name", "Domain", "DomainName", "PrimarySmtpAddress", "ExternalEmailAddress", "Alias",
    "DisplayName",
)  # fmt: skip


def find_policy(tenant: Tenant, family: str, identity: str) -> Row:
    """
    The row of *family* that *identity* means; changing it changes the tenant.

    Raises:
        ExchangeRefusal: There is none.

    """
    row = named_policy(tenant, family, identity)
    if row is None:
        raise refusals.not_found(identity)
    return row


def named_policy(tenant: Tenant, family: str, identity: str) -> Row | None:
    """The row of *family* that *identity* means; None when there is none."""
    wanted = identity.casefold()
    for row in tenant.settings.rows(family):
        names = {str(row[key]).casefold() for key in _NAMING if key in row}
        if wanted in names or wanted == policy_guid(tenant, family, row):
            return row
    return None


def policy_row(tenant: Tenant, family: str, row: Row) -> Row:
    """*row* with what every object of the directory carries."""
    name = str(row["Name"])
    guid = Guid(policy_guid(tenant, family, row))
    return {
        "ExchangeVersion": "0.20 (15.0.0.0)",
        **row,
        "Identity": name,
        "Id": name,
        "Guid": guid,
        "ExchangeObjectId": guid,
        "OrganizationId": f"{tenant.domain}/Configuration",
        "IsValid": True,
        "ObjectState": "Unchanged",
    }


def policy_guid(tenant: Tenant, family: str, row: Row) -> str:
    """The GUID of *row*, which follows from its family and its name."""
    return str(uuid5(NAMESPACE_DNS, f"{tenant.tenant_id}/{family}/{row['Name']}"))
