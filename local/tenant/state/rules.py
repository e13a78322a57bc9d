"""Inbox rules of a mailbox."""

from dataclasses import dataclass, field

type RuleValue = bool | str | list[str]


@dataclass(slots=True)
class InboxRule:
    """
    One rule; its priority is its place among the rules of the mailbox.

    `id` has its topmost bit set: the service's do not fit a signed integer of 64 bits either.
    `parts` are conditions, actions and exceptions by the name of their parameter.
    """

    id: int
    name: str
    enabled: bool = True
    parts: dict[str, RuleValue] = field(default_factory=dict)
