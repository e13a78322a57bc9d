"""
Azurite, Microsoft's storage emulator, reached as real storage is: over TLS, with tokens.

It is installed in node_modules from package-lock.json, and runs on the Node.js that is found.
"""

import shutil
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from local.stack.child import Child, StackError

_SCRIPT = Path("node_modules", "azurite", "dist", "src", "azurite.js")
_ACCOUNT = "devstoreaccount1"
_HOST = "127.0.0.1"
_ATTEMPTS = 5
_READY = (
    r"Blob service is successfully listening at (\S+)",
    r"Queue service is successfully listening at (\S+)",
    r"Table service is successfully listening at (\S+)",
)


@dataclass(frozen=True, slots=True)
class Azurite:
    """A running emulator and where its services answer."""

    child: Child
    blob: str
    queue: str
    table: str


def start(
    root: Path,
    certificate: tuple[Path, Path],
    log: Path,
    environment: Mapping[str, str],
    *,
    folder: Path | None = None,
    deadline_s: float = 30.0,
) -> Azurite:
    """
    Azurite on free ports, with *certificate* (certificate file, key file).

    What it holds is in memory, or in *folder* and still there when it is started again.

    Raises:
        StackError: It is not installed, or does not start.

    """
    command = _command(root, certificate, folder)
    for attempt in range(1, _ATTEMPTS + 1):
        ports = _free_ports(3)
        names = ("--blobPort", "--queuePort", "--tablePort")
        chosen = [
            part for name, port in zip(names, ports, strict=True) for part in (name, str(port))
        ]
        child = Child("storage (Azurite)", [*command, *chosen], log=log, environment=environment)
        try:
            child.wait_for(*_READY, deadline_s=deadline_s)
        except StackError:
            taken = "EADDRINUSE" in child.said()  # another took the port since we let it go
            child.kill()
            if not taken or attempt == _ATTEMPTS:
                raise
        except BaseException:
            child.kill()
            raise
        else:
            return Azurite(child, *(f"https://{_HOST}:{port}/{_ACCOUNT}" for port in ports))
    raise AssertionError("unreachable: the last attempt returns or raises")


def _command(root: Path, certificate: tuple[Path, Path], folder: Path | None) -> list[str]:
    if not (root / "package.json").is_file():
        raise StackError(
            "storage comes with a checkout of the project; `nightshift local tenant` does without"
        )
    node = shutil.which("node")
    if node is None:
        raise StackError("Node.js is missing; install Node.js 20 or newer and run make again")
    script = root / _SCRIPT
    if not script.is_file():
        raise StackError(f"Azurite is not installed in {root}; run `npm ci` there, or `make demo`")
    place = ["--location", str(folder)] if folder else ["--inMemoryPersistence"]
    switches = ["--oauth", "basic", "--skipApiVersionCheck", "--disableTelemetry", *place]
    hosts = [part for s in ("blob", "queue", "table") for part in (f"--{s}Host", _HOST)]
    cert, key = certificate
    return [node, str(script), "--cert", str(cert), "--key", str(key), *switches, *hosts]


def _free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, all different: held together, then let go."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((_HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]
