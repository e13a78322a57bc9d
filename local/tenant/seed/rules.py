"""The inbox rules that people made for themselves; a few send mail out of the house."""

from hashlib import blake2b

from local.tenant.state.kinds import Kind
from local.tenant.state.person import Person
from local.tenant.state.rules import InboxRule

_FILES_OF, _FILES_AT = 7, 3  # of so many people, who files newsletters away
_LEAKS_OF, _LEAKS_AT = 41, 13  # of so many people, who forwards to an address at home
_TOP_BIT = 1 << 63


def leaks(index: int) -> bool:
    """Whether person *index* starts with a rule that forwards to outside."""
    return index % _LEAKS_OF == _LEAKS_AT


def inbox_rules(person: Person) -> list[InboxRule]:
    """The rules of *person* before anybody changed them."""
    who = person.who
    if person.mailbox is None or person.mailbox.kind is not Kind.USER:
        return []
    found = []
    if who.index % _FILES_OF == _FILES_AT:
        parts: dict[str, bool | str | list[str]] = {
            "SubjectContainsWords": ["newsletter"],
            "MoveToFolder": "Newsletters",
            "StopProcessingRules": True,
        }
        found.append(InboxRule(rule_id(who.exchange_guid, 1), "Newsletters", parts=parts))
    if leaks(who.index):
        home = f"{who.alias}@home.example"
        parts = {"ForwardTo": [f'"{home}" [SMTP:{home}]']}
        found.append(InboxRule(rule_id(who.exchange_guid, 2), "Copy to home", parts=parts))
    return found


def rule_id(mailbox_guid: str, number: int) -> int:
    """The id of the rule that is made as *number* in a mailbox."""
    chance = blake2b(f"{mailbox_guid}/{number}".encode(), digest_size=8).digest()
    return int.from_bytes(chance) | _TOP_BIT
