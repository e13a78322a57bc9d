"""Which actions mailbox auditing knows for each kind of logon, and which are on by default."""

from collections.abc import Mapping

from local.tenant.exchange.properties.source import Source

LOGON_TYPES = ("Admin", "Delegate", "Owner")
_ALL = (
    "AddFolderPermissions ApplyRecord Create HardDelete ModifyFolderPermissions Move "
    "MoveToDeletedItems RecordDelete RemoveFolderPermissions SoftDelete Update "
    "UpdateFolderPermissions UpdateInboxRules MailItemsAccessed"
)
_MORE = {
    "Admin": "Copy FolderBind MessageBind SendAs SendOnBehalf UpdateCalendarDelegation Send",
    "Delegate": "FolderBind SendAs SendOnBehalf",
    "Owner": "MailboxLogin UpdateCalendarDelegation SearchQueryInitiated Send",
}
ACTIONS: Mapping[str, tuple[str, ...]] = {
    kind: tuple(f"{_ALL} {_MORE[kind]}".split()) for kind in LOGON_TYPES
}
_MANAGED = (
    "Update MoveToDeletedItems SoftDelete HardDelete UpdateFolderPermissions UpdateInboxRules "
    "ApplyRecord MailItemsAccessed"
)
DEFAULT: Mapping[str, list[str]] = {
    "Admin": f"{_MANAGED} SendAs SendOnBehalf Create UpdateCalendarDelegation Send".split(),
    "Delegate": f"{_MANAGED} SendAs SendOnBehalf Create".split(),
    "Owner": f"{_MANAGED} UpdateCalendarDelegation Send".split(),
}


def audited(source: Source, kind: str) -> list[str]:
    """The actions that are audited for logons of *kind*."""
    return source.mailbox.audit_actions.get(kind, DEFAULT[kind])
