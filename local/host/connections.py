"""
Storage clients made from connection settings, as the real host reads them.

A connection `X` is one setting `X` (a connection string) or a group: `X__queueServiceUri`,
`X__blobServiceUri`, `X__credential`, `X__clientId`. If both exist, the string wins.
"""

from collections.abc import Mapping
from functools import cache
from typing import Protocol

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import DefaultAzureCredential, ManagedIdentityCredential
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueServiceClient

from local.host.errors import SettingMissing
from local.host.queues import AzureQueue


class _Closable(Protocol):
    async def close(self) -> None: ...


class Connections:
    """One client a connection and one credential an identity, for the life of the host."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._open: list[_Closable] = []
        self._credential = cache(self._make_credential)
        self._queues = cache(self._make_queues)

    def queue(self, connection: str, name: str) -> AzureQueue:
        """The queue *name* of *connection*. Raises: SettingMissing."""
        return AzureQueue(self._queues(connection).get_queue_client(name))

    def blobs(self, connection: str) -> BlobServiceClient:
        """The blob service of *connection*. Raises: SettingMissing."""
        text = self._environment.get(connection)
        service = (
            BlobServiceClient.from_connection_string(text)
            if text
            else BlobServiceClient(
                self._address(connection, "blob"), credential=self._identity(connection)
            )
        )
        return self._kept(service)

    async def close(self) -> None:
        """Every client and credential is closed."""
        for opened in reversed(self._open):
            await opened.close()
        self._open.clear()

    def _make_queues(self, connection: str) -> QueueServiceClient:
        text = self._environment.get(connection)
        service = (
            QueueServiceClient.from_connection_string(text)
            if text
            else QueueServiceClient(
                self._address(connection, "queue"), credential=self._identity(connection)
            )
        )
        return self._kept(service)

    def _address(self, connection: str, service: str) -> str:
        name = f"{connection}__{service}ServiceUri"
        address = self._environment.get(name)
        if not address:
            raise SettingMissing(f"the connection {connection} is not set; set {name}")
        return address

    def _identity(self, connection: str) -> AsyncTokenCredential:
        kind = self._environment.get(f"{connection}__credential", "")
        client_id = self._environment.get(f"{connection}__clientId")
        return self._credential(kind.lower(), client_id or None)

    def _make_credential(self, kind: str, client_id: str | None) -> AsyncTokenCredential:
        if kind == "managedidentity":
            return self._kept(ManagedIdentityCredential(client_id=client_id))
        return self._kept(DefaultAzureCredential())

    def _kept[T: _Closable](self, opened: T) -> T:
        self._open.append(opened)
        return opened
