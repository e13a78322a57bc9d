"""The local tenant as a process, seen from outside."""

import ssl
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx


@dataclass(frozen=True, slots=True)
class Served:
    """Where the process listens, and the authority that signed its certificate."""

    origin: str
    ca: Path

    def trust(self) -> ssl.SSLContext:
        return _trust(self.ca)

    def control(self) -> httpx.Client:
        return httpx.Client(base_url=self.origin, verify=self.trust())


@cache
def _trust(ca: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(ca))
