"""Groups: who belongs to them follows from an arithmetic base and what was changed since."""

from dataclasses import dataclass, field
from enum import StrEnum

from local.tenant.state.person import Setting, Trustee


class GroupKind(StrEnum):
    """What a group is, which decides who may change its members."""

    SECURITY = "security"
    MICROSOFT_365 = "microsoft365"
    DISTRIBUTION = "distribution"
    MAIL_SECURITY = "mail-security"


@dataclass(slots=True)
class Group:
    """A group; `base` holds the indexes of its first members, nines left out."""

    id: str
    name: str
    alias: str
    kind: GroupKind
    base: range
    dynamic_rule: str | None = None
    synced: bool = False
    role_assignable: bool = False
    sku_ids: tuple[str, ...] = ()
    mail: str | None = None
    added: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    owners: list[int] = field(default_factory=list)
    send_as: list[Trustee] = field(default_factory=list)
    settings: dict[str, Setting] = field(default_factory=dict)  # plain properties that were set

    @property
    def in_exchange(self) -> bool:
        """Whether Exchange, not Graph, keeps the members."""
        return self.kind in {GroupKind.DISTRIBUTION, GroupKind.MAIL_SECURITY}

    def has(self, index: int) -> bool:
        if index in self.added:
            return True
        return index in self.base and index % 10 != 9 and index not in self.removed  # noqa: PLR2004 - nines are no people

    def members(self) -> list[int]:
        first = [one for one in self.base if one % 10 != 9 and one not in self.removed]  # noqa: PLR2004 - likewise
        return sorted({*first, *self.added}) if self.added else first

    def add(self, index: int) -> None:
        self.removed.discard(index)
        if not self.has(index):
            self.added.add(index)

    def remove(self, index: int) -> None:
        self.added.discard(index)
        if index in self.base:
            self.removed.add(index)
