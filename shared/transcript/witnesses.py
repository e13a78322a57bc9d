"""Who else recorded where a transcript stood: results, the ledger, or what was copied with it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence

from shared.store import names
from shared.store.ports import Blobs, Store
from shared.transcript import places
from shared.transcript.chain import Head
from shared.web.request import Json

# What is known of the account of that name, whose first line says that of itself.
type Witness = Callable[[str, Mapping[str, Json]], Awaitable[Sequence[Head]]]
# Every account that somebody recorded, by name, and where it stood then.
type Listing = Callable[[], Awaitable[Mapping[str, Head]]]


async def nobody(_name: str, _about: Mapping[str, Json]) -> Sequence[Head]:
    """No one else recorded anything."""
    return ()


async def nothing() -> Mapping[str, Head]:
    """No account is recorded anywhere."""
    return {}


class StoreWitness:
    """The results of runs and cases, and the ledger's rows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(self, name: str, about: Mapping[str, Json]) -> Sequence[Head]:
        tenant_id, run = str(about.get("tenant", "")), str(about.get("run", ""))
        if not tenant_id or not run:
            return ()
        results = [document async for document in self._results(tenant_id, run)]
        rows = self._store.tables.query(names.STEPS, partition=run)
        ledger = [parsed(str(row.values.get("transcript", ""))) async for row in rows]
        return heads_of(places.session(name), [*results, {"transcripts": ledger}])

    async def listed(self) -> Mapping[str, Head]:
        """Every account that a result lists; all results are read for it."""
        found: dict[str, Head] = {}
        async for name in self._store.blobs.names(names.RESULTS):
            if "/result" in name and name.endswith(".json"):
                document = parsed(await self._store.blobs.get(names.RESULTS, name) or b"")
                found.update(_recorded([document]))
        return found

    async def _results(self, tenant_id: str, run: str) -> AsyncIterator[Json]:
        """Every result that the run or case *run* left."""
        for table in (names.RUNS, names.CASES):
            row = await self._store.tables.get(table, tenant_id, run)
            if row is None or not row.values.get("prefix"):
                continue
            prefix = f"{row.values['prefix']}/result"
            async for name in self._store.blobs.names(names.RESULTS, prefix):
                yield parsed(await self._store.blobs.get(names.RESULTS, name) or b"")


class CopyWitness:
    """The results that lie in the same folder as copied transcripts."""

    def __init__(self, blobs: Blobs, container: str) -> None:
        self._blobs = blobs
        self._container = container
        self._documents: list[Json] | None = None

    async def __call__(self, name: str, about: Mapping[str, Json]) -> Sequence[Head]:
        del about
        if self._documents is None:
            found = [one async for one in self._blobs.names(self._container)]
            results = [one for one in found if one.endswith(".json") and not places.account(one)]
            self._documents = [
                parsed(await self._blobs.get(self._container, one) or b"") for one in results
            ]
        return heads_of(places.session(name), self._documents)


def heads_of(session: str, documents: Sequence[Json]) -> list[Head]:
    """Where the account of *session* stood, as far as *documents* list it."""
    recorded = _recorded(documents)
    return [head for name, head in recorded if places.session(name) == session]


def _recorded(documents: Sequence[Json]) -> Iterator[tuple[str, Head]]:
    """The names of accounts that *documents* list, and where each stood."""
    for document in documents:
        listed = document.get("transcripts") if isinstance(document, Mapping) else None
        for one in listed if isinstance(listed, list) else ():
            if (head := head_in(one)) is not None:
                yield str(one["transcript"]), head


def head_in(record: Json) -> Head | None:
    """The head of a transcript that *record* speaks of; None when it speaks of none."""
    match record:
        case {"transcript": str(), "seq": int(seq), "hash": str(line_hash)}:
            return Head(seq, line_hash)
        case _:
            return None


def parsed(text: str | bytes) -> Json:
    """What *text* says; None where it is no document, which then vouches for nothing."""
    try:
        document: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return document
