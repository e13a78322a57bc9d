"""The mail flow rules of a tenant, in the order in which they are applied, and what they risk."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.exchange import rows
from shared.exchange.client import Exchange
from shared.exchange.rows import Unreadable
from shared.mailflow.risks import Note, notes
from shared.web.errors import ServiceError
from shared.web.request import Json, Row

_KIND = "Microsoft.Exchange.MessagingPolicies.Rules.Tasks."


@dataclass(frozen=True, slots=True)
class FlowRule:
    """One rule; `actions` are what it does, by the names that New-TransportRule gives them."""

    priority: int
    name: str
    state: str
    mode: str
    actions: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def json(self) -> dict[str, Json]:
        """As the command line prints it."""
        return {
            "priority": self.priority,
            "name": self.name,
            "state": self.state,
            "mode": self.mode,
            "actions": list(self.actions),
            "notes": [{"risk": note.risk, "text": note.text} for note in self.notes],
        }


async def flow_rules(exchange: Exchange, clock: Clock) -> list[FlowRule]:
    """
    All mail flow rules, the first to be applied first.

    Source: Get-TransportRule; Get-AcceptedDomain tells what is outside.

    Raises:
        ServiceError: The rules cannot be read.
        Unreadable: A rule says neither its place nor its name.

    """
    found = await exchange.invoke("Get-TransportRule", ResultSize="Unlimited")
    domains, now = await _own_domains(exchange), clock.now()
    return sorted((_rule(row, notes(row, domains, now)) for row in found), key=_place)


async def _own_domains(exchange: Exchange) -> frozenset[str] | None:
    """The tenant's domains in lower case; None when they cannot be read."""
    try:
        found = await exchange.invoke("Get-AcceptedDomain")
        return frozenset(rows.text(row, "DomainName").casefold() for row in found)
    except (ServiceError, Unreadable):
        return None  # each rule that sends to an address says that this is unknown


def _rule(row: Row, told: tuple[Note, ...]) -> FlowRule:
    actions = rows.maybe_texts(row, "Actions") if "Actions" in row else ()
    return FlowRule(
        rows.whole(row, "Priority"),
        rows.text(row, "Name"),
        rows.text(row, "State"),
        rows.text(row, "Mode"),
        tuple(one.removeprefix(_KIND).removesuffix("Action") for one in actions),
        told,
    )


def _place(rule: FlowRule) -> int:
    return rule.priority
