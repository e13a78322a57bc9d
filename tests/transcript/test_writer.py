import asyncio
import json
from hashlib import sha256
from itertools import chain

import pytest

from shared.store.names import TRANSCRIPTS
from shared.store.ports import Exists, Unavailable
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
    assert verify(kept.splitlines(keepends=True), [account.head]).verdict is Verdict.INTACT
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
    kept = blobs.blobs[TRANSCRIPTS, "t/s.jsonl"]
    assert verify(kept.splitlines(keepends=True), [account.head]).verdict is Verdict.INTACT


async def test_what_waits_is_stored_soon_though_nothing_follows(monkeypatch):
    class Told(MemoryBlobs):
        stored = asyncio.Event()

        async def append(self, *args, **kwargs):
            length = await super().append(*args, **kwargs)
            self.stored.set()
            return length

    monkeypatch.setattr("shared.transcript.writer._BLOCK_AGE_S", 0.0)
    blobs = Told()
    read = Request("GET", "https://x", Call("Get-Mailbox", "m-1"), Effect.READ)

    await transcript(blobs).sent(read, "ok", rows=1, answer=None, ms=1)
    await asyncio.wait_for(blobs.stored.wait(), timeout=4)

    assert [line["call"] for line in lines(blobs)] == ["Get-Mailbox"]


async def test_a_store_that_fails_unasked_is_told_to_who_stores_next(monkeypatch):
    class Broken(MemoryBlobs):
        tried = asyncio.Event()

        async def append(self, *args, **kwargs):
            self.tried.set()
            raise Unavailable("transcripts")

    monkeypatch.setattr("shared.transcript.writer._BLOCK_AGE_S", 0.0)
    blobs = Broken()
    account = transcript(blobs)
    read = Request("GET", "https://x", Call("Get-Mailbox", "m-1"), Effect.READ)

    await account.sent(read, "ok", rows=1, answer=None, ms=1)
    await asyncio.wait_for(blobs.tried.wait(), timeout=4)

    with pytest.raises(Unavailable):
        await account.flush()


async def test_the_end_is_recorded_once_beside_the_lines():
    blobs = MemoryBlobs()
    account = transcript(blobs)
    await account.intend(write())

    await account.close()
    await account.close()

    assert json.loads(blobs.blobs[TRANSCRIPTS, "t/s.end.json"]) == {
        "schema": "nightshift.transcript-end/1",
        **account.anchor,
    }


async def test_a_session_that_sent_nothing_leaves_nothing():
    blobs = MemoryBlobs()

    await transcript(blobs).close()

    assert blobs.blobs == {}


async def test_work_that_is_done_does_not_fail_for_want_of_a_recorded_end(caplog):
    class NoMore(MemoryBlobs):
        async def create(self, *args, **kwargs):
            raise Unavailable("transcripts")

    account = transcript(NoMore())
    await account.intend(write())

    await account.close()

    assert "t/s.jsonl is not recorded" in caplog.text


async def test_a_full_blob_is_followed_by_another_and_the_chain_goes_on(monkeypatch):
    monkeypatch.setattr("shared.transcript.blocks.MOST_BLOCKS", 2)
    blobs = MemoryBlobs()
    account = transcript(blobs)

    for number in range(5):
        await account.intend(write(f"Set-{number}"))

    parts = ["t/s.jsonl", "t/s.2.jsonl", "t/s.3.jsonl"]
    kept = [blobs.blobs[TRANSCRIPTS, part].splitlines(keepends=True) for part in parts]
    assert [len(lines) for lines in kept] == [2, 2, 1]
    assert verify(chain(*kept), [account.head]).verdict is Verdict.INTACT


async def test_no_block_is_larger_than_256_kib():
    class Counting(MemoryBlobs):
        sizes: tuple[int, ...] = ()

        async def append(self, container, name, data, *, position):
            self.sizes += (len(data),)
            return await super().append(container, name, data, position=position)

    blobs = Counting()
    account = transcript(blobs)
    read = Request("GET", "https://x", Call("Get-Mailbox", "m" * 100_000), Effect.READ)

    for _ in range(7):
        await account.sent(read, "ok", rows=1, answer=None, ms=1)
    await account.flush()

    assert max(blobs.sizes) <= 256 * 1024
    assert len(lines(blobs)) == 7


async def test_a_block_that_was_stored_while_its_answer_was_lost_is_not_stored_twice():
    class Forgetful(MemoryBlobs):
        async def append(self, container, name, data, *, position):
            await super().append(container, name, data, position=position)
            return await super().append(container, name, data, position=position)

    blobs = Forgetful()
    account = transcript(blobs)

    await account.intend(write("Set-First"))
    await account.intend(write("Set-Second"))

    assert [line["call"] for line in lines(blobs)] == ["Set-First", "Set-Second"]


async def test_who_writes_into_another_s_account_is_refused():
    blobs = MemoryBlobs()
    await transcript(blobs).intend(write("Set-First"))

    with pytest.raises(Exists):
        await transcript(blobs).intend(write("Set-Second"))

    assert [line["call"] for line in lines(blobs)] == ["Set-First"]


async def test_answers_are_kept_beside_the_account_without_secrets_and_texts():
    blobs = MemoryBlobs()
    account = transcript(blobs)
    read = Request("GET", "https://x", Call("Get-Mailbox", "m-1"), Effect.READ)
    body = b'{"value": [{"Alias": "m-1", "Notes": "let go", "Password": "hunter2"}]}'

    await account.sent(read, "ok", rows=1, answer=Answer(200, {}, b'{"a": 1}'), ms=1)
    account.keep_output()
    await account.sent(read, "ok", rows=1, answer=Answer(200, {}, body), ms=1)
    await account.sent(read, "ok", rows=1, answer=Answer(200, {}, b"Dear Sir"), ms=1)
    await account.flush()

    kept = blobs.blobs[TRANSCRIPTS, "t/s.output.jsonl"].splitlines(keepends=True)
    rows = {"value": [{"Alias": "m-1", "Notes": "(not kept)", "Password": "(not kept)"}]}
    assert [json.loads(line) for line in kept] == [
        {"seq": 2, "output": rows},
        {"seq": 3, "output": "(not kept)"},
    ]
    first, *with_output = lines(blobs)
    assert "kept" not in first
    assert [line["kept"] for line in with_output] == [sha256(line).hexdigest() for line in kept]


async def test_no_line_is_stored_before_the_answer_that_it_speaks_of():
    class Meanwhile(MemoryBlobs):
        """While an answer is stored, the next one comes in."""

        async def append(self, container, name, data, *, position):
            if "output" in name and position == 0:
                await account.sent(read, "ok", rows=1, answer=Answer(200, {}, b"{}"), ms=1)
            return await super().append(container, name, data, position=position)

    blobs = Meanwhile()
    account = transcript(blobs)
    account.keep_output()
    read = Request("GET", "https://x", Call("Get-Mailbox", "m-1"), Effect.READ)

    await account.sent(read, "ok", rows=1, answer=Answer(200, {}, b"{}"), ms=1)
    await account.flush()

    kept = blobs.blobs[TRANSCRIPTS, "t/s.output.jsonl"].splitlines()
    assert (len(lines(blobs)), len(kept)) == (1, 1)
