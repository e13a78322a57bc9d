"""
The account of one session: what was sent, by whom, with which outcome.

A write's intent is stored before the call leaves, so a crash cannot hide a command; other lines
wait until a block is worth sending or the session ends.
"""

import asyncio
import hashlib

from shared.clock import Clock, stamp
from shared.store.names import TRANSCRIPTS
from shared.store.ports import Blobs
from shared.transcript.chain import Head, seal
from shared.web.request import Answer, Effect, Json, Request

_BLOCK_BYTES = 256 * 1024
_BLOCK_AGE_S = 2.0
# Each line says who did it where and for what, so that lines can be read alone.
_ON_EACH_LINE = ("tenant", "principal", "run")


class Transcript:
    """The only writer of one transcript blob."""

    def __init__(self, blobs: Blobs, clock: Clock, *, name: str, about: dict[str, Json]) -> None:
        self._blobs = blobs
        self._clock = clock
        self._about = about
        self._buffer: list[bytes] = []
        self._buffered_since = clock.monotonic()
        self._length = 0
        self._turn = asyncio.Lock()
        self._opened = False
        self.name = name
        self.head = Head()

    @property
    def anchor(self) -> dict[str, Json]:
        """Where the account stands now; kept elsewhere, it proves what was written up to here."""
        return {"transcript": self.name, "seq": self.head.seq, "hash": self.head.hash}

    async def intend(self, request: Request) -> None:
        """The intent to send the write *request* is in the blob afterwards."""
        self._add(request, {"outcome": "intended"})
        await self.flush()

    async def sent(
        self, request: Request, outcome: str, *, rows: int | None, answer: Answer | None, ms: int
    ) -> None:
        """What became of *request* is in the account, and soon in the blob."""
        body = answer.body if answer else b""
        record: dict[str, Json] = {"outcome": outcome, "ms": ms}
        if rows is not None:
            record["rows"] = rows
        if answer is not None:
            record |= {"status": answer.status, "output": hashlib.sha256(body).hexdigest()}
        self._add(request, record)
        age = self._clock.monotonic() - self._buffered_since
        if age > _BLOCK_AGE_S or sum(map(len, self._buffer)) > _BLOCK_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """
        All lines so far are in the blob.

        Who is stopped meanwhile does not stop the storing: nobody would know whether a block was
        stored, and the next one would be refused as out of place.
        """
        await asyncio.shield(self._store())

    async def _store(self) -> None:
        async with self._turn:
            lines = len(self._buffer)
            block = b"".join(self._buffer)
            if block:
                self._length = await self._blobs.append(
                    TRANSCRIPTS, self.name, block, position=self._length
                )
            del self._buffer[:lines]  # only what was stored; others may have added meanwhile
            self._buffered_since = self._clock.monotonic()

    def _add(self, request: Request, record: dict[str, Json]) -> None:
        line: dict[str, Json] = {
            "time": stamp(self._clock.now()),
            **{name: self._about.get(name) for name in _ON_EACH_LINE},
        }
        if not self._opened:
            line["session"] = self._about
            self._opened = True
        line |= {
            "call": request.call.name,
            "target": request.call.target,
            "requestId": request.call.request_id,
            "effect": request.effect.value,
            **record,
        }
        # A write's parameters stand with its intent, a read's with its outcome.
        if record["outcome"] in ("intended", "would-run") or request.effect is Effect.READ:
            line["parameters"] = dict(request.shown)
        self.head, sealed = seal(self.head, line)
        self._buffer.append(sealed)
