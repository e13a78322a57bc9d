"""Who else recorded where a log stood, and what lies beside it."""

import asyncio
import json

import pytest

from shared.store import names
from shared.transcript import places
from shared.transcript.archive import Archive
from shared.transcript.chain import Head, Verdict, seal
from shared.transcript.selection import Selection
from shared.transcript.witnesses import StoreWitness
from shared.transcript.writer import Transcript
from shared.web.errors import Call
from shared.web.request import Answer, Effect, Request
from tests.fakes import FakeClock, MemoryBlobs
from tests.harness import House

SESSION = "0123456789abcdef0123456789abcdef"
NAME = f"11111111-2222-3333-4444-555555555555/2026/11/24/{SESSION}.jsonl"


@pytest.fixture(scope="module")
def offboarded(tmp_path_factory):
    """The store of a house in which one person was offboarded."""
    house = House(tmp_path_factory.mktemp("house"))

    async def work():
        [upn] = await house.picks("leaver")
        await house.ask(requestId="r-1", user=upn)
        await house.settle()

    asyncio.run(work())
    return house.memory


@pytest.fixture
def store(offboarded):
    """That store; what a test does to its blobs is undone."""
    before = dict(offboarded.blobs.blobs)
    yield offboarded
    offboarded.blobs.blobs = before


def logs_with_writes(memory) -> list[str]:
    found = memory.blobs.blobs.items()
    return [name for (at, name), data in found if at == names.TRANSCRIPTS and b'"intended"' in data]


def forge(memory, name: str, run: str | None = None) -> None:
    """The log *name* and the record of its end are written anew, with another target, or *run*."""
    head, forged = Head(), b""
    for text in memory.blobs.blobs[names.TRANSCRIPTS, name].splitlines():
        record = json.loads(text)
        del record["seq"], record["hash"]
        if record["outcome"] == "intended":
            record["target"] = "somebody-else"
        if run is not None and "session" in record:
            record["session"]["run"] = run
        head, line = seal(head, record)
        forged += line
    end = json.dumps({"transcript": name, "seq": head.seq, "hash": head.hash}).encode()
    memory.blobs.blobs[names.TRANSCRIPTS, name] = forged
    memory.blobs.blobs[names.TRANSCRIPTS, places.end(name)] = end


async def test_who_can_rewrite_the_logs_is_found_by_the_ledger_and_the_results(store):
    [name] = logs_with_writes(store)
    archive = Archive("storage", store.blobs, witness=StoreWitness(store.store))
    assert (await archive.judge(name)).check.verdict is Verdict.INTACT

    forge(store, name)

    check = (await archive.judge(name)).check
    assert check.verdict is Verdict.TAMPERED
    assert "recorded elsewhere" in check.why


async def test_a_log_of_which_nothing_is_left_is_missed_by_the_result_that_lists_it(store):
    witness = StoreWitness(store.store)
    archive = Archive("storage", store.blobs, witness=witness, listed=witness.listed)
    [name] = logs_with_writes(store)
    assert await archive.gone(Selection()) == []

    for part in (name, places.end(name), places.output(name)):
        store.blobs.blobs.pop((names.TRANSCRIPTS, part), None)

    [gone] = await archive.gone(Selection())
    assert (gone.summary.name, gone.check.verdict) == (name, Verdict.TAMPERED)
    assert "the log is gone" in gone.check.why
    assert await archive.gone(Selection(tenant_id="99999999-2222-3333-4444-555555555555")) == []


async def test_where_the_end_was_not_recorded_the_ledger_vouches_for_what_it_saw(store):
    [name] = logs_with_writes(store)
    del store.blobs.blobs[names.TRANSCRIPTS, places.end(name)]
    alone = Archive("storage", store.blobs)
    with_others = Archive("storage", store.blobs, witness=StoreWitness(store.store))

    unvouched, vouched = (await alone.judge(name)).check, (await with_others.judge(name)).check

    assert "; 0 of" in unvouched.why
    assert vouched.verdict in {Verdict.INTACT, Verdict.UNANCHORED}
    assert "; 0 of" not in vouched.why


async def with_answers() -> MemoryBlobs:
    """A log whose two answers are kept beside it."""
    blobs = MemoryBlobs()
    account = Transcript(blobs, FakeClock(), name=NAME, about={"session": SESSION})
    account.keep_output()
    read = Request("GET", "https://x", Call("Get-Mailbox", "m-1"), Effect.READ)
    for answer in (b'{"a": 1}', b'{"a": 2}'):
        await account.sent(read, "ok", rows=1, answer=Answer(200, {}, answer), ms=1)
    await account.close()
    return blobs


async def test_kept_answers_as_they_were_are_intact():
    blobs = await with_answers()

    assert (await Archive("x", blobs).judge(NAME)).check.verdict is Verdict.INTACT


