"""
Role groups, the service principals that Exchange knows, and the roles assigned to those.

Only what somebody changed is kept: the groups that come with every tenant are made from their
template when they are asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class RoleGroup:
    """A role group; `members` are object ids with the moment each became one."""

    name: str
    roles: frozenset[str]
    built_in: bool
    description: str = ""
    created: datetime | None = None
    members: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """Exchange's reference to an enterprise application; both ids are as they were given."""

    app_id: str
    object_id: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role that an application holds over mailboxes, everywhere or within a scope."""

    name: str
    role: str
    app: str
    scope: str | None


@dataclass(slots=True)
class RoleGroups:
    """What a tenant's role groups are, by name in lower case, with principals by object id."""

    groups: dict[str, RoleGroup] = field(default_factory=dict)
    principals: dict[str, ServicePrincipal] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)

    def of_member(self, object_id: str) -> Iterable[tuple[RoleGroup, datetime]]:
        """The groups that *object_id* is in, and since when."""
        for group in self.groups.values():
            if (since := group.members.get(object_id)) is not None:
                yield group, since
