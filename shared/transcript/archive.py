"""Transcripts as they lie somewhere: finding them, reading them, judging them."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched, count, groupby

from shared.store.names import TRANSCRIPTS
from shared.store.ports import Blobs
from shared.together import together
from shared.transcript import places
from shared.transcript.chain import Check, Head, Verdict, verify
from shared.transcript.selection import Selection
from shared.transcript.summary import Line, Summary, about, lines_of, summary_of
from shared.transcript.witnesses import Listing, Witness, head_in, nobody, nothing, parsed
from shared.web.request import Json

_AT_ONCE = 16  # logs that are read at the same time
_GONE = 2  # so many parts in a row are not there: no more are looked for


@dataclass(frozen=True, slots=True)
class Account:
    """One session's account: its lines, the record of their end, and the answers kept beside."""

    name: str
    data: bytes
    end: bytes | None
    outputs: bytes | None

    @property
    def lines(self) -> list[Line]:
        return lines_of(self.data)

    @property
    def summary(self) -> Summary:
        return summary_of(self.name, self.lines)


@dataclass(frozen=True, slots=True)
class Judged:
    """One session in a row, where its account lies, and what became of its check."""

    where: str
    summary: Summary
    check: Check

    def document(self) -> dict[str, Json]:
        return {
            **self.summary.document(),
            "where": self.where,
            "state": self.check.verdict.value,
            "line": self.check.line,
            "why": self.check.why,
        }


class Archive:
    """
    The accounts in *container* of *blobs* whose names begin with *within*.

    *where* is what people call the place; what *witness* knows was recorded elsewhere, and *listed*
    gives all that was.
    """

    def __init__(
        self,
        where: str,
        blobs: Blobs,
        *,
        container: str = TRANSCRIPTS,
        within: str = "",
        witness: Witness = nobody,
        listed: Listing = nothing,
    ) -> None:
        self.where = where
        self._blobs = blobs
        self._container = container
        self._within = within
        self._witness = witness
        self._listed = listed

    async def names(self) -> list[str]:
        """All accounts, the newest day first, by name within a day."""
        parts = [name async for name in self._blobs.names(self._container, self._within)]
        found = {name for one in parts if (name := places.account(one)) is not None}
        return sorted(found, key=lambda name: (places.day(name) or "", name), reverse=True)

    async def find(self, wanted: Selection, at_most: int | None = None) -> list[Judged]:
        """The sessions that are *wanted*, each judged, the newest first. Raises: StoreError."""
        found: list[Judged] = []
        names = [name for name in await self.names() if wanted.may_fit(name)]
        for _, of_a_day in groupby(names, places.day):
            judged = [
                one
                for few in batched(of_a_day, _AT_ONCE, strict=False)
                for one in await together(*map(self.judge, few))
            ]
            fitting = [one for one in judged if wanted.fits(one.summary)]
            found += sorted(fitting, key=lambda one: one.summary.started_at, reverse=True)
            if at_most is not None and len(found) >= at_most:
                break
        return found[:at_most]

    async def gone(self, wanted: Selection) -> list[Judged]:
        """Sessions that may be *wanted*, were recorded elsewhere, and of which nothing is left."""
        left = {*await self.names()}
        recorded = await self._listed()
        return [
            Judged(self.where, summary_of(name, []), Check(Verdict.TAMPERED, 1, _gone(head)))
            for name, head in sorted(recorded.items())
            if name not in left and head != Head() and wanted.may_fit(name)
        ]

    async def judge(self, name: str) -> Judged:
        """The session of the account *name* and whether it is as it was written."""
        account = await self.read(name)
        return Judged(self.where, account.summary, await self.check(account))

    async def read(self, name: str) -> Account:
        """The account *name*; without a line where only another part of it is left."""
        outputs = await self._whole(places.output(name))
        end = await self._blobs.get(self._container, places.end(name))
        return Account(name, await self._whole(name), end, outputs or None)

    async def check(self, account: Account) -> Check:
        """
        Whether *account* is as it was written, by itself, its recorded end, and the witness.

        Raises:
            StoreError: A witness cannot be asked.

        """
        end = None if account.end is None else head_in(parsed(account.end))
        if account.end is not None and end is None:
            return Check(Verdict.TAMPERED, None, "the record of its end cannot be read")
        heads = await self._witness(account.name, about(account.lines))
        session = places.session(account.name)
        check = verify(io.BytesIO(account.data), heads, end, session=session)
        if check.verdict is Verdict.TAMPERED:
            return check
        return _misplaced(account) or _answers(account.lines, account.outputs) or check

    async def _whole(self, name: str) -> bytes:
        """All parts of the blob *name*, in a row; one that is gone hides none behind it."""
        whole, gone = b"", 0
        for number in count(1):
            data = await self._blobs.get(self._container, places.part(name, number))
            gone = 0 if data is not None else gone + 1
            if gone == _GONE:
                break
            whole += data or b""
        return whole


def _gone(head: Head) -> str:
    return f"the log is gone; {head.seq} lines of it were recorded elsewhere"


def _misplaced(account: Account) -> Check | None:
    """Whether *account* lies where those of another tenant, or of a later day, are looked for."""
    session = account.summary
    tenant, day = places.tenant(account.name), places.day(account.name)
    if session.tenant and tenant not in (None, session.tenant):
        return Check(Verdict.TAMPERED, 1, "the log is that of another tenant")
    if session.started_at and (day or "") > session.started_at[:10]:
        return Check(Verdict.TAMPERED, 1, "the log is that of an earlier day")
    return None


def _answers(lines: Sequence[Line], outputs: bytes | None) -> Check | None:
    """What is wrong with the answers beside *lines*; None when they are those that were kept."""
    kept: Mapping[str, int] = {
        hashlib.sha256(one).hexdigest(): number
        for number, one in enumerate(io.BytesIO(outputs or b""))
    }
    place = 0
    for line in lines:
        if "kept" not in line:
            continue
        if kept.get(str(line["kept"])) != place:
            number = int(str(line["seq"]))
            why = "the answer that was kept beside it is missing or changed"
            return Check(Verdict.TAMPERED, number, why)
        place += 1
    if len(kept) != place:
        return Check(Verdict.TAMPERED, None, "answers lie beside it that none of its lines has")
    return None
