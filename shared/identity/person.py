"""A person who signs in at a workstation; azure-identity does that in threads only."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

from azure.core.credentials import AccessToken
from azure.identity import TokenCachePersistenceOptions
from msal_extensions import build_encrypted_persistence

_CACHE = "nightshift"

type Cache = TokenCachePersistenceOptions | None


class Asking(Protocol):
    """A credential of azure-identity that waits for a person."""

    def get_token(self, *scopes: str, claims: str | None = None) -> AccessToken: ...

    def close(self) -> None: ...


class Person:
    """
    The asynchronous face of credentials that wait for a person.

    One is made for each public client, at its first token: *client* says which it is for a scope.
    """

    def __init__(self, client: Callable[[str], str], make: Callable[[str, Cache], Asking]) -> None:
        self._client = client
        self._make = make
        self._credentials: dict[str, Asking] = {}
        self._turn = asyncio.Lock()

    async def get_token(
        self, *scopes: str, claims: str | None = None, **options: object
    ) -> AccessToken:
        del options
        # One question at a time: a second browser would open for the second service.
        async with self._turn:
            client = self._client(scopes[0])
            if client not in self._credentials:
                cache = await asyncio.to_thread(encrypted_cache)
                self._credentials[client] = self._make(client, cache)
            return await asyncio.to_thread(
                self._credentials[client].get_token, *scopes, claims=claims
            )

    async def close(self) -> None:
        for credential in self._credentials.values():
            credential.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()


def encrypted_cache() -> Cache:
    """
    A cache that the operating system encrypts, so that the next command asks nobody.

    None where it cannot (on Linux without a key ring, say): tokens then live in memory alone.
    """
    try:
        # Linux tries its key ring here; Windows and macOS always have one.
        build_encrypted_persistence(str(Path(tempfile.gettempdir()) / "nightshift-no-cache"))
    except (OSError, ImportError, RuntimeError):
        return None
    return TokenCachePersistenceOptions(name=_CACHE)
