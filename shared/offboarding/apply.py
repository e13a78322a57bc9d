"""Sending a step's writes, and what became of each."""

import secrets
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from shared.offboarding.decision import Change, Cmdlet, Fresh, GraphWrite, Write
from shared.session import Session
from shared.web.errors import AlreadySo, NotFound, Permanent, Transient
from shared.web.request import Json

_PASSWORD_LENGTH = 48
_ALPHABET = string.ascii_letters + string.digits + "-._~!#%+="


@dataclass(frozen=True, slots=True)
class Applied:
    """What is known of the writes sent so far, by the object each was about (None for all)."""

    refused: Mapping[str | None, Permanent] = field(default_factory=dict)
    unsure: Transient | None = None

    def over(self, later: "Applied") -> "Applied":
        """Both together; what the later attempt says of an object counts."""
        return Applied({**self.refused, **later.refused}, later.unsure)

    def settled(self, change: Change) -> bool:
        """Whether everything that *change* still wants was refused for good."""
        return bool(self.refused) and all(write.item in self.refused for write in change.writes)

    def refusals(self, change: Change) -> list[tuple[str | None, Permanent]]:
        """What *change* still wants and was refused, with the refusal."""
        return [(write.item, self.refused[write.item]) for write in change.writes]


async def apply(
    session: Session, writes: Iterable[Write], may_write: Callable[[], None]
) -> Applied:
    """
    Every write was sent, unless a passing fault stopped the row.

    An object that is gone, or is as wanted, is no refusal: the read-back decides.

    Raises:
        LeaseLost: From *may_write*, asked before each write.

    """
    refused: dict[str | None, Permanent] = {}
    unsure: Transient | None = None
    for write in writes:
        may_write()
        try:
            await _send(session, write)
        except AlreadySo:
            continue
        except NotFound as error:
            if write.item is None:
                refused[None] = error
        except Permanent as error:
            refused[write.item] = error
        except Transient as error:
            unsure = error
            break
    return Applied(refused, unsure)


async def _send(session: Session, write: Write) -> None:
    match write:
        case Cmdlet():
            await session.exchange.invoke(write.name, **write.parameters)
        case GraphWrite():
            body = None if write.body is None else _filled(write.body)
            await session.graph.send(write.method, write.path, body)


def _filled(body: Mapping[str, object]) -> dict[str, Json]:
    """*body* with a fresh password where one is wanted."""
    return {name: _value(value) for name, value in body.items()}


def _value(value: object) -> Json:
    if value is Fresh.PASSWORD:
        return _password()
    if isinstance(value, Mapping):
        return _filled(value)
    return value  # type: ignore[return-value]  # a body is JSON but for what is fresh


def _password() -> str:
    """A password with every kind of character that a policy may ask for."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-._~!#%+=")
    letters = [secrets.choice(kind) for kind in kinds]
    letters += [secrets.choice(_ALPHABET) for _ in range(_PASSWORD_LENGTH - len(letters))]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)
