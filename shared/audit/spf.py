"""
What an SPF record says (RFC 7208). Pure.

A receiver gives up after ten terms that cost a look-up, counted through all includes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

LOOKUPS_ALLOWED = 10
_COSTLY = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
_TERM = re.compile(
    r"(?P<qualifier>[+~?-]?)(?P<name>[a-z0-9._-]+)(?:[:=/](?P<value>.*))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a record: `-all` is (`-`, `all`, None)."""

    qualifier: str
    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """One SPF record."""

    terms: tuple[Term, ...]

    @property
    def ending(self) -> str | None:
        """The qualifier of `all`: `-` and `~` fail other senders; None without `all`."""
        return next((term.qualifier or "+" for term in self.terms if term.name == "all"), None)

    @property
    def redirect(self) -> str | None:
        """The domain whose record counts instead; meaningless beside `all`."""
        if self.ending is not None:
            return None
        return next((_domain(term) for term in self.terms if term.name == "redirect"), None)

    @property
    def costly(self) -> tuple[Term, ...]:
        """The terms that cost a receiver a look-up each."""
        return tuple(
            term
            for term in self.terms
            if term.name in _COSTLY and not (term.name == "redirect" and self.ending is not None)
        )

    @property
    def targets(self) -> tuple[str, ...]:
        """The domains whose records are read as well."""
        named = (_domain(term) for term in self.costly if term.name in ("include", "redirect"))
        return tuple(domain for domain in named if domain is not None)


def records(texts: Iterable[str]) -> tuple[Record, ...]:
    """The SPF records among *texts*."""
    found = (text.split() for text in texts)
    return tuple(
        Record(tuple(_terms(words[1:])))
        for words in found
        if words and words[0].casefold() == "v=spf1"
    )


def lookups(
    record: Record, known: Callable[[str], tuple[str, ...] | None]
) -> tuple[int, tuple[str, ...]]:
    """
    How many look-ups *record* costs, and the domains that could not be followed.

    *known* gives the TXT records of a domain, or None when they are not known. A domain that is
    included twice costs twice; counting ends above the limit, so a circle ends too.
    """
    count, unknown, waiting = 0, [], [record]
    while waiting and count <= LOOKUPS_ALLOWED:
        current = waiting.pop()
        count += len(current.costly)
        for target in current.targets:
            texts = known(target)
            if texts is None:
                unknown.append(target)
            else:
                waiting += records(texts)
    return count, tuple(unknown)


def _terms(words: Iterable[str]) -> Iterator[Term]:
    for word in words:
        found = _TERM.fullmatch(word)
        if found:
            yield Term(found["qualifier"], found["name"].casefold(), found["value"])


def _domain(term: Term) -> str | None:
    """The domain a term names; one with a macro depends on the sender and is none."""
    if not term.value or "%" in term.value:
        return None
    return term.value.rstrip(".").casefold()
