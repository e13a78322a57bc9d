"""
JSON in a row's cell: kept there when it is short, in a blob of `work` when it is not.

Azure Tables takes 64 KiB of UTF-16 in one property; local stand-ins take more, so we measure.
"""

import hashlib
import json
from collections.abc import Mapping

from shared.store.names import WORK
from shared.store.ports import Blobs, Missing
from shared.web.request import Json

LONGEST_IN_ROW = 30_000  # characters
# No JSON text begins like this, so no content can pass for a pointer.
_SPILLED = "blob:"


def canonical(value: Json | Mapping[str, Json]) -> str:
    """*value* as JSON text that is the same for the same content."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of *text*, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


async def write(blobs: Blobs, prefix: str, value: Json | Mapping[str, Json]) -> str:
    """
    The cell for *value*; what is long lies at `work/{prefix}/{sha-256}.json` afterwards.

    The name follows from the content, so writing twice is writing once.
    """
    text = canonical(value)
    if len(text) <= LONGEST_IN_ROW:
        return text
    sha256 = digest(text)
    name = f"{prefix}/{sha256}.json"
    await blobs.put(WORK, name, text.encode(), "application/json")
    return f"{_SPILLED}{name}#{sha256}"


async def read(blobs: Blobs, cell: str) -> Json:
    """
    The value that `write` kept behind *cell*.

    Raises:
        Missing: The blob is gone, or is not what was written.

    """
    if not cell.startswith(_SPILLED):
        value: Json = json.loads(cell)
        return value
    name, _, sha256 = cell.removeprefix(_SPILLED).partition("#")
    data = await blobs.get(WORK, name)
    if data is None or hashlib.sha256(data).hexdigest() != sha256:
        raise Missing(f"{WORK}/{name} is gone or was changed since it was written")
    kept: Json = json.loads(data)
    return kept
