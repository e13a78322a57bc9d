"""All controls, found by being there."""

from functools import cache

from shared.audit import controls
from shared.audit.model import Control, Read
from shared.discovered import discovered


@cache
def catalogue() -> tuple[Control, ...]:
    """Every control, by id. Raises: ValueError when two have the same."""
    return tuple(discovered(controls, Control, lambda one: one.id).values())


def reads_of(chosen: tuple[Control, ...]) -> dict[str, Read]:
    """What *chosen* read and consult, each key once, wide enough for all of them."""
    wanted: dict[str, Read] = {}
    for control in chosen:
        for read in (*control.reads, *control.consults):
            wanted[read.key] = wanted[read.key].joined(read) if read.key in wanted else read
    return wanted
