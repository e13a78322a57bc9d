"""
The values that cross between host and worker: what a trigger gives, what an output takes.

A body that is a JSON object is laid over the message's metadata, whatever the case of its names.
That is what the real host does, and it can break a function that takes more than a string.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from local.host.errors import Unsupported
from local.host.messages import TypedData
from local.host.model import Function, Message, QueueOutput, QueueTrigger, TimerTrigger
from local.host.settings import Encoding, resolve


class Undecodable(ValueError):
    """The body of a message is not in the encoding that host.json names."""


def decode(body: str, encoding: Encoding) -> str:
    """The text of a message. Raises: Undecodable."""
    if encoding == "none":
        return body
    try:
        return base64.b64decode(body, validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise Undecodable("the body is no base64 of UTF-8 text") from error


def encode(text: str, encoding: Encoding) -> str:
    """*text* as the body of a message."""
    return text if encoding == "none" else base64.b64encode(text.encode()).decode("ascii")


def queue_metadata(message: Message, text: str) -> dict[str, TypedData]:
    """The binding data of *message*, overlaid with the members of *text* if it is an object."""
    data = {
        "QueueTrigger": TypedData(string=text),
        "DequeueCount": TypedData(json=str(message.dequeue_count)),
        "ExpirationTime": _moment(message.expires),
        "Id": TypedData(string=message.id),
        "InsertionTime": _moment(message.inserted),
        "NextVisibleTime": _moment(message.visible),
        "PopReceipt": TypedData(string=message.receipt),
    }
    known = {name.casefold(): name for name in data}
    for name, value in _members(text).items():
        if value is None or isinstance(value, list):
            continue
        data[known.setdefault(name.casefold(), name)] = _typed(value)
    return data


def timer_payload(
    *, past_due: bool, last: datetime | None, updated: datetime | None, following: datetime | None
) -> TypedData:
    """What a timer function is given; without *updated* there is no monitor."""
    status = updated and {
        "Last": _iso(last or datetime.min.replace(tzinfo=UTC)),
        "LastUpdated": _iso(updated),
        "Next": _iso(following or datetime.min.replace(tzinfo=UTC)),
    }
    payload = {
        "Schedule": {"AdjustForDST": True},
        "ScheduleStatus": status,
        "IsPastDue": past_due,
    }
    return TypedData(json=json.dumps(payload))


def bodies(value: TypedData | None) -> tuple[str, ...]:
    """The message bodies in an output value: a list gives several."""
    if value is None:
        return ()
    kind = value.WhichOneof("data")
    content = getattr(value, kind) if kind else None
    if content is None:
        return ()
    if kind != "json":
        return (content.decode() if isinstance(content, bytes) else str(content),)
    parsed = json.loads(str(content))
    items = parsed if isinstance(parsed, list) else [parsed]
    return tuple(item if isinstance(item, str) else json.dumps(item) for item in items)


def function(
    name: str, function_id: str, bindings: Sequence[str], env: Mapping[str, str]
) -> Function:
    """
    The function that the worker describes by *bindings* (JSON texts).

    Raises:
        Unsupported: It has a trigger or binding other than queue and timer.
        SettingMissing: A name in it stands in a setting that is absent.

    """
    trigger: QueueTrigger | TimerTrigger | None = None
    outputs = []
    for raw in bindings:
        binding = json.loads(raw)
        match binding.get("type"), str(binding.get("direction", "IN")).upper():
            case "queueTrigger", _:
                trigger = QueueTrigger(binding["name"], *_queue(binding, env))
            case "timerTrigger", _:
                trigger = _timer(binding, env)
            case "queue", "OUT":
                outputs.append(QueueOutput(binding["name"], *_queue(binding, env)))
            case kind, _:
                raise Unsupported(f"the binding {kind} needs the real host (func start)")
    if trigger is None:
        raise Unsupported("it has no trigger")
    return Function(name, function_id, trigger, tuple(outputs))


def _queue(binding: Mapping[str, str], env: Mapping[str, str]) -> tuple[str, str]:
    connection = binding.get("connection") or "AzureWebJobsStorage"
    return resolve(binding["queueName"], env), connection


def _timer(binding: Mapping[str, object], env: Mapping[str, str]) -> TimerTrigger:
    return TimerTrigger(
        str(binding["name"]),
        resolve(str(binding["schedule"]), env),
        run_on_startup=_flag(binding.get("runOnStartup"), default=False),
        use_monitor=_flag(binding.get("useMonitor"), default=True),
    )


def _flag(value: object, *, default: bool) -> bool:
    return default if value is None else str(value).lower() == "true"


def _members(text: str) -> dict[str, object]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _typed(value: object) -> TypedData:
    if isinstance(value, dict):
        return TypedData(json=json.dumps(value))
    return TypedData(string=value if isinstance(value, str) else json.dumps(value))


def _moment(moment: datetime) -> TypedData:
    return TypedData(json=json.dumps(_iso(moment)))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat() if moment.year > 1 else "0001-01-01T00:00:00+00:00"
