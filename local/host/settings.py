"""
host.json and the app settings, as far as this host acts on them.

Source: the host.json reference of Azure Functions 4.x. Unknown keys are ignored there and here.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from local.host.errors import BadApp, SettingMissing

# The real host holds a message for ten minutes and that cannot be set. Here a crash is part of the
# day's work, and ten minutes of silence after it are not.
DEFAULT_LEASE_S = 30.0
_OVERRIDE = "AzureFunctionsJobHost__"
_NAME = re.compile(r"%([^%]+)%")
_TIME_SPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d+)?)")

type Encoding = Literal["none", "base64"]


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """How every queue of the app is worked."""

    batch_size: int = 16
    new_batch_threshold: int = 8
    max_dequeue_count: int = 5
    visibility_timeout_s: float = 0.0
    max_polling_interval_s: float = 60.0
    encoding: Encoding = "base64"
    lease_s: float = DEFAULT_LEASE_S


@dataclass(frozen=True, slots=True)
class HostSettings:
    """What host.json and the environment say, checked."""

    queues: QueueOptions = QueueOptions()
    function_timeout_s: float | None = 1800.0
    log_levels: Mapping[str, str] = field(default_factory=dict)
    host_id: str = "nightshift-local"


def load(app_dir: Path, environment: Mapping[str, str]) -> HostSettings:
    """
    The settings of the app in *app_dir*.

    Raises:
        BadApp: host.json is missing, is no JSON, or has a value that is out of range.

    """
    content = _overridden(_read(app_dir / "host.json"), environment)
    queues = _section(content, "extensions", "queues")
    batch = _whole(queues, "batchSize", 16, 1, 32)
    return HostSettings(
        queues=QueueOptions(
            batch_size=batch,
            new_batch_threshold=_whole(queues, "newBatchThreshold", batch // 2, 0, 1000),
            max_dequeue_count=_whole(queues, "maxDequeueCount", 5, 1, 1000),
            visibility_timeout_s=_span(queues, "visibilityTimeout", 0.0),
            max_polling_interval_s=max(0.1, _span(queues, "maxPollingInterval", 60.0)),
            encoding=_encoding(queues),
            lease_s=_lease(environment),
        ),
        function_timeout_s=_timeout(content),
        log_levels={
            str(name): str(level)
            for name, level in _section(content, "logging", "logLevel").items()
        },
        host_id=environment.get("AzureFunctionsWebHost__hostid") or "nightshift-local",
    )


def resolve(text: str, environment: Mapping[str, str]) -> str:
    """
    *text* with each `%NAME%` replaced by that setting.

    Raises:
        SettingMissing: There is no such setting.

    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if not environment.get(name):
            raise SettingMissing(f"the setting {name} is missing; set it and start again")
        return environment[name]

    return _NAME.sub(value, text)


def disabled(function: str, environment: Mapping[str, str]) -> bool:
    """Whether `AzureWebJobs.<function>.Disabled` says so."""
    names = (f"AzureWebJobs.{function}.Disabled", f"AzureWebJobs_{function}_Disabled")
    return any(environment.get(name, "").strip().lower() in {"1", "true"} for name in names)


def time_span(text: str) -> float:
    """
    The seconds of a .NET time span: `hh:mm:ss`, `d.hh:mm:ss`, with fractions.

    Raises:
        ValueError: It is none.

    """
    match = _TIME_SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no time span; write hh:mm:ss")
    days, hours, minutes, seconds = match.groups()
    return int(days or 0) * 86400 + int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _read(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadApp(
            f"{path} cannot be read; point --app at the folder that holds host.json"
        ) from error
    except ValueError as error:
        raise BadApp(f"{path} is no JSON: {error}") from error
    if not isinstance(content, dict):
        raise BadApp(f"{path} must hold one JSON object")
    return content


def _overridden(content: dict[str, object], environment: Mapping[str, str]) -> dict[str, object]:
    """*content* with the values that `AzureFunctionsJobHost__a__b` settings put over it."""
    for name, value in environment.items():
        if not name.startswith(_OVERRIDE):
            continue
        *path, last = name.removeprefix(_OVERRIDE).split("__")
        place = content
        for part in path:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                raise BadApp(f"the setting {name} names no section of host.json")
            place = inner
        place[last] = value
    return content


def _section(content: Mapping[str, object], *path: str) -> Mapping[str, object]:
    place: object = content
    for part in path:
        place = place.get(part, {}) if isinstance(place, Mapping) else {}
    return place if isinstance(place, Mapping) else {}


def _whole(section: Mapping[str, object], key: str, default: int, low: int, high: int) -> int:
    value = section.get(key, default)
    try:
        number = int(str(value))
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise BadApp(f"host.json: {key} is {value!r}; it must be {low} to {high}")
    return number


def _span(section: Mapping[str, object], key: str, default: float) -> float:
    if key not in section:
        return default
    try:
        return time_span(str(section[key]))
    except ValueError as error:
        raise BadApp(f"host.json: {key}: {error}") from error


def _encoding(section: Mapping[str, object]) -> Encoding:
    match str(section.get("messageEncoding", "base64")).lower():
        case "none":
            return "none"
        case "base64":
            return "base64"
        case other:
            raise BadApp(f"host.json: messageEncoding is {other!r}; it must be base64 or none")


def _timeout(content: Mapping[str, object]) -> float | None:
    if str(content.get("functionTimeout")) == "-1":
        return None
    return _span(content, "functionTimeout", 1800.0)


def _lease(environment: Mapping[str, str]) -> float:
    name = "NIGHTSHIFT_HOST_LEASE_SECONDS"
    try:
        seconds = float(environment.get(name) or DEFAULT_LEASE_S)
    except ValueError:
        seconds = 0.0
    if seconds < 1:
        raise BadApp(f"{name} must be a number of seconds, 1 or more")
    return seconds
