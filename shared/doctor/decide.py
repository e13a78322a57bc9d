"""From what was seen to what is wrong. Pure: no trouble is found here that is not in a finding."""

from collections.abc import Iterable, Iterator

from shared.doctor.catalogue import catalogue
from shared.doctor.examination import Examination, State
from shared.doctor.explain import explain
from shared.doctor.finding import Diagnosis, Seen, Severity
from shared.doctor.findings.not_examined import NOT_EXAMINED
from shared.doctor.findings.unexplained import UNEXPLAINED
from shared.web.errors import Unreachable


def diagnose(examination: Examination) -> tuple[Diagnosis, ...]:
    """
    What is wrong, errors first.

    A failure that no finding sees is explained by its words, and told as it came when those are
    not known either. What was not seen without such a reason is told too: it is not fine.
    """
    found = [Diagnosis(one, seen) for one in catalogue() for seen in one.seen(examination)]
    found += _by_their_words(examination, found)
    if not any(one.finding.severity is Severity.ERROR for one in found):
        found += [Diagnosis(NOT_EXAMINED, Seen(gap)) for gap in examination.gaps]
    return tuple(sorted(_once(found), key=_order))


def _by_their_words(examination: Examination, found: Iterable[Diagnosis]) -> Iterator[Diagnosis]:
    seen_already = {one.seen.of for one in found}
    blocked = any(one.state is not State.REACHED for one in examination.reaches)
    for setback in examination.setbacks:
        # Why nobody answers is told by the way to the hosts, where that is not open.
        if setback in seen_already or (blocked and setback.kind == Unreachable.__name__):
            continue
        sure = [match for match in explain(setback.text) if match.sure]
        finding = sure[0].finding if sure else UNEXPLAINED
        seen = Seen(f"{setback.doing}: {setback.text}", setback.role, of=setback)
        yield Diagnosis(finding, seen)


def _once(found: Iterable[Diagnosis]) -> list[Diagnosis]:
    """*found* with one diagnosis for each finding, identity and place."""
    unique: dict[tuple[str, str | None, str], Diagnosis] = {}
    for one in found:
        unique.setdefault((one.finding.code, one.seen.role, _place(one)), one)
    return list(unique.values())


def _place(one: Diagnosis) -> str:
    """What tells *one* apart: whoever two services refuse for one known reason has one trouble."""
    if one.seen.of is None:
        return one.seen.what
    return one.seen.of.text if one.finding is UNEXPLAINED else ""


def _order(one: Diagnosis) -> tuple[bool, str, str]:
    return one.finding.severity is not Severity.ERROR, one.finding.code, str(one.seen.role)
