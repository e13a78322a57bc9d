"""Who holds a directory role: people and groups; what applications hold is with the clients."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.state.lag import Lag
from local.tenant.state.shelf import Shelf


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """A role of a principal; `index` is set for a person, `group` for a group."""

    id: str
    principal_id: str
    role: str
    index: int | None = None
    group: bool = False


class Roles:
    """All assignments of one tenant, and who may become a holder."""

    def __init__(
        self, held: list[RoleAssignment], eligible: list[RoleAssignment], lag: Lag
    ) -> None:
        self._held = Shelf(((one.id, one) for one in held), lag)
        self.eligible = tuple(eligible)

    def __iter__(self) -> Iterator[RoleAssignment]:
        """The assignments as readers see them."""
        return iter(self._held)

    def __contains__(self, index: int) -> bool:
        """Whether person *index* holds a role by themselves."""
        return any(one.index == index for one in self)

    def of(self, index: int) -> list[str]:
        """The roles that person *index* holds by themselves."""
        return [one.role for one in self if one.index == index]

    def of_group(self, group_id: str) -> list[str]:
        """The roles that the members of a group hold through it."""
        return [one.role for one in self if one.group and one.principal_id == group_id]

    def read(self, assignment_id: str) -> RoleAssignment | None:
        return self._held.read(assignment_id)

    def saved(self) -> dict[str, RoleAssignment]:
        """The assignments as they are, whatever readers see yet."""
        return self._held.saved()

    def restore(self, saved: dict[str, RoleAssignment]) -> None:
        """There are the assignments in *saved* and no others."""
        self._held.restore(saved)

    def grant(self, assignment: RoleAssignment) -> None:
        self._held.put(assignment.id, assignment)

    def revoke(self, assignment_id: str) -> None:
        self._held.drop(assignment_id)


def assignment_id(tenant_id: str, principal_id: str, role: str) -> str:
    """The id of the assignment of *role* to a principal."""
    return str(uuid5(NAMESPACE_DNS, f"{tenant_id}/{principal_id}/{role}"))
