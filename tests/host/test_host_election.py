"""Which of several hosts fires the timers, by a lease in real storage."""

import json
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.processes

ELECTION = """
    import asyncio, json, os
    from datetime import UTC, datetime
    from local.host.connections import Connections
    from local.host.monitor import BlobMonitor
    from local.host.timers import TimerStatus
    from shared.clock import SystemClock

    MORNING = datetime(2026, 11, 24, tzinfo=UTC)
    STATUS = TimerStatus(None, MORNING, MORNING.replace(day=25))

    async def main():
        connections = Connections(os.environ)
        blobs = connections.blobs("AzureWebJobsStorage")

        async def candidate():
            monitor, stop = BlobMonitor(blobs, "election", SystemClock()), asyncio.Event()
            task = asyncio.create_task(monitor.campaign(stop))
            await asyncio.sleep(0.5)
            return monitor, stop, task

        first, stop_first, first_task = await candidate()
        second, stop_second, second_task = await candidate()
        said = {"first": first.elected(), "second": second.elected()}
        await first.keep("t", STATUS)
        stop_first.set()
        await first_task
        third, stop_third, third_task = await candidate()
        said |= {"left": first.elected(), "third": third.elected()}
        said["kept"] = (await third.status("t")) == STATUS
        said["unknown"] = await third.status("other")
        for stop in (stop_second, stop_third):
            stop.set()
        await asyncio.gather(second_task, third_task)
        await connections.close()
        print(json.dumps(said))

    asyncio.run(main())
"""


def test_one_host_of_several_is_elected_and_the_next_takes_over(stack):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(ELECTION)],
        env=stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "first": True,
        "second": False,
        "left": False,
        "third": True,
        "kept": True,
        "unknown": None,
    }
