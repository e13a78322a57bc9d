"""
How controls go over rows: every row has its verdict, and what is absent makes that row unknown.

`each` is for the few (policies, domains). `fold` is for the many (mailboxes): it names only what
is not in order, so its memory does not grow with the tenant.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from shared.audit.model import Status, Verdict
from shared.audit.records import Absent, Record

NAMED_AT_MOST = 1000

type Name = Callable[[Record], str]
type Rule = Callable[[Record], Verdict | None]


def each(rows: Iterable[Record], name: Name, rule: Rule) -> Iterator[Verdict]:
    """The verdict of *rule* on each row; None means the rule does not concern it."""
    for row in rows:
        verdict = _guarded(row, name, rule)
        if verdict is not None:
            yield verdict


def fold(
    rows: Iterable[Record], name: Name, rule: Rule, *, home: str, kind: str
) -> Iterator[Verdict]:
    """
    The verdicts that are not `pass`, the first 1000 of each status; else one for the tenant.

    *home* is the tenant's name as a resource, *kind* what the rows are, in the plural. Beyond the
    first 1000 a verdict on the tenant has the exact count.
    """
    counts: Counter[Status] = Counter()
    for row in rows:
        verdict = _guarded(row, name, rule)
        if verdict is None:
            continue
        counts[verdict.status] += 1
        if verdict.status is not Status.PASS and counts[verdict.status] <= NAMED_AT_MOST:
            yield verdict
    yield from _summary(counts, home, kind)


def _guarded(row: Record, name: Name, rule: Rule) -> Verdict | None:
    try:
        return rule(row)
    except Absent as absent:
        return Verdict(name(row), Status.UNKNOWN, str(absent))


def _summary(counts: Counter[Status], home: str, kind: str) -> Iterator[Verdict]:
    if not counts:
        yield Verdict(home, Status.NOT_APPLICABLE, f"there are no {kind} that it concerns")
    elif set(counts) == {Status.PASS}:
        judged = counts[Status.PASS]
        yield Verdict(home, Status.PASS, f"all {judged} {kind} are in order", {"judged": judged})
    for status, count in counts.items():
        if status is not Status.PASS and count > NAMED_AT_MOST:
            yield Verdict(
                home,
                status,
                f"{count} {kind} in all; the first {NAMED_AT_MOST} are named",
                {"count": count},
            )
