"""Lines of one writer as an append blob, and as the next one once that is full."""

from collections.abc import Iterable, Iterator

from shared.store.names import TRANSCRIPTS
from shared.store.ports import Blobs, Changed, Exists
from shared.transcript.places import part

BLOCK_BYTES = 256 * 1024
MOST_BLOCKS = 40_000  # Azure ends an append blob at 50,000; ours go on in time


class Blocks:
    """The lines under *name*, some of which wait for their block; nobody else writes there."""

    def __init__(self, blobs: Blobs, name: str) -> None:
        self._blobs = blobs
        self._name = name
        self._part = 1
        self._blocks = 0
        self._length = 0
        self._waiting: list[bytes] = []
        self.waiting_bytes = 0

    def add(self, line: bytes) -> None:
        """The line *line* waits to be stored."""
        self._waiting.append(line)
        self.waiting_bytes += len(line)

    @property
    def waiting(self) -> int:
        """How many lines wait."""
        return len(self._waiting)

    async def store(self, first: int) -> None:
        """
        The *first* lines of those that wait are stored; others may be added meanwhile.

        Raises:
            StoreError: A block could not be stored, and waits; or somebody else writes there.

        """
        for lines in _blocks(self._waiting[:first]):
            block = b"".join(lines)
            await self._append(block)
            del self._waiting[: len(lines)]
            self.waiting_bytes -= len(block)

    async def _append(self, block: bytes) -> None:
        if self._blocks == MOST_BLOCKS:
            self._part, self._blocks, self._length = self._part + 1, 0, 0
        name = part(self._name, self._part)
        try:
            await self._blobs.append(TRANSCRIPTS, name, block, position=self._length)
        except (Changed, Exists):
            # Stored already, when only the answer to that was lost and the block was sent again.
            held = await self._blobs.get(TRANSCRIPTS, name)
            if held is None or held[self._length :] != block:
                raise
        self._length += len(block)
        self._blocks += 1


def _blocks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """*lines* in blocks of at most 256 KiB; a line that is longer stands alone."""
    block: list[bytes] = []
    size = 0
    for line in lines:
        if block and size + len(line) > BLOCK_BYTES:
            yield block
            block, size = [], 0
        block.append(line)
        size += len(line)
    if block:
        yield block
