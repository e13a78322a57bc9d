import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.transcript.chain import Head, Verdict, seal, verify


def chain(count: int) -> tuple[Head, list[bytes]]:
    head, lines = Head(), []
    for number in range(count):
        head, line = seal(head, {"call": f"Set-{number}", "outcome": "ok"})
        lines.append(line)
    return head, lines


def test_a_chain_as_written_is_intact():
    head, lines = chain(5)

    assert verify(lines, head).verdict is Verdict.INTACT


def test_a_chain_without_a_recorded_end_is_unanchored():
    assert verify(chain(5)[1], None).verdict is Verdict.UNANCHORED


def test_an_edited_line_is_found_and_located():
    head, lines = chain(5)
    edited = json.loads(lines[2]) | {"outcome": "failed"}
    lines[2] = json.dumps(edited).encode() + b"\n"

    check = verify(lines, head)

    assert (check.verdict, check.line) == (Verdict.TAMPERED, 3)


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        pytest.param(lambda lines: lines.pop(1), 2, id="dropped"),
        pytest.param(lambda lines: lines.insert(1, lines.pop(3)), 2, id="moved"),
        pytest.param(lambda lines: lines.pop(), 5, id="cut-short"),
        pytest.param(lambda lines: lines.insert(2, b"{}\n"), 3, id="inserted"),
    ],
)
def test_a_missing_moved_or_added_line_is_located(damage, line):
    head, lines = chain(5)
    damage(lines)

    check = verify(lines, head)

    assert (check.verdict, check.line) == (Verdict.TAMPERED, line)


@given(st.integers(0, 4), st.integers(0, 10_000), st.integers(1, 255))
def test_no_changed_byte_passes(number, position, change):
    head, lines = chain(5)
    line = bytearray(lines[number].rstrip(b"\n"))
    line[position % len(line)] ^= change
    before = json.loads(lines[number])
    lines[number] = bytes(line)

    try:
        same = json.loads(line) == before
    except ValueError:
        same = False

    assert same or verify(lines, head).verdict is Verdict.TAMPERED
