"""`nightshift local tenant`: the tenants of this machine, until Ctrl-C or SIGTERM."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from local.tenant.server import HOST, run
from local.tenant.world import World

_EXIT_WRONG = 2


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is, and of which seed."""

    mailboxes: int
    seed: int
    tenants: int


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The files that the tenants start from and are saved to, where there are any."""

    start: Path | None = None
    save: Path | None = None


def tenant(
    size: Size, port: int, dns_port: int, directory: Path, snapshots: Snapshots = Snapshots()
) -> int:
    """The exit code of tenants that were served until they were told to stop."""
    try:
        world = _world(size, snapshots.start)
    except ValueError as error:
        return _refused(str(error))
    try:
        # At the start as well: a file that cannot be written is known before there is any work.
        _save(world, snapshots.save)
        _serve(world, port, dns_port, directory)
        _save(world, snapshots.save)
    except Unwritable as error:
        return _refused(str(error))
    except OSError as error:
        return _refused(_why(error, port, dns_port, directory))
    return 0


class Unwritable(Exception):
    """The snapshot cannot be written."""


def _world(size: Size, start: Path | None) -> World:
    """The world of *size*, or of the snapshot. Raises: ValueError."""
    if start is None:
        return World.create(size.seed, size.mailboxes, size.tenants)
    from local.tenant.snapshot import codec, file  # noqa: PLC0415 - most runs need no snapshot

    try:
        return file.load(start)
    except codec.Foreign as error:
        raise ValueError(f"{start} cannot be started from: {error}") from error
    except OSError as error:
        raise ValueError(f"{start} cannot be read ({error.strerror}): --from") from error


def _save(world: World, path: Path | None) -> None:
    if path is None:
        return
    from local.tenant.snapshot import file  # noqa: PLC0415 - likewise

    try:
        file.save(world, path)
    except OSError as error:
        text = f"{path} cannot be written ({error.strerror}); choose another: --save"
        raise Unwritable(text) from error


def _serve(world: World, port: int, dns_port: int, directory: Path) -> None:
    def ready(bound: int) -> None:
        where = f"https://{HOST}:{bound} (CA {directory / 'ca.pem'})"
        sys.stdout.write(f"local tenant listening on {where}\n")
        sys.stdout.flush()

    asyncio.run(run(world, port, directory, ready=ready, dns_port=dns_port))


def _why(error: OSError, port: int, dns_port: int, directory: Path) -> str:
    if error.filename is not None:
        return (
            f"{directory} cannot keep the certificate authority "
            f"({error.filename}: {error.strerror}); choose another folder: --directory"
        )
    # Of the two addresses the text of the error names the one that was refused.
    number, option = port, "--port"
    if dns_port and f"'{HOST}', {dns_port})" in str(error):
        number, option = dns_port, "--dns-port"
    reason = str(error.strerror).partition(" (while ")[0]
    return f"port {number} cannot be used ({reason}); choose another: {option}"


def _refused(why: str) -> int:
    sys.stderr.write(f"nightshift local tenant: {why}\n")
    return _EXIT_WRONG
