"""The properties of an entry on a folder. Source: Get-MailboxFolderPermission."""

from local.tenant.exchange.folders import Found
from local.tenant.exchange.values import Row
from local.tenant.state.folders import FolderPermission
from local.tenant.tenant import Tenant


def entry_row(tenant: Tenant, found: Found, entry: FolderPermission) -> Row:
    """*entry* on the folder *found*; people are shown by their display name."""
    name = entry.special if entry.who is None else tenant.people.who(entry.who).display_name
    flags = entry.flags or None
    return {
        "Identity": f"{found.person.who.alias}:\\{found.folder.path[1:]}",
        "FolderName": found.folder.name,
        "User": name,
        "AccessRights": list(entry.rights),
        "SharingPermissionFlags": ", ".join(flags) if flags else None,
        "IsValid": True,
        "ObjectState": "New",
    }
