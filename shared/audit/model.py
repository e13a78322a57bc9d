"""What the audit speaks of: reads, controls, verdicts, findings. Plain values, nothing else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.web.request import Json

if TYPE_CHECKING:
    from shared.audit.facts import Facts


class Status(StrEnum):
    """What is known of a resource. What could not be read is `unknown`, never `pass`."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    MANUAL = "manual"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """How much a failure costs."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Read:
    """
    One thing to read for the snapshot: a cmdlet, or a DNS look-up (`dns:spf`).

    `fields` marks a listing that grows with the tenant: it is kept as a file of rows, each row
    with these fields only. `property_sets` says where Get-EXOMailbox has them.
    """

    key: str
    may_be_empty: bool = False
    fields: frozenset[str] = frozenset()
    property_sets: frozenset[str] = frozenset()

    def joined(self, other: "Read") -> "Read":
        """The one read that serves this and *other*, which has the same key."""
        return Read(
            self.key,
            self.may_be_empty and other.may_be_empty,
            self.fields | other.fields,
            self.property_sets | other.property_sets,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a control says of one resource; `severity` where it differs from the control's own."""

    resource: str
    status: Status
    reason: str
    evidence: Mapping[str, Json] = field(default_factory=dict)
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with the control it comes from."""

    control: str
    resource: str
    status: Status
    severity: Severity
    reason: str
    evidence: Mapping[str, Json]


type Decide = Callable[["Facts"], Iterable[Verdict]]


@dataclass(frozen=True, slots=True)
class Control:
    """
    A rule about the configuration.

    `reads` must all be there, else the control is unknown. `consults` are looked into only where
    a row asks for it, and what cannot be read then leaves only that row unknown. `scuba` and
    `cis` are the ids of the same demand elsewhere (CIS Microsoft 365 Foundations 7.0).
    """

    id: str
    title: str
    severity: Severity
    reads: tuple[Read, ...]
    consults: tuple[Read, ...]
    source: str
    remedy: str
    scuba: tuple[str, ...]
    cis: tuple[str, ...]
    decide: Decide

    @property
    def explanation(self) -> str:
        """What passes and why it matters, from the control's own docstring."""
        return " ".join((self.decide.__doc__ or "").split())


def control(  # noqa: PLR0913 - a control's facts are many, and all are named
    control_id: str,
    *,
    title: str,
    severity: Severity,
    reads: Iterable[Read | str],
    source: str,
    remedy: str,
    consults: Iterable[Read | str] = (),
    scuba: Iterable[str] = (),
    cis: Iterable[str] = (),
) -> Callable[[Decide], Control]:
    """The decorated function becomes the control *control_id*."""

    def made(decide: Decide) -> Control:
        return Control(
            control_id,
            title,
            severity,
            tuple(_read(part) for part in reads),
            tuple(_read(part) for part in consults),
            source,
            remedy,
            tuple(scuba),
            tuple(cis),
            decide,
        )

    return made


def _read(part: Read | str) -> Read:
    return Read(part) if isinstance(part, str) else part
