"""The folders of a mailbox, called in its owner's language, and who else may look into them."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import blake2b

from local.tenant.state.folders import FolderPermission
from local.tenant.state.kinds import Kind
from local.tenant.state.person import Person

CALENDAR = "Calendar"
_ASSISTED_OF, _ASSISTED_AT = 20, 6  # of so many people, whose calendar the next one keeps
_GERMAN = {
    "Inbox": "Posteingang",
    "SentItems": "Gesendete Elemente",
    "DeletedItems": "Gelöschte Elemente",
    "Drafts": "Entwürfe",
    "Calendar": "Kalender",
    "Contacts": "Kontakte",
    "Tasks": "Aufgaben",
    "Notes": "Notizen",
    "JunkEmail": "Junk-E-Mail",
    "Outbox": "Postausgang",
    "Archive": "Archiv",
}
_ENGLISH = {
    "SentItems": "Sent Items",
    "DeletedItems": "Deleted Items",
    "JunkEmail": "Junk Email",
    "ConversationHistory": "Conversation History",
    "RecoverableItems": "Recoverable Items",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder: its type in the service's words, its path below the root, its share of items."""

    type: str
    path: str
    per_mille: int
    contents: str = "IPF.Note"

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2] or "Top of Information Store"


_TYPES = (
    ("Inbox", 430, "IPF.Note"), ("SentItems", 300, "IPF.Note"), ("DeletedItems", 20, "IPF.Note"),
    ("Drafts", 5, "IPF.Note"), ("Archive", 100, "IPF.Note"), ("JunkEmail", 15, "IPF.Note"),
    ("Outbox", 0, "IPF.Note"), ("Calendar", 100, "IPF.Appointment"),
    ("Contacts", 10, "IPF.Contact"), ("Tasks", 5, "IPF.Task"), ("Notes", 5, "IPF.StickyNote"),
    ("ConversationHistory", 10, "IPF.Note"),
)  # fmt: skip


def language(person: Person) -> str:
    """In which language the folders of *person* were made."""
    return "de-DE" if person.who.country_code == "DE" else "en-US"


def folders(spoken: str) -> list[Folder]:
    """The folders of a mailbox whose language is *spoken*, the root first."""
    names = _GERMAN if spoken.casefold().startswith("de") else {}
    found = [Folder("Root", "/", 0)]
    for kind, share, contents in _TYPES:
        name = names.get(kind) or _ENGLISH.get(kind, kind)
        found.append(Folder(kind, f"/{name}", share, contents))
    found.append(Folder("RecoverableItemsRoot", "/Recoverable Items", 0))
    found.append(Folder("RecoverableItemsDeletions", "/Deletions", 0))
    return found


def folder_id(person: Person, kind: str) -> str:
    """The FolderId of the folder of type *kind*: it stays when the folder is renamed."""
    seed = f"{person.who.exchange_guid}/{kind}".encode()
    return b64encode(b"LgAAAA" + blake2b(seed, digest_size=36).digest()).decode()


def folder_permissions(person: Person, folder: Folder, people: int) -> list[FolderPermission]:
    """Who may do what in *folder* before anybody changed it; *people* are those with a mailbox."""
    calendar = folder.type == CALENDAR
    found = [
        FolderPermission(None, ["AvailabilityOnly" if calendar else "None"], "Default"),
        FolderPermission(None, ["None"], "Anonymous"),
    ]
    index = person.who.index
    kept = person.mailbox is not None and person.mailbox.kind is Kind.USER
    if calendar and kept and index % _ASSISTED_OF == _ASSISTED_AT and index + 1 < people:
        found.append(FolderPermission(index + 1, ["Editor"], flags=["Delegate"]))
    return found
