"""Where a tenant answered otherwise than the local tenant does, and what that means. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from shared.selftest.observation import Observation
from shared.selftest.shape import Shape
from shared.web.request import Json

_TEXTS = frozenset(
    {
        "text",
        "empty text",
        "guid",
        "date with 7 digits, UTC",
        "date with 7 digits, offset",
        "date",
        "size",
        "time span",
        "Unlimited",
        "address on the web",
    }
)
_NUMBERS = frozenset({"integer", "integer beyond 64 bits", "number"})


class Weight(StrEnum):
    """
    What a difference says of the local tenant.

    `refutes`: software that works with the local tenant may fail here. `adds`: this tenant has
    more, which careful software does not notice.
    """

    REFUTES = "refutes"
    ADDS = "adds"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: where in the answer, what the local tenant gives, what came instead."""

    where: str
    expected: str
    found: str
    weight: Weight

    def document(self) -> dict[str, Json]:
        return {
            "where": self.where,
            "expected": self.expected,
            "found": self.found,
            "weight": self.weight.value,
        }


def differences(expected: Observation, found: Observation) -> list[Difference]:
    """All that sets *found* apart from *expected*; a list by its entries, whatever its length."""
    return list(_compared(expected, found))


def _compared(expected: Observation, found: Observation) -> Iterator[Difference]:
    facts = (
        ("status", str(expected.status), str(found.status)),
        ("body", expected.form, found.form),
        ("error code", expected.error or "none", found.error or "none"),
        ("exception", expected.exception or "none", found.exception or "none"),
    )
    for where, wanted, came in facts:
        if wanted != came:
            yield Difference(where, wanted, came, Weight.REFUTES)
    for header in sorted(expected.headers - found.headers):
        yield Difference(f"header {header}", "present", "absent", Weight.REFUTES)
    for header in sorted(found.headers - expected.headers):
        yield Difference(f"header {header}", "absent", "present", Weight.ADDS)
    if expected.shape is not None and found.shape is not None:
        yield from _shapes("", expected.shape, found.shape)


def _shapes(where: str, expected: Shape, found: Shape) -> Iterator[Difference]:
    new = found.kinds - expected.kinds
    if new and not _covered(expected.kinds, new):
        yield Difference(
            where or "(all)",
            " or ".join(sorted(expected.kinds)),
            " or ".join(sorted(found.kinds)),
            _weight(expected.kinds, new),
        )
    if "object" in found.kinds and "object" in expected.kinds:
        yield from _members(where, expected, found)
    if expected.entries is not None and found.entries is not None:
        yield from _shapes(f"{where}[]", expected.entries, found.entries)


def _members(where: str, expected: Shape, found: Shape) -> Iterator[Difference]:
    for name in sorted(expected.always - found.members.keys()):
        yield Difference(f"{where}/{name}", "present", "absent", Weight.REFUTES)
    for name, shape in found.members.items():
        known = expected.members.get(name)
        if known is None:
            kinds = " or ".join(sorted(shape.kinds))
            yield Difference(f"{where}/{name}", "absent", kinds, Weight.ADDS)
        else:
            yield from _shapes(f"{where}/{name}", known, shape)


def _covered(expected: frozenset[str], new: frozenset[str]) -> bool:
    """Free text takes any form: a name may look like a date."""
    return "text" in expected and new <= _TEXTS


def _weight(expected: frozenset[str], new: frozenset[str]) -> Weight:
    """
    A kind beside those we know adds when we only ever saw nothing there, or when it is nothing.

    Source: tri-state settings are null until they are first set.
    """
    if expected <= {"null", "empty text"} or new <= {"null", "empty text"}:
        return Weight.ADDS
    if expected & _NUMBERS and new <= _NUMBERS - {"integer beyond 64 bits"}:
        return Weight.ADDS
    return Weight.REFUTES
