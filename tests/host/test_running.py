"""One run of a function: its outcome, its time, its outputs."""

import asyncio
import logging

import pytest

from local.host.errors import InvocationFailed, Unavailable
from local.host.messages import TypedData
from local.host.model import Function, QueueOutput, QueueTrigger, Returned
from local.host.running import Runner
from local.host.settings import HostSettings, QueueOptions
from tests.host.stage import FakeQueue, SteppedClock

FUNCTION = Function("f", "id", QueueTrigger("msg", "work", "X"), (QueueOutput("out", "done", "X"),))


class Invoker:
    """Runs *body* in place of a function."""

    def __init__(self, body):
        self.body = body

    async def invoke(self, function, value, metadata, invocation_id=None):
        return await self.body()


def runner(body, queue=None, *, timeout_s=None):
    settings = HostSettings(QueueOptions(encoding="none"), timeout_s)
    clock = SteppedClock()
    found = queue or FakeQueue(clock, "done")
    return Runner(Invoker(body), settings, lambda *_: found, clock)


async def run(subject):
    return await subject.run(FUNCTION, TypedData(string="x"), {}, "a test")


def returning(*bodies):
    async def body():
        return Returned({"out": bodies})

    return body


async def raising():
    raise InvocationFailed("ValueError: no", "Traceback: line 1")


async def never():
    await asyncio.Event().wait()


async def test_what_a_function_leaves_is_sent():
    queue = FakeQueue(SteppedClock(), "done")

    assert await run(runner(returning("a", "b"), queue))

    assert queue.bodies == ["a", "b"]


async def test_an_output_queue_that_is_missing_is_made():
    queue = FakeQueue(SteppedClock(), "done", exists=False)

    assert await run(runner(returning("a"), queue))

    assert queue.bodies == ["a"]


async def test_a_run_whose_output_is_not_sent_has_failed():
    queue = FakeQueue(SteppedClock(), "done")
    queue.fault = Unavailable("away")

    assert not await run(runner(returning("a"), queue))


async def test_a_function_that_raises_has_failed_and_its_trace_is_logged(caplog):
    assert not await run(runner(raising))

    assert "f failed in 0 ms" in caplog.text
    assert "ValueError: no\nTraceback: line 1" in caplog.text


async def test_a_wrong_configuration_is_one_line_without_a_trace(caplog):
    async def misconfigured():
        raise InvocationFailed("ConfigError: a.yaml:3: no\na.yaml:7: nor that", "Traceback: 1")

    assert not await run(runner(misconfigured))

    [record] = caplog.records
    assert record.getMessage().endswith("): a.yaml:3: no; a.yaml:7: nor that")


async def test_a_function_that_outlasts_its_time_has_failed(caplog):
    assert not await run(runner(never, timeout_s=0.01))

    assert "functionTimeout" in caplog.text


async def test_start_and_end_are_one_line_each(caplog):
    with caplog.at_level(logging.INFO, "host.function"):
        await run(runner(returning()))

    started, ended = (record.getMessage() for record in caplog.records)
    assert started.startswith("f started, a test")
    assert ended.startswith("f succeeded in 0 ms")


async def test_stopping_the_host_is_not_a_failure_of_the_function():
    task = asyncio.create_task(run(runner(never)))
    await asyncio.wait([task], timeout=0.01)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
