"""
The account of one session: what was sent, by whom, with which outcome.

A write's intent is stored before the call leaves, so a crash cannot hide a command; other lines
wait for two seconds, until a block is worth sending, or until the session ends.
"""

import asyncio
import hashlib
import json
import logging
from contextlib import suppress

from shared.clock import Clock, stamp
from shared.store.names import TRANSCRIPTS
from shared.store.ports import Blobs, StoreError
from shared.transcript import places
from shared.transcript.blocks import BLOCK_BYTES, Blocks
from shared.transcript.chain import Head, seal
from shared.transcript.redaction import kept_answer
from shared.web.request import Answer, Effect, Json, Request

_BLOCK_AGE_S = 2.0
# Each line says who did it where and for what, so that lines can be read alone.
_ON_EACH_LINE = ("tenant", "principal", "run")

log = logging.getLogger(__name__)


class Transcript:
    """The only writer of one account."""

    def __init__(self, blobs: Blobs, clock: Clock, *, name: str, about: dict[str, Json]) -> None:
        self._blobs = blobs
        self._clock = clock
        self._about = about
        self._lines = Blocks(blobs, name)
        self._outputs = Blocks(blobs, places.output(name))
        self._keeps_output = False
        self._timer: asyncio.TimerHandle | None = None
        self._due: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._ended: Head | None = None
        self.name = name
        self.head = Head()

    @property
    def anchor(self) -> dict[str, Json]:
        """Where the account stands now; kept elsewhere, it proves what was written up to here."""
        return {"transcript": self.name, "seq": self.head.seq, "hash": self.head.hash}

    def keep_output(self) -> None:
        """From here on each answer is kept beside the account, without secrets and texts."""
        self._keeps_output = True

    async def intend(self, request: Request) -> None:
        """The intent to send the write *request* is in the blob afterwards."""
        self._add(request, {"outcome": "intended"})
        await self.flush()

    async def sent(
        self, request: Request, outcome: str, *, rows: int | None, answer: Answer | None, ms: int
    ) -> None:
        """What became of *request* is in the account, and soon in the blob."""
        record: dict[str, Json] = {"outcome": outcome, "ms": ms}
        if rows is not None:
            record["rows"] = rows
        if answer is not None:
            record |= {"status": answer.status, "output": _sha256(answer.body)}
            if self._keeps_output:
                record["kept"] = self._keep(answer.body)
        self._add(request, record)
        if max(self._lines.waiting_bytes, self._outputs.waiting_bytes) > BLOCK_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """
        All lines so far are in the blob.

        Who is stopped meanwhile does not stop the storing: nobody would know whether a block was
        stored, and the next one would be refused as out of place.
        """
        await asyncio.shield(self._store())

    async def close(self) -> None:
        """All lines are in the blob, and where they end is recorded beside it, once and for all."""
        await asyncio.shield(self._end())

    async def _store(self) -> None:
        async with self._turn:
            self._stop_timer()  # what is added from here on has its own two seconds
            lines, outputs = self._lines.waiting, self._outputs.waiting
            await self._outputs.store(outputs)  # a line never speaks of an answer that is not kept
            await self._lines.store(lines)

    def _start_timer(self) -> None:
        """The lines that wait now are stored in two seconds, if nothing stores them before."""
        if self._timer is None:
            # By the loop's own time: it bounds what a crash can lose, and nothing is decided by it.
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(_BLOCK_AGE_S, self._come_due)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    def _come_due(self) -> None:
        self._timer = None
        self._due = asyncio.create_task(self._store_unasked())

    async def _store_unasked(self) -> None:
        with suppress(StoreError):  # they wait on; who stores the next is told
            await self._store()

    async def _end(self) -> None:
        await self._store()
        if self.head in (Head(), self._ended):
            return
        document = json.dumps({"schema": "nightshift.transcript-end/1", **self.anchor}).encode()
        try:
            await self._blobs.create(
                TRANSCRIPTS, places.end(self.name), document, "application/json"
            )
        except StoreError as error:
            # The work is done; an account without an end is told as what it is.
            log.warning("the end of the transcript %s is not recorded: %s", self.name, error)
            return
        self._ended = self.head

    def _keep(self, body: bytes) -> str:
        """The answer *body* is kept, as far as it may be; returns the hash of its line."""
        content = {"seq": self.head.seq + 1, "output": kept_answer(body)}
        line = f"{json.dumps(content, ensure_ascii=False)}\n".encode(errors="replace")
        self._outputs.add(line)
        return _sha256(line)

    def _add(self, request: Request, record: dict[str, Json]) -> None:
        line: dict[str, Json] = {
            "time": stamp(self._clock.now()),
            **{name: self._about.get(name) for name in _ON_EACH_LINE},
        }
        if self.head == Head():
            line["session"] = self._about
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
        self._lines.add(sealed)
        self._start_timer()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
