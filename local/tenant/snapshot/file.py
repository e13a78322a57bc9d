"""Snapshots in files; clients' secrets and the vault are in them, so only the owner reads them."""

import errno
import json
import os
from pathlib import Path

from local.tenant.messages import Json, compact
from local.tenant.snapshot.codec import Foreign
from local.tenant.snapshot.document import document_of, world_of
from local.tenant.world import World

_MODE = 0o600


def save(world: World, path: Path) -> None:
    """
    *path* holds what *world* is; one that is there already is replaced whole or not at all.

    Raises:
        OSError: It cannot be written.

    """
    if path.is_dir():  # else the fresh file would be left beside it
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(compact(document_of(world)))
    fresh.replace(path)


def load(path: Path) -> World:
    """
    The world that *path* holds.

    Raises:
        OSError: It cannot be read.
        Foreign: It is no snapshot, or one that a tenant cannot be made from.

    """
    try:
        given: Json = json.loads(path.read_text(encoding="utf-8"))
        return world_of(given)
    except (ValueError, RecursionError) as error:
        raise Foreign("it is not JSON as a snapshot has it") from error
