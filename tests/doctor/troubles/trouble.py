"""How a trouble is registered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.doctor.visits import Visits

STRANGER = "99999999-2222-3333-4444-555555555555"

type Provoke = Callable[[Visits], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """How *code* comes about, and which errors come with it."""

    code: str
    provoke: Provoke
    also: frozenset[str] = frozenset()


TROUBLES: list[Trouble] = []


def trouble(code: str, *also: str) -> Callable[[Provoke], Provoke]:
    """Register the function below as one that brings *code*, and *also* what follows from it."""

    def register(provoke: Provoke) -> Provoke:
        TROUBLES.append(Trouble(code, provoke, frozenset(also)))
        return provoke

    return register


def refused_by_entra(code: str, *numbers: int) -> None:
    """Entra refuses the sign-in with each of *numbers*."""
    for number in numbers:

        async def provoke(visits: Visits, number: int = number) -> None:
            await visits.refuse_token(number)

        TROUBLES.append(Trouble(code, provoke))
