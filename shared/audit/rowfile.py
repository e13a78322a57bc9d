"""A listing on disk: written a page at a time while it is read, never held whole."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from shared.audit.snapshot import Filed
from shared.web.request import Row


class RowFile:
    """The file of one listing, one JSON object a line, with these *fields* of each row."""

    def __init__(self, path: Path, fields: frozenset[str]) -> None:
        self._path = path
        self._fields = sorted(fields)
        self._digest = hashlib.sha256()
        self._count = 0
        self._file = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, rows: Iterable[Row]) -> None:
        """*rows* are in the file. A field that the service left out stays left out."""
        for row in rows:
            kept = {name: row[name] for name in self._fields if name in row}
            line = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            self._file.write(line)
            self._digest.update(line)
            self._count += 1

    def done(self) -> Filed:
        """The finished listing."""
        self._file.close()
        return Filed(self._path, self._count, self._digest.hexdigest())
