"""How a change ended, told to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.mailboxes.done import Done
    from shared.web.request import Json


def tell_change(done: Done) -> None:
    """What became of it, from what to what, and its notes."""
    from shared.cli import output

    output.say(f"{done.mailbox}: {done.what}: {done.outcome}{_course(done)}")
    for note in done.notes:
        output.say(f"  {note}")


def _course(done: Done) -> str:
    before, after = _brief(done.before), _brief(done.after)
    if done.outcome == "already-so" or not before:
        return f" ({after})" if after else ""
    return f" ({before} -> {after})"


def _brief(values: Mapping[str, Json]) -> str:
    return ", ".join(f"{name} {_text(value)}" for name, value in values.items())


def _text(value: Json) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "/".join(map(str, value)) or "none"
        case _:
            return str(value)
