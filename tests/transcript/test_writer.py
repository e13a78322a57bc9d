import json

import pytest

from shared.store.names import TRANSCRIPTS
from shared.store.ports import Unavailable
from shared.transcript.chain import Verdict, verify
from shared.transcript.writer import Transcript
from shared.web.errors import Call
from shared.web.request import Answer, Effect, Request
from tests.fakes import FakeClock, MemoryBlobs


def write(name="Set-Mailbox") -> Request:
    return Request(
        "POST", "https://x", Call(name, "m-1", "r-1"), Effect.WRITE, shown={"Type": "Shared"}
    )


def transcript(blobs: MemoryBlobs) -> Transcript:
    return Transcript(blobs, FakeClock(), name="t/s.jsonl", about={"session": "s"})


def lines(blobs: MemoryBlobs) -> list[dict]:
    return [json.loads(line) for line in blobs.blobs[TRANSCRIPTS, "t/s.jsonl"].splitlines()]


async def test_an_intent_is_stored_before_the_call_leaves():
    blobs = MemoryBlobs()

    await transcript(blobs).intend(write())

    [line] = lines(blobs)
    assert (line["outcome"], line["call"], line["parameters"]) == (
        "intended",
        "Set-Mailbox",
        {"Type": "Shared"},
    )
    assert line["session"] == {"session": "s"}


async def test_the_account_of_a_session_is_intact():
    blobs = MemoryBlobs()
    account = transcript(blobs)

    await account.intend(write())
    await account.sent(write(), "ok", rows=1, answer=Answer(200, {}, b"secret body"), ms=12)
    await account.flush()

    kept = blobs.blobs[TRANSCRIPTS, "t/s.jsonl"]
    assert verify(kept.splitlines(), account.head).verdict is Verdict.INTACT
    assert b"secret body" not in kept
    assert lines(blobs)[1]["rows"] == 1


async def test_lines_that_could_not_be_stored_are_stored_with_the_next():
    class Flaky(MemoryBlobs):
        broken = True

        async def append(self, *args, **kwargs):
            if self.broken:
                raise Unavailable("transcripts")
            return await super().append(*args, **kwargs)

    blobs = Flaky()
    account = transcript(blobs)

    with pytest.raises(Unavailable):
        await account.intend(write("Set-First"))
    blobs.broken = False
    await account.intend(write("Set-Second"))

    assert [line["call"] for line in lines(blobs)] == ["Set-First", "Set-Second"]
    assert (
        verify(blobs.blobs[TRANSCRIPTS, "t/s.jsonl"].splitlines(), account.head).verdict
        is Verdict.INTACT
    )
