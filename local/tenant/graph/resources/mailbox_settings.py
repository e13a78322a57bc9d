"""`/users/{id}/mailboxSettings`: the automatic reply, which is the one that Exchange shows."""

from datetime import UTC, datetime

from local.tenant.graph import refusals
from local.tenant.graph.kind import Kind, documents
from local.tenant.graph.lists import entity
from local.tenant.graph.people import changing, the_user
from local.tenant.graph.refusals import GraphRefusal
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document, Json
from local.tenant.state.kinds import Kind as MailboxKind
from local.tenant.state.person import AutoReply, Mailbox, Person

_WRITE = "MailboxSettings.ReadWrite"
_STATES = {"disabled": "Disabled", "alwaysEnabled": "Enabled", "scheduled": "Scheduled"}
_AUDIENCES = {"none": "None", "contactsOnly": "Known", "all": "All"}
_PURPOSES = {
    MailboxKind.USER: "user",
    MailboxKind.SHARED: "shared",
    MailboxKind.ROOM: "room",
    MailboxKind.EQUIPMENT: "equipment",
}
_SETTINGS = Kind[Document](
    name="mailboxSettings",
    readers=documents(("automaticRepliesSetting", "timeZone", "userPurpose")),
    directory=False,
)


@route("GET", "/users/{id}/mailboxSettings", "MailboxSettings.Read", _WRITE)
def mailbox_settings(call: Call) -> Answer:
    """The settings as they stand."""
    mailbox = _mailbox(the_user(call))
    reply = mailbox.auto_reply
    row: Document = {
        "automaticRepliesSetting": {
            "status": _name_of(_STATES, reply.state),
            "externalAudience": _name_of(_AUDIENCES, reply.audience),
            "internalReplyMessage": reply.internal,
            "externalReplyMessage": reply.external,
            "scheduledStartDateTime": _told(reply.start or call.tenant.clock.now()),
            "scheduledEndDateTime": _told(reply.end or call.tenant.clock.now()),
        },
        "timeZone": "UTC",
        "userPurpose": _PURPOSES[mailbox.kind],
    }
    return entity(call, _SETTINGS, row)


@route("PATCH", "/users/{id}/mailboxSettings", _WRITE)
def patch_mailbox_settings(call: Call) -> Answer:
    """What is given of the automatic reply is set, all of it or nothing."""
    _mailbox(the_user(call))
    given = call.body()
    setting = given.get("automaticRepliesSetting")
    if given.keys() != {"automaticRepliesSetting"} or not isinstance(setting, dict):
        raise refusals.bad_request("Only automaticRepliesSetting can be written here.")
    setting = {name: one for name, one in setting.items() if "@" not in name}
    _write(AutoReply(), setting)
    _write(_mailbox(changing(call)).auto_reply, setting)
    return mailbox_settings(call)


def _write(reply: AutoReply, setting: Document) -> None:
    for name, value in setting.items():
        match name:
            case "status":
                reply.state = _word(_STATES, name, value)
            case "externalAudience":
                reply.audience = _word(_AUDIENCES, name, value)
            case "internalReplyMessage":
                reply.internal = _text(name, value)
            case "externalReplyMessage":
                reply.external = _text(name, value)
            case "scheduledStartDateTime":
                reply.start = _time(name, value)
            case "scheduledEndDateTime":
                reply.end = _time(name, value)
            case _:
                raise _invalid(name)
    if reply.start and reply.end and reply.end <= reply.start:
        raise _invalid("scheduledEndDateTime")


def _mailbox(person: Person) -> Mailbox:
    if person.mailbox is None:
        text = "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
        raise GraphRefusal(404, "MailboxNotEnabledForRESTAPI", text)
    return person.mailbox


def _name_of(words: dict[str, str], wanted: str) -> str:
    return next(name for name, word in words.items() if word == wanted)


def _word(words: dict[str, str], name: str, value: Json) -> str:
    for word, meaning in words.items():
        if isinstance(value, str) and value.casefold() == word.casefold():
            return meaning
    raise _invalid(name)


def _text(name: str, value: Json) -> str:
    if not isinstance(value, str | None):
        raise _invalid(name)
    return value or ""


def _time(name: str, value: Json) -> datetime:
    """A time with its zone beside it; only UTC is taken here."""
    row = value if isinstance(value, dict) else {}
    try:
        found = datetime.fromisoformat(str(row.get("dateTime")))
    except ValueError as error:
        raise _invalid(name) from error
    if row.get("timeZone") not in {"UTC", "Etc/UTC"}:
        raise _invalid(name)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _told(time: datetime) -> Document:
    return {"dateTime": f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


def _invalid(name: str) -> GraphRefusal:
    return GraphRefusal(400, "ErrorInvalidArgument", f"The value of '{name}' is not valid.")