@pytest.mark.parametrize(
    ("change", "line"),
    [
        pytest.param(lambda kept: kept.replace(b'"a": 2', b'"a": 3'), 2, id="edited"),
        pytest.param(lambda kept: b"".join(reversed(kept.splitlines(True))), 1, id="moved"),
        pytest.param(lambda kept: kept.splitlines(True)[0], 2, id="cut"),
        pytest.param(lambda _: None, 1, id="gone"),
        pytest.param(lambda kept: kept + b'{"seq": 3}\n', None, id="added"),
    ],
)
async def test_a_changed_answer_is_located(change, line):
    blobs = await with_answers()
    key = (names.TRANSCRIPTS, places.output(NAME))
    changed = change(blobs.blobs.pop(key))
    if changed is not None:
        blobs.blobs[key] = changed

    check = (await Archive("x", blobs).judge(NAME)).check

    assert (check.verdict, check.line) == (Verdict.TAMPERED, line)


@pytest.mark.parametrize("end", [b"", b"{", b"[]", b'{"seq": "2", "hash": 1}', b'"' + b"[" * 9000])
async def test_an_end_that_cannot_be_read_is_no_end(end):
    blobs = await with_answers()
    blobs.blobs[names.TRANSCRIPTS, places.end(NAME)] = end

    assert (await Archive("x", blobs).judge(NAME)).check.verdict is Verdict.TAMPERED


@pytest.mark.parametrize(("left", "line"), [((2,), 1), ((1, 3), 2)])
async def test_a_part_that_is_gone_is_missed_also_where_nobody_recorded_an_end(left, line):
    blobs, head = MemoryBlobs(), Head()
    for number in (1, 2, 3):
        about = {"session": {"session": SESSION}} if number == 1 else {}
        head, text = seal(head, {"outcome": "ok", **about})
        if number in left:
            blobs.blobs[names.TRANSCRIPTS, places.part(NAME, number)] = text

    check = (await Archive("x", blobs).judge(NAME)).check

    assert (check.verdict, check.line) == (Verdict.TAMPERED, line)


async def moved_to(name: str) -> Verdict:
    """The verdict on a log that somebody put under *name*, its end beside it."""
    blobs = MemoryBlobs()
    about = {"session": SESSION, "tenant": places.tenant(NAME), "run": "r-1"}
    account = Transcript(blobs, FakeClock(), name=NAME, about=about)
    await account.intend(Request("POST", "https://x", Call("Set-Mailbox", "m-1"), Effect.WRITE))
    await account.close()
    for part in (places.end, str):
        blobs.blobs[names.TRANSCRIPTS, part(name)] = blobs.blobs.pop(
            (names.TRANSCRIPTS, part(NAME))
        )
    return (await Archive("x", blobs).judge(name)).check.verdict


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("11111111", "99999999", Verdict.TAMPERED),
        ("2026/11/24", "2027/11/24", Verdict.TAMPERED),
        ("11111111-2222-3333-4444-555555555555/", "evidence/", Verdict.INTACT),
    ],
)
async def test_a_log_that_lies_where_it_is_not_looked_for_is_no_longer_intact(old, new, verdict):
    assert await moved_to(NAME.replace(old, new)) is verdict


async def test_what_only_the_record_beside_it_vouches_for_is_told_so():
    blobs = await with_answers()

    check = (await Archive("x", blobs).judge(NAME)).check

    assert (check.verdict, check.why) == (
        Verdict.INTACT,
        "by the record of its end beside it alone",
    )


async def test_a_log_written_anew_under_a_run_that_nobody_knows_has_no_witness(store):
    [name] = logs_with_writes(store)
    archive = Archive("storage", store.blobs, witness=StoreWitness(store.store))
    assert (await archive.judge(name)).check.why == ""

    forge(store, name, run="somebody-else-s")

    assert "alone" in (await archive.judge(name)).check.why


@pytest.mark.parametrize(
    ("members", "verdict"),
    [
        ({"outcome": []}, Verdict.UNANCHORED),
        ({"seq": 1.0, "kept": "x"}, Verdict.TAMPERED),
        ({"seq": True}, Verdict.TAMPERED),
        ({"session": [], "time": 7}, Verdict.TAMPERED),
    ],
)
async def test_a_line_of_odd_values_is_judged_and_breaks_nothing(members, verdict):
    blobs = MemoryBlobs()
    first = {"outcome": "ok", "session": {"session": SESSION}, **members}
    _, line = seal(Head(), first)
    blobs.blobs[names.TRANSCRIPTS, NAME] = line

    judged = await Archive("x", blobs).judge(NAME)

    assert judged.check.verdict is verdict
    assert judged.document()["lines"] == 1


@pytest.mark.parametrize(
    "blob",
    [
        NAME,
        places.part(NAME, 12),
        places.output(NAME),
        places.part(places.output(NAME), 2),
        places.end(NAME),
    ],
)
def test_each_part_belongs_to_its_account(blob):
    assert places.account(blob) == NAME


@pytest.mark.parametrize("blob", ["a/Get-EXOMailbox.jsonl", "result.json", f"{SESSION}.txt", ""])
def test_what_is_no_part_belongs_to_none(blob):
    assert places.account(blob) is None


def test_a_name_tells_tenant_day_and_session():
    assert places.tenant(NAME) == "11111111-2222-3333-4444-555555555555"
    assert places.day(NAME) == "2026-11-24"
    assert places.session(NAME) == SESSION
    assert places.day(f"{SESSION}.jsonl") is None
