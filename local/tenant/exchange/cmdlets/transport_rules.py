"""Mail flow rules: Get-, New-, Set-, Enable-, Disable- and Remove-TransportRule."""

from collections.abc import Mapping

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.kept import Kept, changes
from local.tenant.exchange.policies import find_policy, policy_guid, policy_row
from local.tenant.exchange.values import Guid, Row
from local.tenant.tenant import Tenant

_FAMILY = "TransportRule"
_SCOPE = "InOrganization|NotInOrganization"
_LIST, _TEXT, _FLAG = Kept("many", None), Kept("text", None), Kept("bool", default=False)
_CONDITIONS: Mapping[str, Kept] = {
    "From": _LIST,
    "FromMemberOf": _LIST,
    "FromScope": Kept(_SCOPE, None),
    "FromAddressContainsWords": _LIST,
    "SenderDomainIs": _LIST,
    "SenderIpRanges": _LIST,
    "SentTo": _LIST,
    "SentToMemberOf": _LIST,
    "SentToScope": Kept(f"{_SCOPE}|ExternalPartner|ExternalNonPartner", None),
    "RecipientDomainIs": _LIST,
    "SubjectContainsWords": _LIST,
    "SubjectOrBodyContainsWords": _LIST,
    "HeaderContainsMessageHeader": _TEXT,
    "HeaderContainsWords": _LIST,
    "MessageTypeMatches": Kept(
        "OOF|AutoForward|Encrypted|Calendaring|PermissionControlled|Voicemail|Signed|"
        "ApprovalRequest|ReadReceipt",
        None,
    ),
}
_EXCEPTIONS = {f"ExceptIf{name}": known for name, known in _CONDITIONS.items()}
_ACTIONS: Mapping[str, Kept] = {
    "RedirectMessageTo": _LIST,
    "BlindCopyTo": _LIST,
    "CopyTo": _LIST,
    "AddToRecipients": _LIST,
    "ModerateMessageByUser": _LIST,
    "RejectMessageReasonText": _TEXT,
    "RejectMessageEnhancedStatusCode": _TEXT,
    "RouteMessageOutboundConnector": _TEXT,
    "PrependSubject": _TEXT,
    "SetSCL": _TEXT,
    "SetHeaderName": _TEXT,
    "SetHeaderValue": _TEXT,
    "SetAuditSeverity": _TEXT,
    "ApplyHtmlDisclaimerText": _TEXT,
    "DeleteMessage": _FLAG,
    "Quarantine": _FLAG,
    "StopRuleProcessing": _FLAG,
}
_HOW: Mapping[str, Kept] = {
    "Comments": _TEXT,
    "Mode": Kept("Audit|AuditAndNotify|Enforce", "Enforce"),
    "ActivationDate": Kept("time", None),
    "ExpiryDate": Kept("time", None),
    "RuleErrorAction": Kept("Defer|Ignore", "Ignore"),
    "SenderAddressLocation": Kept("Envelope|Header|HeaderOrEnvelope", "Header"),
    "RecipientAddressType": Kept("Original|Resolved", "Resolved"),
}
_SETTINGS = {**_HOW, **_CONDITIONS, **_EXCEPTIONS, **_ACTIONS}
_TYPED = tuple(f"{name} {known.type}" for name, known in _SETTINGS.items())
_TYPE = "Microsoft.Exchange.MessagingPolicies.Rules.Tasks."
_MOST = 300


@cmdlet("Get-TransportRule", "Identity text", "State Enabled|Disabled", "ResultSize count")
def get_transport_rule(tenant: Tenant, given: Bound) -> Output:
    """One rule, or all in their order."""
    if identity := given.text("Identity"):
        return Output([_row(tenant, find_policy(tenant, _FAMILY, identity))])
    state = given.text("State")
    rows = [row for row in _rows(tenant) if state is None or row["State"] == state]
    return Output([_row(tenant, row) for row in rows])


