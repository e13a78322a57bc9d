"""
The hash chain of a transcript: each line seals the one before it. Pure.

Format of a line (JSON, one a line): `seq` counting from 1, the record's members, and `hash`, the
SHA-256 over the previous line's hash and the line without its own hash. A line is checked byte by
byte: what reads the same and is written otherwise was not written by us.

Facts that a reader must know:
- A chain says nothing of its own end: without a head that was recorded elsewhere, lines may be
  missing behind the last one, or all may have been written anew.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.web.request import Json

START = "0" * 64  # what the first line follows


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stands: how many lines, and the last one's hash."""

    seq: int = 0
    hash: str = START


class Verdict(StrEnum):
    """What a transcript's lines say about themselves."""

    INTACT = "intact"
    UNANCHORED = "unanchored"  # sound as far as it goes, but nobody recorded its end
    TAMPERED = "tampered"


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict, the line that gave it away (counted from 1), and why."""

    verdict: Verdict
    line: int | None = None
    why: str = ""


def seal(head: Head, record: Mapping[str, Json]) -> tuple[Head, bytes]:
    """The line for *record* behind *head*, and the head behind that line."""
    content = {"seq": head.seq + 1, **record}
    line_hash = _hash(head.hash, content)
    return Head(head.seq + 1, line_hash), _written(content, line_hash)


def verify(
    lines: Iterable[bytes],
    heads: Collection[Head] = (),
    end: Head | None = None,
    *,
    session: str | None = None,
) -> Check:
    """
    Whether *lines* are as they were written, each with the line break that ends it.

    *heads* were recorded elsewhere on the way, *end* when the writer had finished. Without one
    that covers the last line the verdict is "unanchored" at best. *session* is whose lines they
    must be: the first line of another one's log is sound by itself. What *end* vouches for alone
    is intact, and why says so: who could write the log anew could write that too.
    """
    recorded = {*heads} if end is None else {*heads, end}
    head, met = Head(), {one for one in recorded if one == Head()}
    for line in lines:
        match _next(head, line, session):
            case str(why):
                return Check(Verdict.TAMPERED, head.seq + 1, why)
            case following:
                head = following
        if head in recorded:
            met.add(head)
    if missed := sorted(recorded - met, key=lambda one: one.seq):
        return _missed(head, missed[0], max((one.seq for one in met), default=0))
    return _ended(head, met, end, alone=end is not None and end not in heads)


def _next(head: Head, line: bytes, session: str | None) -> Head | str:
    """The head behind *line*, or what is wrong with it."""
    if not line.endswith(b"\n"):
        return "the line is cut off"
    try:
        content = json.loads(line)
        claimed = content.pop("hash")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "the line cannot be read"
    if (
        content.get("seq") != head.seq + 1 or type(content["seq"]) is not int
    ):  # 1.0 and true equal 1
        return f"line {head.seq + 1} is missing or moved"
    if _hash(head.hash, content) != claimed or _written(content, claimed) != line:
        return "the line was changed, or belongs elsewhere"
    if head == Head() and session not in (None, _session(content)):
        return "the log is that of another session"
    return Head(head.seq + 1, claimed)


def _session(content: Mapping[str, Json]) -> Json:
    about = content.get("session")
    return about.get("session") if isinstance(about, Mapping) else None


def _missed(head: Head, missed: Head, sound: int) -> Check:
    """What it means that *missed* was recorded and the chain, which ends at *head*, has it not."""
    if missed.seq > head.seq:
        why = f"line {missed.seq} was recorded elsewhere; the log ends at line {head.seq}"
        return Check(Verdict.TAMPERED, head.seq + 1, why)
    why = f"the lines {sound + 1} to {missed.seq} are not those that were recorded elsewhere"
    return Check(Verdict.TAMPERED, sound + 1, why)


def _ended(head: Head, met: Collection[Head], end: Head | None, *, alone: bool) -> Check:
    if end is not None and end != head:
        return Check(Verdict.TAMPERED, end.seq + 1, "the line was added after the end")
    if head not in met:
        covered = max((one.seq for one in met), default=0)
        why = f"nobody recorded an end; {covered} of {head.seq} lines are vouched for elsewhere"
        return Check(Verdict.UNANCHORED, None, why)
    return Check(Verdict.INTACT, None, "by the record of its end beside it alone" if alone else "")


def _hash(previous: str, content: Mapping[str, Json]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous.encode() + text.encode(errors="replace")).hexdigest()


def _written(content: Mapping[str, Json], line_hash: object) -> bytes:
    line = json.dumps({**content, "hash": line_hash}, ensure_ascii=False) + "\n"
    return line.encode(errors="replace")
