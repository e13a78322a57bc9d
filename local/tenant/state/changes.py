"""
What changed in the directory, in order, so that a caller can be told what is new to them.

An entry keeps what the object looked like before: what was changed back is no change. What readers
do not see yet is not told yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from local.tenant.state.lag import Lag


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    before: bytes
    hidden_until: float


class Changes[K]:
    """The changes of one sort of objects, by key."""

    def __init__(self, lag: Lag) -> None:
        self._lag = lag
        self._entries: dict[K, list[_Entry]] = {}
        self._latest = 0
        self._forgotten = 0

    def note(self, key: K, before: object) -> None:
        """*key* is about to change, and is *before* now; None for what is not there yet."""
        self._latest += 1
        until = self._lag.now() + self._lag.seconds
        entry = _Entry(self._latest, fingerprint(before), until)
        self._entries.setdefault(key, []).append(entry)

    def told(self) -> int:
        """Up to which number everything is to be seen by readers."""
        now = self._lag.now()
        hidden = (
            one.number
            for entries in self._entries.values()
            for one in entries
            if one.hidden_until > now
        )
        return min(hidden, default=self._latest + 1) - 1

    def since(self, number: int) -> Iterator[tuple[K, bytes]]:
        """What changed after *number*, each with what it was like before that."""
        for key, entries in self._entries.items():
            later = next((one for one in entries if one.number > number), None)
            if later is not None:
                yield key, later.before

    def knows(self, number: int) -> bool:
        """Whether what changed after *number* is still known."""
        return self._forgotten <= number <= self._latest

    def saved(self) -> int:
        """The number of the latest change: what it was is not carried."""
        return self._latest

    def restore(self, saved: int) -> None:
        """Nothing is known of what was before."""
        self._entries, self._latest, self._forgotten = {}, saved, saved


def fingerprint(thing: object) -> bytes:
    """What *thing* is, shortly."""
    return blake2b(repr(thing).encode(), digest_size=8).digest()