@cmdlet("New-TransportRule", "Name! text", "Priority count", "Enabled bool", *_TYPED)
def new_transport_rule(tenant: Tenant, given: Bound) -> Output:
    """There is one more rule, in force at once: at `Priority`, or after the others."""
    name, rows = given.required("Name"), _rows(tenant)
    if any(str(row["Name"]).casefold() == name.casefold() for row in rows):
        raise refusals.name_exists(name)
    if len(rows) >= _MOST:
        raise refusals.recipient_task(f"The limit of {_MOST} rules has been reached.")
    off = given.has("Enabled") and not given.flag("Enabled")
    row: Row = {"Name": name, "State": "Disabled" if off else "Enabled"}
    row |= {key: known.default for key, known in _SETTINGS.items()}
    row |= changes(_SETTINGS, row, given)
    if not any(row[action] for action in _ACTIONS):
        raise refusals.recipient_task("A rule must have at least one action.")
    place = _place(given, len(rows))
    rows.insert(len(rows) if place is None else place, row)
    return Output([_row(tenant, row)])


@cmdlet("Set-TransportRule", "Identity! text", "Name text", "Priority count", *_TYPED)
def set_transport_rule(tenant: Tenant, given: Bound) -> Output:
    """What is given is set; null takes a condition or an action away."""
    row, rows = find_policy(tenant, _FAMILY, given.required("Identity")), _rows(tenant)
    changed, place = changes(_SETTINGS, row, given), _place(given, len(rows) - 1)
    row |= changed
    row["Name"] = given.text("Name") or row["Name"]
    if place is not None:
        rows.remove(row)
        rows.insert(place, row)
    return NOTHING


@cmdlet("Enable-TransportRule", "Identity! text", "Mode Audit|AuditAndNotify|Enforce")
def enable_transport_rule(tenant: Tenant, given: Bound) -> Output:
    """The rule acts on mail."""
    row = find_policy(tenant, _FAMILY, given.required("Identity"))
    row["State"] = "Enabled"
    row["Mode"] = given.text("Mode") or row["Mode"]
    return NOTHING


@cmdlet("Disable-TransportRule", "Identity! text")
def disable_transport_rule(tenant: Tenant, given: Bound) -> Output:
    """The rule does nothing, and stays."""
    find_policy(tenant, _FAMILY, given.required("Identity"))["State"] = "Disabled"
    return NOTHING


@cmdlet("Remove-TransportRule", "Identity! text")
def remove_transport_rule(tenant: Tenant, given: Bound) -> Output:
    """The rule is gone, the others close up."""
    _rows(tenant).remove(find_policy(tenant, _FAMILY, given.required("Identity")))
    return NOTHING


def _rows(tenant: Tenant) -> list[Row]:
    return tenant.settings.rows(_FAMILY)


def _place(given: Bound, last: int) -> int | None:
    """Where `Priority` wants the rule, at most at *last*; the first place is 0."""
    wanted = given.size("Priority")
    if wanted is not None and wanted > last:
        raise refusals.recipient_task(f"The priority must be between 0 and {last}.")
    return wanted


def _row(tenant: Tenant, row: Row) -> Row:
    return {
        **policy_row(tenant, _FAMILY, row),
        "Priority": _rows(tenant).index(row),
        "Description": _description(row),
        "Conditions": _used(row, _CONDITIONS, "Predicate"),
        "Exceptions": _used(row, _EXCEPTIONS, "Predicate"),
        "Actions": _used(row, _ACTIONS, "Action"),
        "RuleSubType": "None",
        "ManuallyModified": False,
        "CreatedBy": "",
        "LastModifiedBy": "",
        "Size": len(_description(row)),
        "ImmutableId": Guid(policy_guid(tenant, _FAMILY, row)),
    }


def _used(row: Row, names: Mapping[str, Kept], kind: str) -> list[str] | None:
    """The type names of what *row* uses of *names*; null when it uses none."""
    found = [name.removeprefix("ExceptIf") for name in names if row[name]]
    return [f"{_TYPE}{name}{kind}" for name in found] or None


def _description(row: Row) -> str:
    parts = (("If the message:", _CONDITIONS), ("Take the following actions:", _ACTIONS))
    lines: list[str] = []
    for title, names in parts:
        said = [f"\t{name}: {row[name]}" for name in names if row[name]]
        lines += [title, *said] if said else []
    return "\r\n".join([*lines, ""])
