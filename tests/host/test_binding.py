"""What crosses between host and worker."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.host import binding
from local.host.errors import SettingMissing, Unsupported
from local.host.messages import TypedData
from local.host.model import Message, QueueOutput, QueueTrigger, TimerTrigger

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
MESSAGE = Message("m-1", "", 2, "receipt", AT, AT, AT)


def metadata(text):
    found = binding.queue_metadata(MESSAGE, text)
    return {name: vars(value) for name, value in found.items()}


def test_a_message_comes_with_its_seven_facts():
    assert metadata("plain") == {
        "QueueTrigger": {"string": "plain"},
        "DequeueCount": {"json": "2"},
        "ExpirationTime": {"json": '"2026-11-24T06:00:00+00:00"'},
        "Id": {"string": "m-1"},
        "InsertionTime": {"json": '"2026-11-24T06:00:00+00:00"'},
        "NextVisibleTime": {"json": '"2026-11-24T06:00:00+00:00"'},
        "PopReceipt": {"string": "receipt"},
    }


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        pytest.param({"id": "X"}, "Id", {"string": "X"}, id="over-the-id-whatever-the-case"),
        pytest.param({"dequeueCount": "abc"}, "DequeueCount", {"string": "abc"}, id="hostile"),
        pytest.param({"id": 7}, "Id", {"string": "7"}, id="numbers-become-text"),
        pytest.param({"more": {"a": 1}}, "more", {"json": '{"a": 1}'}, id="objects-stay-json"),
        pytest.param({"id": None}, "Id", {"string": "m-1"}, id="null-is-skipped"),
        pytest.param({"id": [1]}, "Id", {"string": "m-1"}, id="arrays-are-skipped"),
    ],
)
def test_members_of_an_object_body_lie_over_the_metadata(body, name, expected):
    assert metadata(json.dumps(body))[name] == expected


@given(st.text() | st.recursive(st.none() | st.integers(), st.lists).map(json.dumps))
def test_any_body_gives_metadata(body):
    assert len(metadata(body)) >= 7


def test_a_deeply_nested_body_is_plain_text():
    assert len(metadata("[" * 100_000)) == 7


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_encoded_is_decoded(text):
    assert binding.decode(binding.encode(text, "base64"), "base64") == text


def test_a_timer_without_status_is_told_so():
    given_to = binding.timer_payload(past_due=True, last=None, updated=None, following=None)

    assert json.loads(str(given_to.json)) == {
        "Schedule": {"AdjustForDST": True},
        "ScheduleStatus": None,
        "IsPastDue": True,
    }


def test_a_timers_status_says_never_as_the_year_one():
    given_to = binding.timer_payload(past_due=False, last=None, updated=AT, following=AT)

    assert json.loads(str(given_to.json))["ScheduleStatus"] == {
        "Last": "0001-01-01T00:00:00+00:00",
        "LastUpdated": "2026-11-24T06:00:00+00:00",
        "Next": "2026-11-24T06:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, (), id="nothing"),
        pytest.param(TypedData(string="one"), ("one",), id="text"),
        pytest.param(TypedData(bytes=b"one"), ("one",), id="bytes"),
        pytest.param(TypedData(json='["a", "b"]'), ("a", "b"), id="a-list-is-several"),
        pytest.param(TypedData(json='[{"a": 1}]'), ('{"a": 1}',), id="objects-are-json"),
        pytest.param(TypedData(json='{"a": 1}'), ('{"a": 1}',), id="one-object"),
    ],
)
def test_outputs_become_bodies(value, expected):
    assert binding.bodies(value) == expected


QUEUE = {"type": "queueTrigger", "direction": "IN", "name": "msg", "queueName": "%QUEUE%"}


def read(*bindings, **env):
    return binding.function("f", "id", [json.dumps(b) for b in bindings], env)


def test_a_queue_function_is_read_with_its_settings():
    output = {"type": "queue", "direction": "OUT", "name": "out", "queueName": "results"}

    function = read({**QUEUE, "connection": "X"}, output, QUEUE="work")

    assert function.trigger == QueueTrigger("msg", "work", "X")
    assert function.outputs == (QueueOutput("out", "results", "AzureWebJobsStorage"),)


def test_a_timer_function_is_read_with_its_defaults():
    function = read({"type": "timerTrigger", "name": "t", "schedule": "%WHEN%"}, WHEN="0 * * * * *")

    assert function.trigger == TimerTrigger("t", "0 * * * * *", False, True)


def test_a_missing_setting_is_named():
    with pytest.raises(SettingMissing, match="QUEUE"):
        read(QUEUE)


@pytest.mark.parametrize("kind", ["httpTrigger", "blobTrigger", "blob"])
def test_a_foreign_binding_is_refused_by_name(kind):
    with pytest.raises(Unsupported, match=kind):
        read(QUEUE, {"type": kind, "direction": "IN", "name": "b"}, QUEUE="work")
