"""Ask a tenant every question, and hold its answers against what the local tenant answers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shared.selftest.difference import Difference, Weight, differences
from shared.selftest.observation import Observation, observed
from shared.selftest.probe import Desk, NotHere, Probe, Scene
from shared.web.errors import ServiceError
from shared.web.request import Json


class Result(StrEnum):
    """How a question ended. What could not be asked proves nothing."""

    SAME = "same"
    ADDS = "adds"
    REFUTES = "refutes"
    NOT_ASKED = "not asked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    A question and how it ended.

    `found` is kept only when it differs: it is what the local tenant has to learn. `reason` says
    why a question was not asked or failed.
    """

    probe: str
    settles: str
    result: Result
    differences: Sequence[Difference] = field(default_factory=tuple)
    found: Observation | None = None
    reason: str | None = None

    def document(self) -> dict[str, Json]:
        written: dict[str, Json] = {
            "probe": self.probe,
            "settles": self.settles,
            "result": self.result.value,
        }
        if self.reason:
            written["reason"] = self.reason
        if self.differences:
            written["differences"] = [one.document() for one in self.differences]
        if self.found is not None:
            written["found"] = self.found.document()
        return written


async def judged(
    probes: Sequence[Probe],
    expected: Mapping[str, Observation],
    scene: Scene,
    desk: Desk,
) -> AsyncIterator[Finding]:
    """A finding for each of *probes*, as its answer comes. One that fails hinders no other."""
    for probe in probes:
        try:
            found = observed(await probe.ask(scene, desk))
        except NotHere as lack:
            yield Finding(probe.id, probe.settles, Result.NOT_ASKED, reason=str(lack))
        except ServiceError as error:
            # The sentence of the service may quote the tenant's data: only its kind is kept.
            reason = f"{type(error).__name__}, status {error.status or 'none'}"
            yield Finding(probe.id, probe.settles, Result.FAILED, reason=reason)
        else:
            yield _finding(probe, expected.get(probe.id), found)


def _finding(probe: Probe, expected: Observation | None, found: Observation) -> Finding:
    if expected is None:
        reason = "this version does not know what the local tenant answers"
        return Finding(probe.id, probe.settles, Result.FAILED, found=found, reason=reason)
    apart = differences(expected, found)
    if not apart:
        return Finding(probe.id, probe.settles, Result.SAME)
    refuted = any(one.weight is Weight.REFUTES for one in apart)
    result = Result.REFUTES if refuted else Result.ADDS
    return Finding(probe.id, probe.settles, result, apart, found)
