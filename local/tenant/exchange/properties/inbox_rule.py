"""The properties of an inbox rule. Source: Get-InboxRule."""

from collections.abc import Mapping

from local.tenant.exchange.values import Huge, Row, Value
from local.tenant.state.person import Identity
from local.tenant.state.rules import InboxRule, RuleValue

_CONDITIONS = {
    "texts": "BodyContainsWords FromAddressContainsWords HeaderContainsWords "
    "RecipientAddressContainsWords SubjectContainsWords SubjectOrBodyContainsWords",
    "addresses": "From SentTo",
    "flags": "HasAttachment MyNameInCcBox MyNameInToBox MyNameInToOrCcBox MyNameNotInToBox "
    "SentOnlyToMe",
    "words": "WithImportance WithSensitivity",
}


def _both(kind: str) -> tuple[str, ...]:
    """The conditions of *kind*, and the exceptions of the same kind."""
    names = _CONDITIONS[kind].split()
    return (*names, *(f"ExceptIf{name}" for name in names))


TEXTS = _both("texts")
ADDRESSES = (*_both("addresses"), "ForwardTo", "ForwardAsAttachmentTo", "RedirectTo")
FLAGS = (*_both("flags"), "DeleteMessage", "MarkAsRead", "StopProcessingRules")
WORDS = (*_both("words"), "MarkImportance")
FOLDERS = ("MoveToFolder", "CopyToFolder")
_ACTIONS = {
    "ForwardTo", "ForwardAsAttachmentTo", "RedirectTo", "DeleteMessage", "MarkAsRead",
    "StopProcessingRules", "MarkImportance", "MoveToFolder", "CopyToFolder",
}  # fmt: skip
_UNSET: Mapping[str, Value] = {
    **dict.fromkeys((*TEXTS, *ADDRESSES, *WORDS, *FOLDERS)),
    **dict.fromkeys(FLAGS, False),
}
_PHRASES = {
    "SubjectContainsWords": "the message includes specific words in the subject",
    "FromAddressContainsWords": "the sender's address includes",
    "From": "the message was received from",
    "MoveToFolder": "move the message to folder",
    "ForwardTo": "forward the message to",
    "RedirectTo": "redirect the message to",
    "ForwardAsAttachmentTo": "forward the message as an attachment to",
    "DeleteMessage": "delete the message",
    "StopProcessingRules": "stop processing more rules on this message",
}


def rule_row(who: Identity, rule: InboxRule, priority: int) -> Row:
    """*rule* of the mailbox of *who*, as Exchange shows it."""
    identity = f"{who.exchange_guid}\\{rule.id}"
    return {
        "Identity": identity,
        "RuleIdentity": Huge(rule.id),
        "Name": rule.name,
        "Enabled": rule.enabled,
        "Priority": priority,
        "Description": _description(rule),
        "ErrorType": "None",
        "InError": False,
        "SupportedByTask": True,
        "MailboxOwnerId": who.alias,
        **_UNSET,
        **rule.parts,
        "IsValid": True,
        "ObjectState": "Unchanged",
    }


def junk_rule(who: Identity) -> Row:
    """The hidden rule by which the service itself sorts out junk."""
    rule = InboxRule(1 << 63, "Junk E-mail Rule")
    return rule_row(who, rule, 0) | {"SupportedByTask": False, "Description": ""}


def _description(rule: InboxRule) -> str:
    actions = {name for name in rule.parts if name in _ACTIONS}
    parts = (
        ("If the message:", rule.parts.keys() - actions),
        ("Take the following actions:", actions),
    )
    lines: list[str] = []
    for title, names in parts:
        if names:
            lines += [title, *(f"\t{_said(name, rule.parts[name])}" for name in sorted(names))]
    return "\r\n".join([*lines, ""])


def _said(name: str, value: RuleValue) -> str:
    phrase = _PHRASES.get(name, name)
    if isinstance(value, bool):
        return phrase
    values = value if isinstance(value, list) else [value]
    return f"{phrase} '" + "' or '".join(values) + "'"
