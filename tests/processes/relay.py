"""A relay in front of a service, whose answers can be made to take their time."""

import socket
import threading
import time
from types import TracebackType
from typing import Self

_CHUNK = 65536


class Relay:
    """
    Passes bytes on between a port of its own and the one it leads to.

    What it carries is encrypted, so it can hold answers up, and nothing else. Its threads end with
    the connections that they serve.
    """

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self.answers_take_s = 0.0
        self._target = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._door.close()

    def lead_to(self, port: int) -> None:
        """Whoever comes from now on is served by *port* of this machine."""
        self._target = port
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._door.accept()
            except OSError:
                return  # the door was closed
            service = socket.create_connection(("127.0.0.1", self._target))
            for source, sink, slow in ((caller, service, False), (service, caller, True)):
                pump = threading.Thread(target=self._pump, args=(source, sink, slow), daemon=True)
                pump.start()

    def _pump(self, source: socket.socket, sink: socket.socket, slow: bool) -> None:
        try:
            while data := source.recv(_CHUNK):
                if slow and self.answers_take_s:
                    time.sleep(self.answers_take_s)  # what it is for
                sink.sendall(data)
        except OSError:
            pass  # one side is gone, which is what ends the other
        finally:
            source.close()
            sink.close()
