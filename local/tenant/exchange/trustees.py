"""Who can hold rights: somebody with a mailbox, or a security group with an address."""

from local.tenant.exchange import refusals
from local.tenant.exchange.recipients import find_recipient
from local.tenant.state.group import Group, GroupKind
from local.tenant.state.person import Trustee
from local.tenant.tenant import Tenant

SELF = "NT AUTHORITY\\SELF"
SELF_SID = "S-1-5-10"


def find_trustee(tenant: Tenant, identity: str) -> Trustee:
    """
    The one who can hold rights that *identity* means.

    Raises:
        ExchangeRefusal: None, more than one, or a group that is for mail alone.

    """
    found = find_recipient(tenant, identity)
    if not isinstance(found, Group):
        return found.who.index
    if found.kind is not GroupKind.MAIL_SECURITY:
        raise refusals.no_security_principal(identity)
    return found.id


def trustee_name(tenant: Tenant, trustee: Trustee) -> str:
    """The trustee as lists of rights show it; of a group that is gone only the SID is left."""
    if isinstance(trustee, int):
        return tenant.people.who(trustee).upn
    group = tenant.groups.read(trustee)
    return trustee_sid(trustee) if group is None else group.alias


def trustee_alias(tenant: Tenant, trustee: Trustee) -> str:
    """The trustee as warnings name it."""
    if isinstance(trustee, int):
        return tenant.people.who(trustee).alias
    return trustee_name(tenant, trustee)


def trustee_sid(trustee: Trustee) -> str:
    """The SID of a trustee, by which it is known when it is gone."""
    number = trustee + 1000 if isinstance(trustee, int) else int(trustee[:8], 16)
    return f"S-1-5-21-1-2-3-{number}"


def there(tenant: Tenant, trustee: Trustee) -> bool:
    """Whether the trustee was not deleted."""
    if isinstance(trustee, int):
        return tenant.people.read(trustee).account.deleted is None
    return tenant.groups.read(trustee) is not None
