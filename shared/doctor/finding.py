"""One trouble that the doctor knows: how it shows, why it is, what mends it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from shared.doctor.examination import Examination, Setback
from shared.tenants import Role

_FLAGS = re.IGNORECASE


class Severity(StrEnum):
    """Whether something does not work, or works and should be looked at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Seen:
    """
    Where a trouble shows in an examination.

    `of` is the setback that it explains; `do` is what the fix is for this tenant alone.
    """

    what: str
    role: Role | None = None
    of: Setback | None = None
    do: str = ""


def _nothing(examination: Examination) -> Iterable[Seen]:
    del examination
    return ()


@dataclass(frozen=True, slots=True)
class Finding:
    """
    A trouble. `code` never changes; `symptom` is what a user sees, `cause` why, `fix` what to do.

    `says` are patterns that are this trouble and hardly another, `hints` what it may be. They are
    looked for in texts without line breaks, letter case aside. `seen` finds it in an examination.
    `passing` troubles may be over without anybody's doing. A warning that is `pressing` becomes an
    error by itself on a day that is known, so it is told by night as errors are.
    """

    code: str
    severity: Severity
    symptom: str
    cause: str
    fix: str
    says: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    seen: Callable[[Examination], Iterable[Seen]] = field(default=_nothing, repr=False)
    passing: bool = False
    pressing: bool = False

    @property
    def is_news(self) -> bool:
        """Whether somebody hears of it by night when it comes, and when it is over."""
        return self.severity is Severity.ERROR or self.pressing

    def told(self, text: str) -> int:
        """How much of *text* is this trouble's own wording; 0 when none is."""
        return _longest(self.says, text)

    def hinted(self, text: str) -> int:
        """How much of *text* may come of this trouble; 0 when nothing does."""
        return _longest(self.hints, text)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A trouble that this tenant has, and where it shows."""

    finding: Finding
    seen: Seen

    @property
    def fix(self) -> str:
        """What to do, with what holds for this tenant alone at its end."""
        return f"{self.finding.fix} {self.seen.do}".strip()


def aadsts(*numbers: int) -> str:
    """The pattern of Entra's errors with one of *numbers*."""
    return rf"AADSTS(?:{'|'.join(map(str, numbers))})(?![0-9])"


def _longest(patterns: Iterable[str], text: str) -> int:
    found = (re.search(one, text, _FLAGS) for one in patterns)
    return max((len(one[0]) for one in found if one), default=0)
