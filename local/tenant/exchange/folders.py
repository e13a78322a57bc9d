r"""Which folder an identity means: `user:\Calendar`, `user:<FolderId>`, `user` for the root."""

from dataclasses import dataclass

from local.tenant.exchange import refusals
from local.tenant.exchange.recipients import change_any_mailbox, find_mailbox
from local.tenant.seed.folders import (
    Folder,
    folder_id,
    folder_permissions,
    folders,
    language,
)
from local.tenant.state.folders import FolderPermission
from local.tenant.state.person import Mailbox, Person
from local.tenant.tenant import Tenant

REGION = "MailboxRegionalConfiguration"
NAMED_IN = "FoldersNamedIn"  # kept beside the regional settings: renaming is asked for by itself


@dataclass(frozen=True, slots=True)
class Found:
    """A folder and the mailbox it is in."""

    person: Person
    mailbox: Mailbox
    folder: Folder


def folders_of(person: Person, mailbox: Mailbox) -> list[Folder]:
    """The folders of *mailbox*, called as its language was when they were last named."""
    named_in = mailbox.configurations.get(REGION, {}).get(NAMED_IN)
    return folders(str(named_in) if named_in else language(person))


def find_folder(tenant: Tenant, identity: str) -> Found:
    """
    The folder that *identity* means; its name is the one in the language of the mailbox.

    Raises:
        ExchangeRefusal: There is no such mailbox, or no such folder in it.

    """
    owner, _, rest = identity.partition(":")
    person, mailbox = find_mailbox(tenant, owner)
    path = "/" + rest.strip("\\/").replace("\\", "/")
    for folder in folders_of(person, mailbox):
        if path.casefold() == folder.path.casefold() or rest == folder_id(person, folder.type):
            return Found(person, mailbox, folder)
    raise refusals.not_found(identity)


def entries(tenant: Tenant, found: Found) -> list[FolderPermission]:
    """Who may do what in the folder; not to be changed."""
    kept = found.mailbox.folders.get(found.folder.type)
    people = tenant.people.layout.mailboxes
    return folder_permissions(found.person, found.folder, people) if kept is None else kept


def changing_entries(tenant: Tenant, found: Found) -> list[FolderPermission]:
    """The entries of the folder, kept from now on and to be changed."""
    _, mailbox = change_any_mailbox(tenant, found.person)
    return mailbox.folders.setdefault(found.folder.type, entries(tenant, found))
