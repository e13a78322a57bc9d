import hashlib
import json

import pytest

from shared.audit.rowfile import RowFile
from shared.audit.snapshot import BadSnapshot, Failed, Filed, Held, Snapshot, load
from tests.audit.healthy import snapshot

LINE = b'{"PrimarySmtpAddress":"ada@contoso.com"}\n'


def _write(folder, **changes):
    document = {
        "schema": "nightshift.snapshot/1",
        "tenant": "11111111-2222-3333-4444-555555555555",
        "takenAt": "2026-11-24T06:00:00Z",
        "data": {},
        "context": {},
    }
    path = folder / "snapshot.json"
    path.write_text(json.dumps(document | changes))
    return path


def _pointing(folder, **changes):
    pointer = {
        "rows": "Get-EXOMailbox.jsonl",
        "count": 1,
        "sha256": hashlib.sha256(LINE).hexdigest(),
    }
    (folder / "Get-EXOMailbox.jsonl").write_bytes(LINE)
    return load(_write(folder, data={"Get-EXOMailbox": pointer | changes})).data["Get-EXOMailbox"]


def test_what_is_kept_can_be_read_again(tmp_path):
    with RowFile(tmp_path / "Get-EXOMailbox.jsonl", frozenset({"Name"})) as rows:
        rows.add([{"Name": "Müller", "Secret": "x"}, {}])
        filed = rows.done()
    before = snapshot(
        {"Get-RemoteDomain": [{"Name": "Default"}], "x": Failed("Refused", "no role")},
        us_federal=True,
    )
    data = {**before.data, "Get-EXOMailbox": filed}
    kept = Snapshot(before.tenant, before.tenant_domain, before.taken_at, data, before.context)
    (tmp_path / "snapshot.json").write_text(json.dumps(kept.document()))

    again = load(tmp_path / "snapshot.json")

    assert again == kept
    listing = again.data["Get-EXOMailbox"]
    assert isinstance(listing, Filed)
    assert list(listing) == [{"Name": "Müller"}, {}]
    assert listing.count == 2


def test_a_file_of_rows_is_read_a_line_at_a_time(tmp_path):
    outcome = _pointing(tmp_path)

    assert isinstance(outcome, Filed)
    assert next(iter(outcome)) == {"PrimarySmtpAddress": "ada@contoso.com"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sha256": "0" * 64}, "digest differs"),
        ({"rows": "absent.jsonl"}, "No such file"),
        ({"rows": "../Get-EXOMailbox.jsonl"}, "does not lie beside"),
        ({"rows": 7}, "neither rows"),
        ({"count": 2}, "not the file that was kept"),
    ],
)
def test_a_file_of_rows_that_is_not_as_it_was_kept_is_a_failed_read(tmp_path, changes, said):
    outcome = _pointing(tmp_path, **changes)

    assert isinstance(outcome, Failed)
    assert said in outcome.message


@pytest.mark.parametrize("line", [b"{", b"[]\n", b"\xff\n", b"\n"])
def test_a_file_of_rows_that_is_no_json_is_a_failed_read(tmp_path, line):
    path = tmp_path / "x.jsonl"
    path.write_bytes(line)
    pointer = {"rows": path.name, "count": 1, "sha256": hashlib.sha256(line).hexdigest()}

    outcome = load(_write(tmp_path, data={"Get-EXOMailbox": pointer})).data["Get-EXOMailbox"]

    assert isinstance(outcome, Failed)
    assert "one JSON object a line" in outcome.message


def test_rows_errors_and_nonsense_are_told_apart(tmp_path):
    data = {
        "rows": [{"a": 1}],
        "error": {"error": {"type": "Refused", "message": "no role"}},
        "nonsense": [1, 2],
    }

    found = load(_write(tmp_path, data=data)).data

    assert found["rows"] == Held(({"a": 1},))
    assert found["error"] == Failed("Refused", "no role")
    assert isinstance(found["nonsense"], Failed)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("[]", "schema"),
        ('{"schema": "nightshift.audit/1"}', "schema"),
        ('{"schema": "nightshift.snapshot/1"}', "`data`"),
    ],
)
def test_a_file_that_is_no_snapshot_is_explained(tmp_path, content, said):
    path = tmp_path / "x.json"
    path.write_text(content)

    with pytest.raises(BadSnapshot, match=said):
        load(path)


def test_a_snapshot_that_is_not_there_is_explained(tmp_path):
    with pytest.raises(BadSnapshot, match=r"x\.json: No such file.*its folder"):
        load(tmp_path / "x.json")


def test_a_folder_without_a_snapshot_says_which_file_it_lacks(tmp_path):
    with pytest.raises(BadSnapshot, match=r"snapshot\.json: No such file"):
        load(tmp_path)
