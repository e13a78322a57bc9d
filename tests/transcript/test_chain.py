import io
import json
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.transcript.chain import Head, Verdict, seal, verify


def chain(count: int, *, of: str = "s-1", behind: Head | None = None) -> tuple[Head, list[bytes]]:
    head, lines = behind or Head(), []
    for number in range(count):
        about = {"session": {"session": of}} if head == Head() else {}
        head, line = seal(head, {**about, "call": f"Set-{number}", "outcome": "ok"})
        lines.append(line)
    return head, lines


END, LINES = chain(6)
_, OTHERS = chain(6, of="s-2")


def test_a_chain_as_written_is_intact():
    assert verify(LINES, end=END).verdict is Verdict.INTACT


def test_a_chain_whose_end_was_recorded_by_a_result_alone_is_intact():
    assert verify(LINES, [END]).verdict is Verdict.INTACT


def test_a_chain_without_a_recorded_end_is_unanchored():
    halfway, _ = chain(3)

    assert verify(LINES).verdict is Verdict.UNANCHORED
    assert verify(LINES, [halfway]).why == (
        "nobody recorded an end; 3 of 6 lines are vouched for elsewhere"
    )


def test_no_lines_at_all_are_unanchored_and_not_intact():
    assert verify([]).verdict is Verdict.UNANCHORED
    assert verify([], end=END).line == 1


def test_a_chain_written_anew_is_found_by_any_head_and_located_behind_the_last_sound_one():
    second, _ = chain(2)
    _, forged = chain(4, of="s-3", behind=second)

    check = verify([*LINES[:2], *forged], [second], END)

    assert (check.verdict, check.line) == (Verdict.TAMPERED, 3)


def test_the_log_of_another_session_is_sound_and_not_this_one_s():
    check = verify(OTHERS, session="s-1")

    assert (check.verdict, check.line) == (Verdict.TAMPERED, 1)


def test_a_line_sealed_behind_the_end_is_found():
    _, more = chain(1, behind=END)

    check = verify([*LINES, *more], end=END)

    assert (check.verdict, check.line) == (Verdict.TAMPERED, 7)


def test_what_reads_the_same_but_is_written_otherwise_is_found():
    spaced = json.dumps(json.loads(LINES[2]), separators=(",", ":")).encode() + b"\n"

    check = verify([*LINES[:2], spaced, *LINES[3:]], end=END)

    assert (check.verdict, check.line) == (Verdict.TAMPERED, 3)


PLACES = st.integers(0, len(LINES) - 1)
BYTES = st.integers(0, len(b"".join(LINES)) - 1)
MUTATIONS = st.one_of(
    st.tuples(st.just("drop"), PLACES, PLACES),
    st.tuples(st.just("drop-from"), PLACES, PLACES),
    st.tuples(st.just("twice"), PLACES, PLACES),
    st.tuples(st.just("swap"), PLACES, PLACES),
    st.tuples(st.just("from-another-session"), PLACES, PLACES),
    st.tuples(st.just("cut"), BYTES, BYTES),
    st.tuples(st.just("change"), BYTES, st.integers(0, 255)),
    st.tuples(st.just("insert"), BYTES, st.integers(0, 255)),
)


def mutated(lines: list[bytes], kind: str, first: int, second: int) -> list[bytes]:
    """*lines* after one mutation, split again where a reader would split them."""
    now, text = list(lines), b"".join(lines)
    place, at = min(first, len(now) - 1), min(first, len(text))
    match kind:
        case "drop":
            del now[place : place + 1]
        case "drop-from":
            del now[place:]
        case "twice":
            now[second:second] = now[place : place + 1]
        case "swap" if now:
            other = min(second, len(now) - 1)
            now[place], now[other] = now[other], now[place]
        case "from-another-session":
            now[place : place + 1] = [OTHERS[second]]
        case "cut":
            now = [text[:at]]
        case "change":
            now = [text[:at] + bytes([second]) + text[at + 1 :]]
        case "insert":
            now = [text[:at] + bytes([second]) + text[at:]]
    return list(io.BytesIO(b"".join(now)))


@given(st.lists(MUTATIONS, min_size=1, max_size=4))
def test_no_mutation_passes_and_the_first_line_that_differs_is_named(mutations):
    lines = LINES
    for one in mutations:
        lines = mutated(lines, *one)

    check = verify(lines, end=END, session="s-1")

    differing = [
        number for number, pair in enumerate(zip_longest(LINES, lines), 1) if pair[0] != pair[1]
    ]
    if not differing:  # the mutations undid one another
        assert check.verdict is Verdict.INTACT
    else:
        assert (check.verdict, check.line) == (Verdict.TAMPERED, differing[0])


@pytest.mark.parametrize("line", [b"[]\n", b"null\n", b"{}\n", b"\xff\n", b"[" * 10_000 + b"\n"])
def test_any_line_of_no_sense_is_located(line):
    check = verify([*LINES[:4], line], end=END)

    assert (check.verdict, check.line) == (Verdict.TAMPERED, 5)
