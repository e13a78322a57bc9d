"""
From one night to the next: what a tenant's troubles are, and which of them are news. Pure.

A trouble that may pass by itself is news when the night before had such a one too, the same or not.
While one keeps the doctor from seeing, what was found before is neither over nor confirmed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.doctor.finding import Finding
from shared.web.request import Json

SCHEMA = "nightshift.connection-standing/1"


@dataclass(frozen=True, slots=True)
class Standing:
    """The troubles of a tenant, those that may pass, and since when the former are the same."""

    troubles: frozenset[str]
    passing: frozenset[str]
    since: str

    def document(self) -> dict[str, Json]:
        """The standing as JSON."""
        return {
            "schema": SCHEMA,
            "troubles": sorted(self.troubles),
            "passing": sorted(self.passing),
            "since": self.since,
        }

    @classmethod
    def of(cls, document: Mapping[str, object]) -> "Standing | None":
        """The standing in *document*; None when it is none of ours."""
        troubles, passing = document.get("troubles"), document.get("passing")
        if not isinstance(troubles, list) or not isinstance(passing, list):
            return None
        return cls(
            frozenset(map(str, troubles)),
            frozenset(map(str, passing)),
            str(document.get("since", "")),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """News: what came and what went. `key` is the same for the same news, however often told."""

    appeared: tuple[str, ...]
    gone: tuple[str, ...]
    troubles: tuple[str, ...]
    key: str

    @property
    def sentence(self) -> str:
        """The news in words."""
        if not self.troubles:
            return f"is well again; over: {', '.join(self.gone)}"
        parts = [
            f"new: {', '.join(self.appeared)}" if self.appeared else "",
            f"over: {', '.join(self.gone)}" if self.gone else "",
        ]
        return "; ".join(part for part in parts if part)


def compare(
    before: Standing | None, findings: Iterable[Finding], at: str
) -> tuple[Standing, Change | None]:
    """The standing after *findings* were found *at*, and the news if there are any."""
    told = [one for one in findings if one.is_news]
    found = {one.code for one in told}
    known = before.troubles if before else frozenset[str]()
    may_pass = {one.code for one in told if one.passing}
    again = may_pass if before and before.passing else may_pass & known
    passing = frozenset(may_pass - again)
    troubles = frozenset(found - passing | (known if may_pass else set()))
    if before is not None and troubles == known:
        return Standing(troubles, passing, before.since), None
    after = Standing(troubles, passing, at)
    if not troubles and before is None:
        return after, None  # nothing was known, and nothing is wrong
    return after, Change(
        tuple(sorted(troubles - known)),
        tuple(sorted(known - troubles)),
        tuple(sorted(troubles)),
        _key(before, troubles),
    )


def _key(before: Standing | None, troubles: frozenset[str]) -> str:
    text = "\n".join((before.since if before else "", *sorted(troubles)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
