"""Who appears in the demo: people of the local tenant, chosen by what they are."""

from collections.abc import Callable
from dataclasses import dataclass

type Pick = Callable[[str, int], list[str]]  # kind, how many -> UPNs

_LEAVERS_NOW = 12


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the story, by their part in it."""

    leavers: tuple[str, ...]
    in_base64: str
    scheduled: str
    scheduled_and_cancelled: str
    dry_run: str
    break_glass: str
    role_holder: str
    unknown: str

    @property
    def out_tonight(self) -> tuple[str, ...]:
        """Everyone whose access must be closed in the end."""
        return (*self.leavers, self.in_base64)

    @property
    def untouched(self) -> tuple[str, ...]:
        """Everyone who must be as they were."""
        return (
            self.scheduled,
            self.scheduled_and_cancelled,
            self.dry_run,
            self.break_glass,
            self.role_holder,
        )


def choose(pick: Pick) -> Cast:
    """The people for the demo, from the tenant's own picks."""
    *leavers, in_base64, scheduled, cancelled, dry_run = pick("leaver", _LEAVERS_NOW + 4)
    domain = in_base64.partition("@")[2]
    return Cast(
        tuple(leavers),
        in_base64,
        scheduled,
        cancelled,
        dry_run,
        break_glass=pick("breakglass", 1)[0],
        role_holder=pick("role-holder", 1)[0],
        unknown=f"nobody.of.that.name@{domain}",
    )
