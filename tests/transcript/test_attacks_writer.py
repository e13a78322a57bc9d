"""A call that is given up while its line is stored must not end the account."""

import asyncio

import pytest

from shared.transcript.writer import Transcript
from shared.web.errors import Call
from shared.web.request import Request
from tests.fakes import FakeClock, MemoryBlobs


class Slow(MemoryBlobs):
    """A store that has stored long before it says so."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock = clock

    async def append(self, container, name, data, *, position):
        length = await super().append(container, name, data, position=position)
        await self.clock.sleep(1)
        return length


@pytest.mark.parametrize("after_s", [0.001, 0.5])
async def test_a_line_whose_writer_is_stopped_is_stored_once_and_others_follow(after_s):
    clock = FakeClock()
    blobs = Slow(clock)
    transcript = Transcript(blobs, clock, name="t.jsonl", about={})
    first = asyncio.create_task(transcript.intend(Request("POST", "https://x", Call("Set-A"))))
    await clock.sleep(after_s)
    first.cancel()

    await transcript.intend(Request("POST", "https://x", Call("Set-B")))
    await transcript.flush()

    [stored] = blobs.blobs.values()
    assert [line.count(b'"Set-') for line in stored.splitlines()] == [1, 1]
