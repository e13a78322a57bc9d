"""
What was read of a tenant at one time, as it is judged and kept (`nightshift.snapshot/1`).

A key that is absent was not read. Listings that grow with the tenant lie in files beside the
snapshot and are read a line at a time, so memory does not grow with the number of mailboxes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.web.request import Json, Row

SCHEMA = "nightshift.snapshot/1"
NAME = "snapshot.json"  # in the folder of an attempt, beside its files of rows


class BadSnapshot(Exception):
    """A file that is no snapshot; the text says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Held:
    """Rows in memory."""

    rows: tuple[Row, ...]

    @property
    def count(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def document(self) -> Json:
        return list(self.rows)


@dataclass(frozen=True, slots=True)
class Filed:
    """Rows in a file, one JSON object a line."""

    path: Path
    count: int
    sha256: str

    def __iter__(self) -> Iterator[Row]:
        with self.path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)

    def document(self) -> Json:
        return {"rows": self.path.name, "count": self.count, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Failed:
    """A read that failed: the kind of error and the service's sentence."""

    type: str
    message: str

    def document(self) -> Json:
        return {"error": {"type": self.type, "message": self.message}}


type Outcome = Held | Filed | Failed


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that was read; `context` overrides settings of the controls."""

    tenant: str
    tenant_domain: str | None
    taken_at: str
    data: Mapping[str, Outcome]
    context: Mapping[str, Json] = field(default_factory=dict)

    def document(self) -> dict[str, Json]:
        """The snapshot as it is kept; files are named, not included."""
        return {
            "schema": SCHEMA,
            "tenant": self.tenant,
            "tenantDomain": self.tenant_domain,
            "takenAt": self.taken_at,
            "data": {key: outcome.document() for key, outcome in self.data.items()},
            "context": dict(self.context),
        }


def load(path: Path) -> Snapshot:
    """
    The snapshot in *path*, a file or the folder that has it as snapshot.json.

    The files it names are checked against their digests.

    Raises:
        BadSnapshot: It cannot be read, or is none.

    """
    if path.is_dir():
        path /= NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSnapshot(
            f"{path}: {error.strerror or 'cannot be read'}; give a snapshot's file or "
            "its folder on this machine (from storage, download the folder first)"
        ) from error
    except ValueError as error:
        raise BadSnapshot(f"{path}: not JSON ({error}); give a snapshot file") from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise BadSnapshot(f"{path}: not a snapshot; its `schema` must be {SCHEMA}")
    data, context = content.get("data"), content.get("context") or {}
    if not isinstance(data, dict) or not isinstance(context, dict):
        raise BadSnapshot(f"{path}: `data` and `context` must be objects")
    domain = content.get("tenantDomain")
    return Snapshot(
        str(content.get("tenant", "")),
        domain if isinstance(domain, str) else None,
        str(content.get("takenAt", "")),
        {key: _outcome(path.parent, key, value) for key, value in data.items()},
        context,
    )


def _outcome(folder: Path, key: str, value: Json) -> Outcome:
    match value:
        case list() if all(isinstance(row, dict) for row in value):
            return Held(tuple(row for row in value if isinstance(row, dict)))
        case {"error": dict(error)}:
            return Failed(str(error.get("type", "")), str(error.get("message", "")))
        case {"rows": str(name), "count": int(count), "sha256": str(sha256)}:
            return _filed(folder, name, count, sha256)
        case _:
            return Failed("Malformed", f"{key} has neither rows, an error nor a file of rows")


def _filed(folder: Path, name: str, count: int, sha256: str) -> Outcome:
    if Path(name).name != name:
        return Failed("Malformed", f"{name!r} does not lie beside the snapshot; not read")
    path = folder / name
    try:
        found = _checked(path)
    except OSError as error:
        return Failed("Missing", f"{name}: {error.strerror or 'cannot be read'}")
    except ValueError as error:
        return Failed("Malformed", f"{name} is not one JSON object a line: {error}")
    if (found.count, found.sha256) != (count, sha256):
        return Failed("Malformed", f"{name} is not the file that was kept: its digest differs")
    return found


def _checked(path: Path) -> Filed:
    """The listing in *path*, each line looked at. Raises: OSError, ValueError."""
    digest, count = hashlib.sha256(), 0
    with path.open("rb") as lines:
        for count, line in enumerate(lines, start=1):
            digest.update(line)
            if not isinstance(json.loads(line), dict):
                raise ValueError(f"line {count}")  # noqa: TRY004 - like a line that is no JSON
    return Filed(path, count, digest.hexdigest())
