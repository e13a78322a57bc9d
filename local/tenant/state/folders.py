"""Who may do what in a folder of a mailbox."""

from dataclasses import dataclass


@dataclass(slots=True)
class FolderPermission:
    """
    An entry; `who` is the index of a person, or None for everybody as `special` says.

    `special` is `Default` for all who sign in, `Anonymous` for all others.
    """

    who: int | None
    rights: list[str]
    special: str | None = None
    flags: list[str] | None = None
