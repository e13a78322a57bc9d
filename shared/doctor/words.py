"""Reports in words. Pure."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from shared.doctor.examination import IdentitySeen, State
from shared.doctor.explain import plain
from shared.doctor.finding import Diagnosis, Severity
from shared.doctor.report import Report


def lines_of(report: Report) -> Iterator[str]:
    """What was seen, in a few lines; "not known" stands for what was not."""
    seen = report.examination
    reached = sum(one.state is State.REACHED for one in seen.reaches)
    yield f"hosts:     {reached} of {len(seen.reaches)} reached"
    skew = "not known" if seen.skew_s is None else f"{abs(seen.skew_s):.0f} s from the services'"
    yield f"clock:     {skew}"
    for one in seen.identities:
        yield f"{one.role + ':':10} {_identity(one)}"
    age = (seen.at.date() - seen.catalogue_of).days
    yield f"catalogue: cmdlets as of {seen.catalogue_of:%Y-%m-%d}, {age} days old"
    troubles = [one for one, *_ in _alike(report.diagnoses)]
    errors = sum(one.finding.severity is Severity.ERROR for one in troubles)
    warnings = len(troubles) - errors
    yield f"found:     {_count(errors, 'error')}, {_count(warnings, 'warning')}"


def paragraphs_of(diagnoses: Iterable[Diagnosis]) -> Iterator[Iterator[str]]:
    """A paragraph for each trouble of *diagnoses*, errors first; one at several places is one."""
    return map(_paragraph, _alike(diagnoses))


def _alike(diagnoses: Iterable[Diagnosis]) -> Iterator[list[Diagnosis]]:
    """Those of *diagnoses* that only differ in where they show, together."""

    def told(one: Diagnosis) -> tuple[bool, str, str, str]:
        error = one.finding.severity is Severity.ERROR
        return not error, one.finding.code, one.seen.role or "", one.fix

    return (list(alike) for _, alike in groupby(sorted(diagnoses, key=told), told))


def _paragraph(alike: list[Diagnosis]) -> Iterator[str]:
    """A trouble for a person: where it shows, why it is, what mends it."""
    one, *more = alike
    who = f" ({one.seen.role})" if one.seen.role else ""
    yield f"{one.finding.severity.upper()} {one.finding.code}{who}"
    # What came from elsewhere may hold what moves a terminal.
    yield f"  Seen: {plain(one.seen.what)}"
    yield from (f"        {plain(other.seen.what)}" for other in more)
    yield f"  Why:  {one.finding.cause}"
    yield f"  Do:   {one.fix}"


def _identity(one: IdentitySeen) -> str:
    claims = one.exchange.claims
    if claims is None:
        return f"{one.auth.method}, not signed in"
    name = claims.user or f"app {claims.app_id}"
    reads = {True: "reads mailboxes", False: "cannot read mailboxes", None: "reading not tried"}
    may = "cmdlets not known" if one.cmdlets is None else f"may run {len(one.cmdlets)} cmdlets"
    return f"{one.auth.method}, signed in as {name}, {reads[one.mailbox_read]}, {may}"


def _count(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"
