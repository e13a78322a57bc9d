"""The tenant's domains, and what the DNS said of them."""

from collections.abc import Iterator

from shared.audit.facts import Facts
from shared.audit.records import Absent, Record

# Domains that the service gives; in each, one label belongs to one tenant.
_SERVICE_SUFFIXES = ("onmicrosoft.com", "onmicrosoft.us", "onmschina.cn")
_LABELS_OF_AN_ORGANISATION = 2


def name_of(accepted: Record) -> str:
    """The domain's name in lower case."""
    return accepted.first_text("DomainName", "Name").casefold()


def signed_by_service(domain: str) -> bool:
    """Whether the service itself runs *domain* and signs its mail."""
    return domain.endswith(tuple(f".{suffix}" for suffix in _SERVICE_SUFFIXES))


def for_coexistence(domain: str) -> bool:
    """Whether *domain* only routes mail between Exchange on the premises and the cloud."""
    return any(domain.endswith(f".mail.{suffix}") for suffix in _SERVICE_SUFFIXES)


def ancestors(domain: str) -> Iterator[str]:
    """*domain* and the domains above it that the same organisation may own, nearest first."""
    labels = domain.split(".")
    for place in range(max(1, len(labels) - _LABELS_OF_AN_ORGANISATION + 1)):
        name = ".".join(labels[place:])
        if name not in _SERVICE_SUFFIXES:
            yield name


class Answers:
    """The TXT records that the DNS gave, by domain."""

    def __init__(self, facts: Facts, key: str) -> None:
        self._key = key
        self._rows = {row.text("domain").casefold(): row for row in facts.rows(key)}

    def __contains__(self, domain: str) -> bool:
        return domain in self._rows

    def of(self, domain: str) -> tuple[str, ...]:
        """
        The records of *domain*; none when the DNS said so.

        Raises:
            Absent: It was not asked about, or did not answer.

        """
        row = self._rows.get(domain)
        if row is None:
            raise Absent(f"{self._key} has no answer about {domain}")
        return row.texts("rdata")
