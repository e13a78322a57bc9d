"""
The store on Azure Storage, reached with tokens alone.

The SDKs' own retries stand below this file; what passes them is a fault the queue retries.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime

from azure.core import MatchConditions
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.data.tables import UpdateMode
from azure.data.tables.aio import TableClient, TableServiceClient
from azure.storage.blob import ContentSettings
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueServiceClient

from shared.store.ports import (
    Changed,
    Content,
    Entity,
    Exists,
    Missing,
    Scalar,
    SignInFailed,
    Store,
    TooLarge,
    Unavailable,
)

_LONGEST_PROPERTY = 64 * 1024  # bytes of UTF-16
_LARGEST_ENTITY = 1024 * 1024
_NEVER = -1
# The SDK's own waits begin at 15 s: a person would sit before a silent terminal for minutes.
_FIRST_WAIT_S = 2
_PIECE = 4 * 1024 * 1024  # bytes of a file that are held while it is stored


@contextmanager
def _plainly(what: str) -> Iterator[None]:
    """Within the block, Azure's errors become the store's."""
    try:
        yield
    except ResourceExistsError as error:
        raise Exists(what) from error
    except ResourceModifiedError as error:
        raise Changed(what) from error
    except ResourceNotFoundError as error:
        raise Missing(what) from error
    except ClientAuthenticationError as error:
        raise SignInFailed(_first_line(error)) from error
    except AzureError as error:
        raise Unavailable(f"{what}: {_first_line(error)}") from error


def _first_line(error: AzureError) -> str:
    """What the SDK says first; what follows may quote the answer's body."""
    return (str(error).splitlines() or [type(error).__name__])[0][:300]


class AzureTables:
    """Rows in Azure Tables."""

    def __init__(self, service: TableServiceClient) -> None:
        self._service = service
        self._clients: dict[str, TableClient] = {}

    def _table(self, table: str) -> TableClient:
        if table not in self._clients:
            self._clients[table] = self._service.get_table_client(table)
        return self._clients[table]

    async def get(self, table: str, partition: str, row: str) -> Entity | None:
        try:
            with _plainly(f"{table}/{partition}/{row}"):
                found = await self._table(table).get_entity(partition, row)
        except Missing:
            return None
        return _entity(found, str(found.metadata["etag"]))

    async def insert(self, table: str, entity: Entity) -> Entity:
        with _plainly(_name(table, entity)):
            stored = await self._table(table).create_entity(_properties(entity))
        return Entity(entity.partition, entity.row, entity.values, str(stored["etag"]))

    async def replace(self, table: str, entity: Entity) -> Entity:
        with _plainly(_name(table, entity)):
            stored = await self._table(table).update_entity(
                _properties(entity),
                mode=UpdateMode.REPLACE,
                etag=entity.etag,
                match_condition=MatchConditions.IfNotModified,
            )
        return Entity(entity.partition, entity.row, entity.values, str(stored["etag"]))

    async def put(self, table: str, entity: Entity) -> Entity:
        with _plainly(_name(table, entity)):
            stored = await self._table(table).upsert_entity(
                _properties(entity), mode=UpdateMode.REPLACE
            )
        return Entity(entity.partition, entity.row, entity.values, str(stored["etag"]))

    async def delete(self, table: str, entity: Entity) -> None:
        with suppress(Missing), _plainly(_name(table, entity)):
            await self._table(table).delete_entity(
                entity.partition,
                entity.row,
                etag=entity.etag,
                match_condition=MatchConditions.IfNotModified,
            )

    async def query(
        self,
        table: str,
        *,
        partition: str | None = None,
        equal: Mapping[str, Scalar] | None = None,
        at_most: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Entity]:
        wanted: dict[str, Scalar] = {} if partition is None else {"PartitionKey": partition}
        wanted |= equal or {}
        clauses = [f"{name} eq @{name}" for name in wanted]
        clauses += [f"{name} le @{name}" for name in at_most or {}]
        with _plainly(table):
            found = (
                self._table(table).query_entities(
                    " and ".join(clauses), parameters={**wanted, **(at_most or {})}
                )
                if clauses
                else self._table(table).list_entities()
            )
            async for row in found:
                yield _entity(row, str(row.metadata["etag"]))


