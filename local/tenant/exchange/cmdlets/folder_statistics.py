"""Get-MailboxFolderStatistics: how the content of a mailbox is spread over its folders."""

from datetime import timedelta

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.folders import folders_of
from local.tenant.exchange.recipients import any_mailbox, find_mailbox
from local.tenant.exchange.values import Bytes, Row
from local.tenant.seed.folders import Folder, folder_id
from local.tenant.state.person import Mailbox, Person
from local.tenant.tenant import Tenant

_SCOPES = (
    "All|Archive|Calendar|Clutter|Contacts|ConversationHistory|DeletedItems|Drafts|Inbox|Journal|"
    "JunkEmail|LegacyArchiveJournals|ManagedCustomFolder|NonIpmRoot|Notes|Outbox|Personal|"
    "RecoverableItems|RssSubscriptions|SentItems|SyncIssues|Tasks"
)
_WHOLE = 1000
_DELETED_SHARE = 50  # of a mailbox, one part in so many lies in the recoverable items


@cmdlet(
    "Get-MailboxFolderStatistics",
    "Identity text",
    f"FolderScope {_SCOPES}",
    "Archive bool",
    "IncludeOldestAndNewestItems bool",
    "IncludeSoftDeletedRecipients bool",
    "ResultSize count",
    "SkipCount count",
    "UseCustomRouting bool",
)
def get_folder_statistics(tenant: Tenant, given: Bound) -> Output:
    """Each folder, the root first; recoverable items only when asked for, or in a whole listing."""
    find = any_mailbox if given.flag("IncludeSoftDeletedRecipients") else find_mailbox
    person, mailbox = find(tenant, given.text("Identity") or "")
    scope = given.text("FolderScope") or "All"
    rows = [
        _row(tenant, person, mailbox, folder, dated=given.flag("IncludeOldestAndNewestItems"))
        for folder in folders_of(person, mailbox)
        if scope == "All" or folder.type.startswith(scope)
    ]
    return Output(rows[given.size("SkipCount") or 0 :])


def _row(tenant: Tenant, person: Person, mailbox: Mailbox, folder: Folder, *, dated: bool) -> Row:
    items = mailbox.items * folder.per_mille // _WHOLE
    size = (mailbox.used_bytes or 0) * folder.per_mille // _WHOLE
    if folder.type == "RecoverableItemsDeletions":
        items = mailbox.items // _DELETED_SHARE
        size = (mailbox.used_bytes or 0) // _DELETED_SHARE
    root = folder.type == "Root"
    row: Row = {
        "Name": folder.name,
        "Identity": f"{person.who.alias}\\{folder.name}",
        "FolderPath": folder.path if not root else "/Top of Information Store",
        "FolderId": folder_id(person, folder.type),
        "FolderType": folder.type,
        "ContainerClass": folder.contents,
        "ItemsInFolder": items,
        "DeletedItemsInFolder": 0,
        "VisibleItemsInFolder": items,
        "HiddenItemsInFolder": 0,
        "FolderSize": Bytes(size),
        "ItemsInFolderAndSubfolders": mailbox.items if root else items,
        "DeletedItemsInFolderAndSubfolders": 0,
        "FolderAndSubfolderSize": Bytes(mailbox.used_bytes or 0) if root else Bytes(size),
        "CreationTime": mailbox.created,
        "LastModifiedTime": mailbox.changed or mailbox.created,
        "RecoverableItemsFolder": folder.type.startswith("Recoverable"),
        "IsValid": True,
        "ObjectState": "Unchanged",
    }
    if dated:
        now = tenant.clock.now().replace(microsecond=0)
        row["OldestItemReceivedDate"] = mailbox.created + timedelta(days=1) if items else None
        row["NewestItemReceivedDate"] = now - timedelta(hours=3) if items else None
    return row
