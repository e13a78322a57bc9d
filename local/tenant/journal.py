"""What was asked of the simulator: a ring of compact entries, and counts that never forget."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from sys import intern

_ENTRIES = 250_000
_VERSION = re.compile(r"v\d\.\d")


@dataclass(frozen=True, slots=True)
class Entry:
    """One request or part of a batch; never a value, a token or a body."""

    number: int
    time: datetime
    method: str
    path: str
    cmdlet: str | None
    parameters: tuple[str, ...]
    status: int
    principal: str | None
    part: bool


class Journal:
    """The last quarter million entries."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_ENTRIES)
        self._numbers = count(1)
        self._parameters: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.requests = 0
        self.by_status: Counter[int] = Counter()
        self.by_call: Counter[str] = Counter()

    def record(
        self,
        *,
        time: datetime,
        method: str,
        path: str,
        cmdlet: str | None,
        parameters: tuple[str, ...],
        status: int,
        principal: str | None,
        part: bool,
    ) -> None:
        """Add an entry; 0 as status means that no answer was sent."""
        names = self._parameters.setdefault(parameters, parameters)
        call = intern(cmdlet) if cmdlet else None
        self._entries.append(
            Entry(
                next(self._numbers),
                time,
                intern(method),
                path,
                call,
                names,
                status,
                principal,
                part,
            )
        )
        self.requests += not part
        self.by_status[status] += 1
        self.by_call[call or f"{method} {_kind(path)}"] += 1

    def since(self, number: int) -> Iterator[Entry]:
        """The entries after *number*, oldest first."""
        skip = 0
        if self._entries:
            skip = max(0, number - self._entries[0].number + 1)
        entries = iter(self._entries)
        for _ in range(min(skip, len(self._entries))):
            next(entries)
        return entries


def _kind(path: str) -> str:
    """*path* without what names one object, so that counts stay few."""
    parts = path.split("?", maxsplit=1)[0].strip("/").split("/")
    return "/" + "/".join(part if _is_word(part) else "*" for part in parts[:5])


def _is_word(part: str) -> bool:
    return part.replace("$", "").isalpha() or _VERSION.fullmatch(part) is not None
