import io
import os
import stat

import pytest

from shared.store.folder import FolderBlobs
from shared.store.ports import Changed, Exists, StoreError


@pytest.fixture
def blobs(tmp_path):
    return FolderBlobs(tmp_path)


async def test_a_blob_is_made_once(blobs):
    await blobs.create("results", "a/b.json", b"first", "application/json")

    with pytest.raises(Exists):
        await blobs.create("results", "a/b.json", b"second", "application/json")

    assert await blobs.get("results", "a/b.json") == b"first"


async def test_a_file_is_stored_like_bytes_and_nothing_lies_beside_it(blobs, tmp_path):
    address = await blobs.create("results", "r.csv", io.BytesIO(b"1,2"), "text/csv")

    assert address == (tmp_path / "results" / "r.csv").as_uri()
    assert [one.name for one in (tmp_path / "results").iterdir()] == ["r.csv"]


async def test_where_a_file_has_one_name_only_a_blob_is_made_once_as_well(blobs, monkeypatch):
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    await blobs.create("results", "a.json", b"first", "application/json")

    with pytest.raises(Exists):
        await blobs.create("results", "a.json", b"second", "application/json")

    assert [name async for name in blobs.names("results")] == ["a.json"]
    assert await blobs.get("results", "a.json") == b"first"


async def test_put_replaces(blobs):
    await blobs.put("work", "index", b"old and longer", "text/plain")
    await blobs.put("work", "index", b"new", "text/plain")

    assert await blobs.get("work", "index") == b"new"


async def test_what_is_not_there_is_none(blobs):
    assert await blobs.get("work", "nothing") is None


async def test_names_are_those_below_a_prefix_in_order_and_whole(blobs, tmp_path):
    for name in ("b/2", "a/1", "b/1"):
        await blobs.put("work", name, b"x", "text/plain")
    (tmp_path / "work" / "b" / "3.part").touch()

    assert [name async for name in blobs.names("work")] == ["a/1", "b/1", "b/2"]
    assert [name async for name in blobs.names("work", "b/")] == ["b/1", "b/2"]
    assert [name async for name in blobs.names("nothing")] == []


async def test_appending_goes_on_where_it_ended(blobs):
    length = await blobs.append("transcripts", "t", b"one\n", position=0)
    await blobs.append("transcripts", "t", b"two\n", position=length)

    assert await blobs.get("transcripts", "t") == b"one\ntwo\n"


async def test_who_appends_where_somebody_else_wrote_is_told(blobs):
    await blobs.append("transcripts", "t", b"one\n", position=0)

    with pytest.raises(Exists):
        await blobs.append("transcripts", "t", b"x", position=0)
    with pytest.raises(Changed):
        await blobs.append("transcripts", "t", b"x", position=1)
    with pytest.raises(Changed):
        await blobs.append("transcripts", "other", b"x", position=1)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
async def test_only_its_owner_reads_a_file(blobs, tmp_path):
    await blobs.append("transcripts", "t", b"x", position=0)

    assert stat.S_IMODE((tmp_path / "transcripts" / "t").stat().st_mode) == 0o600


async def test_a_name_cannot_lead_out_of_the_folder(blobs):
    with pytest.raises(StoreError, match="leads out"):
        await blobs.put("work", "../../elsewhere", b"x", "text/plain")


async def test_a_folder_that_cannot_be_is_told_with_what_to_do(tmp_path):
    (tmp_path / "file").touch()
    blobs = FolderBlobs(tmp_path / "file")

    with pytest.raises(StoreError, match="choose another folder"):
        await blobs.append("transcripts", "t", b"x", position=0)
