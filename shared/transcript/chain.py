"""
The hash chain of a transcript: each line seals the one before it. Pure.

Format of a line (JSON, one a line): the record's members, `seq` counting from 1, and `hash`, the
SHA-256 over the previous line's hash and the line without its own hash.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
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
    line = json.dumps({**content, "hash": line_hash}, ensure_ascii=False) + "\n"
    return Head(head.seq + 1, line_hash), line.encode()


def verify(lines: Iterable[bytes], anchor: Head | None) -> Check:
    """
    Whether *lines* are as they were written; *anchor* is a head kept elsewhere.

    Lines behind the anchor are allowed: a head may have been recorded before the end.
    """
    head, met = Head(), anchor is None
    for number, line in enumerate(lines, start=1):
        try:
            content = json.loads(line)
            claimed = content.pop("hash")
        except (ValueError, KeyError, AttributeError):
            return Check(Verdict.TAMPERED, number, "the line cannot be read")
        if content.get("seq") != head.seq + 1:
            return Check(Verdict.TAMPERED, number, f"line {head.seq + 1} is missing or moved")
        if _hash(head.hash, content) != claimed:
            return Check(Verdict.TAMPERED, number, "the line was changed")
        head = Head(number, claimed)
        met = met or head == anchor
    if anchor is None:
        return Check(Verdict.UNANCHORED, None, "no recorded end to compare with")
    if not met:
        return Check(Verdict.TAMPERED, head.seq + 1, f"line {anchor.seq} is not as recorded")
    return Check(Verdict.INTACT)


def _hash(previous: str, content: Mapping[str, Json]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous.encode() + text.encode()).hexdigest()
