"""Blobs as files of one folder, for who works at a prompt and has no storage account."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from shared.store.ports import Changed, Content, Exists, StoreError

_OWNER_ONLY = 0o600
_UNFINISHED = ".part"


class FolderBlobs:
    """
    The port `Blobs` on a folder: a container is a folder in it, a blob a file.

    New files can be read by their owner alone. One process writes at a time.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    async def create(self, container: str, name: str, data: Content, content_type: str) -> str:
        del content_type  # a file has none
        place = self._place(container, name)
        part = place.with_name(f"{place.name}{_UNFINISHED}")
        with _plainly(place):
            try:
                with _opened(part, os.O_TRUNC) as file:
                    if isinstance(data, bytes):
                        file.write(data)
                    else:
                        copyfileobj(data, file)
                _named(part, place)
            finally:
                part.unlink(missing_ok=True)
        return self.address(container, name)

    async def put(self, container: str, name: str, data: bytes, content_type: str) -> str:
        del content_type
        place = self._place(container, name)
        part = place.with_name(f"{place.name}{_UNFINISHED}")
        with _plainly(place):
            with _opened(part, os.O_TRUNC) as file:
                file.write(data)
            part.replace(place)
        return self.address(container, name)

    async def get(self, container: str, name: str) -> bytes | None:
        place = self._place(container, name)
        with _plainly(place):
            return place.read_bytes() if place.is_file() else None

    async def names(self, container: str, prefix: str = "") -> AsyncIterator[str]:
        root = self._place(container, "")
        with _plainly(root):
            files = [place for place in root.rglob("*") if place.is_file()]
        for name in sorted(place.relative_to(root).as_posix() for place in files):
            if name.startswith(prefix) and not name.endswith(_UNFINISHED):
                yield name

    async def append(self, container: str, name: str, data: bytes, *, position: int) -> int:
        place = self._place(container, name)
        held = place.stat().st_size if place.exists() else None
        if position == 0 and held is not None:
            raise Exists(str(place))
        if position != (held or 0):
            raise Changed(str(place))
        with _plainly(place), _opened(place, os.O_APPEND) as file:
            file.write(data)
        return position + len(data)

    def address(self, container: str, name: str) -> str:
        return self._place(container, name).as_uri()

    def _place(self, container: str, name: str) -> Path:
        place = (self._root / container / name).resolve()
        if not place.is_relative_to(self._root):
            raise StoreError(f"{name!r} leads out of {self._root}")
        return place


@contextmanager
def _plainly(place: Path) -> Iterator[None]:
    """Within the block, the file system's errors become the store's."""
    try:
        yield
    except FileExistsError as error:
        raise Exists(str(place)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"{place} cannot be used ({reason}); choose another folder") from error


def _named(part: Path, place: Path) -> None:
    """The finished file *part* is *place* too, which was not there. Raises: FileExistsError."""
    try:
        os.link(part, place)
    except FileExistsError:
        raise
    except OSError:
        # A stick or a share may know no second names: the name is taken first, then filled.
        with _opened(place, os.O_EXCL) as file, part.open("rb") as finished:
            copyfileobj(finished, file)


def _opened(place: Path, how: int) -> BinaryIO:
    place.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | how | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(place, flags, _OWNER_ONLY), "wb")
