"""The host against a real Azurite, with real processes that are really killed."""

import textwrap
import time
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest

from local.stack import Stack
from shared.clock import SystemClock

CLOCK = SystemClock()
pytestmark = pytest.mark.processes

LEASE_S = 2
HOST_JSON = """{
  "version": "2.0",
  "extensions": {"queues": {"maxDequeueCount": 2, "visibilityTimeout": "00:00:00",
                            "messageEncoding": "none"}},
  "logging": {"logLevel": {"default": "Warning", "Function": "Information"}}
}"""
APP = """
    import asyncio
    import azure.functions as func

    app = func.FunctionApp()
    ANSWERS = {"queue_name": "offboarding-results", "connection": "NightshiftStorage"}

    @app.function_name("work")
    @app.queue_trigger(
        arg_name="msg", queue_name="offboarding-requests", connection="NightshiftStorage")
    @app.queue_output(arg_name="out", **ANSWERS)
    async def work(msg: str, out: func.Out[str]) -> None:
        if msg.startswith("fail"):
            raise ValueError(msg)
        if msg.startswith("slow"):
            await asyncio.sleep(float(msg.split()[1]))
        out.set(f"did {msg}")

    @app.function_name("buried")
    @app.queue_trigger(
        arg_name="msg", queue_name="offboarding-requests-poison", connection="NightshiftStorage")
    @app.queue_output(arg_name="out", **ANSWERS)
    async def buried(msg: str, out: func.Out[str]) -> None:
        out.set(f"buried {msg}")

    @app.function_name("nightly")
    @app.timer_trigger(arg_name="timer", schedule="%NIGHTLY%")
    @app.queue_output(arg_name="out", **ANSWERS)
    async def nightly(timer: func.TimerRequest, out: func.Out[str]) -> None:
        out.set(f"nightly, past due {timer.past_due}")

    @app.function_name("unset")
    @app.timer_trigger(arg_name="timer", schedule="%NOT_SET_ANYWHERE%")
    async def unset(timer: func.TimerRequest) -> None:
        pass
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A stack whose app does as its messages say."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "host.json").write_text(HOST_JSON)
    (folder / "function_app.py").write_text(textwrap.dedent(APP))
    settings = {"NIGHTSHIFT_HOST_LEASE_SECONDS": str(LEASE_S), "NIGHTLY": "0 0 1 * * *"}
    with Stack(app=folder, extra=settings) as stack:
        yield Queues(stack)


class Queues:
    """The stack, and its queues by plain REST."""

    def __init__(self, stack):
        self.stack = stack
        self.headers = {
            "Authorization": f"Bearer {stack.token()}",
            "x-ms-version": "2021-12-02",
        }

    def send(self, text):
        body = f"<QueueMessage><MessageText>{escape(text)}</MessageText></QueueMessage>"
        answer = self.stack.http.post(
            self._messages("offboarding-requests"), content=body, headers=self.headers
        )
        assert answer.status_code == 201, answer.text

    def send_and_see_started(self, text):
        before = _log(self).count("work started")
        self.send(text)
        until = CLOCK.monotonic() + 10
        while _log(self).count("work started") == before:
            assert CLOCK.monotonic() < until, "waited in vain for the host to start on it"
            time.sleep(0.02)  # the other side is a process

    def waiting(self, queue):
        """How many messages *queue* has, those that are hidden included."""
        place = f"{self.stack.storage.queue}/{queue}"
        answer = self.stack.http.get(place, params={"comp": "metadata"}, headers=self.headers)
        return int(answer.headers["x-ms-approximate-messages-count"])

    def take(self, queue="offboarding-results"):
        found = self.stack.http.get(
            self._messages(queue), params={"numofmessages": "32"}, headers=self.headers
        )
        messages = ET.fromstring(found.content).findall("QueueMessage")  # noqa: S314 - our own
        for message in messages:
            place = f"{self._messages(queue)}/{message.findtext('MessageId')}"
            receipt = {"popreceipt": message.findtext("PopReceipt") or ""}
            self.stack.http.delete(place, params=receipt, headers=self.headers)
        return [message.findtext("MessageText") for message in messages]

    def answers(self, count, deadline_s=15):
        """*count* answers, or as many as came in time."""
        until = CLOCK.monotonic() + deadline_s
        found: list[str | None] = []
        while len(found) < count and CLOCK.monotonic() < until:
            found += self.take()
            time.sleep(0.05)  # the other side is a process
        return sorted(found)

    def _messages(self, queue):
        return f"{self.stack.storage.queue}/{queue}/messages"


def test_a_message_is_worked_and_its_output_sent(small):
    small.send('{"id": 1, "dequeueCount": "abc"} & more <ü>')

    assert small.answers(1) == ['did {"id": 1, "dequeueCount": "abc"} & more <ü>']


def test_what_fails_each_time_is_buried_once(small):
    small.send("fail")

    assert small.answers(1) == ["buried fail"]
    assert small.answers(1, deadline_s=LEASE_S) == []


def test_a_message_outlives_the_host_that_held_it(small):
    small.send_and_see_started("slow 1")

    small.stack.kill_host()
    small.stack.start_host()

    assert small.answers(1) == ["did slow 1"]
    assert "delivery 2" in _log(small)


def test_a_host_told_to_stop_finishes_what_it_has_at_hand(small):
    small.send_and_see_started("slow 1.2")

    code = small.stack.stop_host()

    assert code == 0
    assert small.take() == ["did slow 1.2"]
    assert small.waiting("offboarding-requests") == 0
    small.stack.start_host()


def test_a_longer_run_than_the_lease_is_delivered_once(small):
    small.send(f"slow {LEASE_S * 1.5}")

    assert small.answers(1) == [f"did slow {LEASE_S * 1.5}"]
    assert small.answers(1, deadline_s=0.5) == []


def test_the_admin_endpoint_lists_and_starts_functions(small):
    status = small.stack.http.get(f"{small.stack.admin}/admin/host/status").json()

    small.stack.fire("nightly")

    assert status == {"state": "Running", "functions": ["buried", "nightly", "work"]}
    assert small.answers(1) == ["nightly, past due False"]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/admin/functions/unset", {}, 404),
        ("/admin/functions/nightly", {"Origin": "https://example.com"}, 403),
        ("/admin/functions/nightly", {"Host": "example.com"}, 403),
    ],
)
def test_the_admin_endpoint_refuses(small, path, headers, status):
    answer = small.stack.http.post(f"{small.stack.admin}{path}", headers=headers)

    assert answer.status_code == status
    assert small.answers(1, deadline_s=0.2) == []


def test_a_function_whose_setting_is_missing_is_named_and_the_others_run(small):
    assert "unset does not run: the setting NOT_SET_ANYWHERE is missing" in _log(small)


def _log(small):
    return (small.stack.folder / "logs" / "host.log").read_text()