class AzureBlobs:
    """Blobs in Azure Blob Storage."""

    def __init__(self, service: BlobServiceClient) -> None:
        self._service = service

    async def create(self, container: str, name: str, data: Content, content_type: str) -> str:
        return await self._upload(container, name, data, content_type, overwrite=False)

    async def put(self, container: str, name: str, data: bytes, content_type: str) -> str:
        return await self._upload(container, name, data, content_type, overwrite=True)

    async def get(self, container: str, name: str) -> bytes | None:
        try:
            with _plainly(f"{container}/{name}"):
                stream = await self._service.get_blob_client(container, name).download_blob()
                return await stream.readall()
        except Missing:
            return None

    async def names(self, container: str, prefix: str = "") -> AsyncIterator[str]:
        with _plainly(container):
            found = self._service.get_container_client(container)
            async for name in found.list_blob_names(name_starts_with=prefix or None):
                yield name

    async def append(self, container: str, name: str, data: bytes, *, position: int) -> int:
        blob = self._service.get_blob_client(container, name)
        with _plainly(f"{container}/{name}"):
            if position == 0:
                await blob.create_append_blob(
                    content_settings=ContentSettings(content_type="application/x-ndjson"),
                    match_condition=MatchConditions.IfMissing,
                )
            await blob.append_block(data, appendpos_condition=position)
        return position + len(data)

    def address(self, container: str, name: str) -> str:
        return f"{self._service.url.rstrip('/')}/{container}/{name}"

    async def _upload(
        self, container: str, name: str, data: Content, content_type: str, *, overwrite: bool
    ) -> str:
        blob = self._service.get_blob_client(container, name)
        settings = ContentSettings(content_type=content_type)
        with _plainly(f"{container}/{name}"):
            await blob.upload_blob(data, overwrite=overwrite, content_settings=settings)
        return self.address(container, name)


class AzureQueues:
    """Messages in Azure Queue Storage, sent as plain text."""

    def __init__(self, service: QueueServiceClient) -> None:
        self._service = service

    async def send(self, queue: str, body: str) -> None:
        with _plainly(queue):
            await self._service.get_queue_client(queue).send_message(body, time_to_live=_NEVER)


def open_store(*, tables: str, blobs: str, queues: str, credential: AsyncTokenCredential) -> Store:
    """The store behind three service addresses; nothing is sent yet."""
    services = (
        TableServiceClient(tables, credential=credential),
        BlobServiceClient(
            blobs,
            credential=credential,
            max_single_put_size=_PIECE,
            max_block_size=_PIECE,
            initial_backoff=_FIRST_WAIT_S,
            increment_base=_FIRST_WAIT_S,
        ),
        QueueServiceClient(
            queues,
            credential=credential,
            initial_backoff=_FIRST_WAIT_S,
            increment_base=_FIRST_WAIT_S,
        ),
    )

    async def close() -> None:
        for service in services:
            await service.close()
        await credential.close()

    return Store(AzureTables(services[0]), AzureBlobs(services[1]), AzureQueues(services[2]), close)


def _properties(entity: Entity) -> dict[str, Scalar]:
    size = 0
    for name, value in entity.values.items():
        length = len(value.encode("utf-16-le")) if isinstance(value, str) else 8
        if length > _LONGEST_PROPERTY:
            raise TooLarge(f"{name} of {entity.partition}/{entity.row} has {length} bytes")
        size += length + 2 * len(name)
    if size > _LARGEST_ENTITY:
        raise TooLarge(f"{entity.partition}/{entity.row} has {size} bytes")
    kept = {name: value for name, value in entity.values.items() if value is not None}
    return {"PartitionKey": entity.partition, "RowKey": entity.row, **kept}


def _entity(found: Mapping[str, object], etag: str) -> Entity:
    values: dict[str, Scalar] = {}
    for name, value in found.items():
        if isinstance(value, datetime):
            values[name] = value.isoformat()
        elif isinstance(value, str | int | float | bool) or value is None:
            values[name] = value
    partition, row = str(values.pop("PartitionKey")), str(values.pop("RowKey"))
    return Entity(partition, row, values, etag)


def _name(table: str, entity: Entity) -> str:
    return f"{table}/{entity.partition}/{entity.row}"
