"""
`/subscriptions`: made, prolonged, ended; nothing is sent to anybody from here.

Source: the subscription type, its lifetimes, and "Subscribe to changes in Microsoft Entra
resources via Azure Event Grid".
"""

import re
from datetime import datetime, timedelta
from uuid import uuid4

from local.tenant.graph.kind import Kind, documents
from local.tenant.graph.lists import context, entity, page
from local.tenant.graph.refusals import GraphRefusal
from local.tenant.graph.route import Call, route
from local.tenant.graph.times import instant
from local.tenant.messages import Answer, Document, Json
from local.tenant.state.subscriptions import Subscription

# What may be subscribed to here, and the permissions of which one is needed.
_RESOURCES = (
    (re.compile(r"/?users(/[^/]+)?", re.IGNORECASE), ("User.Read.All", "Directory.Read.All")),
    (
        re.compile(r"/?groups(/[^/]+)?(/members)?", re.IGNORECASE),
        ("Group.Read.All", "GroupMember.Read.All", "Directory.Read.All"),
    ),
)
_ANY = tuple(dict.fromkeys(name for _, names in _RESOURCES for name in names))
_CHANGES = frozenset({"created", "updated", "deleted"})
_LONGEST = timedelta(minutes=41760)
_LONGEST_STATE = 128
_EVENT_GRID = re.compile(
    r"EventGrid:\?azuresubscriptionid=[^&]+&resourcegroup=[^&]+&partnertopic=[^&]+&location=[^&]+",
    re.IGNORECASE,
)
_NEEDED = ("changeType", "resource", "notificationUrl", "expirationDateTime")
_KNOWN = frozenset({*_NEEDED, "clientState", "latestSupportedTlsVersion"})
_SUBSCRIPTION = Kind[Document](
    name="subscription",
    readers=documents(
        (
            "id",
            "resource",
            "changeType",
            "notificationUrl",
            "expirationDateTime",
            "clientState",
            "applicationId",
        )
    ),
    directory=False,
)


@route("GET", "/subscriptions", *_ANY)
def list_subscriptions(call: Call) -> Answer:
    """Those that run, of the caller alone."""
    return page(call, _SUBSCRIPTION, [_told(one) for one in _own(call)])


@route("GET", "/subscriptions/{id}", *_ANY)
def get_subscription(call: Call) -> Answer:
    """One of the caller's."""
    return entity(call, _SUBSCRIPTION, _told(_found(call)))


@route("POST", "/subscriptions", *_ANY)
def subscribe(call: Call) -> Answer:
    """The caller wants to be told from now on."""
    given = call.body()
    if missing := [name for name in _NEEDED if not given.get(name)]:
        raise _invalid(f"{missing[0]} is required")
    if unknown := given.keys() - _KNOWN:
        raise _invalid(f"{min(unknown)} is not known")
    _permit(call, str(given["resource"]))
    made = Subscription(
        str(uuid4()),
        str(given["resource"]),
        _changes(given["changeType"]),
        _url(given["notificationUrl"]),
        _expiry(call, given["expirationDateTime"]),
        _state(given.get("clientState")),
        call.caller,
    )
    call.tenant.directory.subscriptions[made.id] = made
    row = _told(made)
    return Answer.of(201, {"@odata.context": f"{context(call)}/$entity", **row})


@route("PATCH", "/subscriptions/{id}", *_ANY)
def prolong(call: Call) -> Answer:
    """It runs out at the time given."""
    found, given = _found(call), call.body()
    _permit(call, found.resource)
    if given.keys() != {"expirationDateTime"}:
        raise _invalid("only expirationDateTime can be written")
    found.expires = _expiry(call, given["expirationDateTime"])
    return Answer.of(200, {"@odata.context": f"{context(call)}/$entity", **_told(found)})


@route("DELETE", "/subscriptions/{id}", *_ANY)
def unsubscribe(call: Call) -> Answer:
    """The caller is told no more."""
    found = _found(call)
    _permit(call, found.resource)
    del call.tenant.directory.subscriptions[found.id]
    return Answer(204)


def _own(call: Call) -> list[Subscription]:
    now = call.tenant.clock.now()
    every = call.tenant.directory.subscriptions.values()
    return [one for one in every if one.expires > now and one.application_id == call.caller]


def _found(call: Call) -> Subscription:
    for one in _own(call):
        if one.id == call.names["id"].casefold():
            return one
    raise GraphRefusal(404, "ResourceNotFound", "The object was not found.")


def _permit(call: Call, resource: str) -> None:
    for pattern, permissions in _RESOURCES:
        if pattern.fullmatch(resource):
            call.require(*permissions)
            return
    raise _invalid(f"resource '{resource}' is not supported")


def _changes(value: Json) -> str:
    wanted = {one.strip() for one in str(value).split(",")}
    if wanted - _CHANGES:
        raise _invalid(f"changeType '{value}' is not supported")
    return ",".join(sorted(wanted))


def _url(value: Json) -> str:
    text = str(value)
    if not text.startswith("https://") and not _EVENT_GRID.fullmatch(text):
        raise _invalid("notificationUrl must be https, or name a partner topic of Event Grid")
    return text


def _expiry(call: Call, value: Json) -> datetime:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise _invalid("expirationDateTime is no time") from error
    now = call.tenant.clock.now()
    if found.tzinfo is None or found <= now:
        raise _invalid("expirationDateTime must be in the future, in UTC")
    if found - now > _LONGEST:
        raise _invalid("Subscription expiration can only be 41760 minutes in the future")
    return found


def _state(value: Json) -> str | None:
    if value is not None and (not isinstance(value, str) or len(value) > _LONGEST_STATE):
        raise _invalid(f"clientState has at most {_LONGEST_STATE} characters")
    return value


def _told(one: Subscription) -> Document:
    return {
        "id": one.id,
        "resource": one.resource,
        "changeType": one.change_type,
        "notificationUrl": one.url,
        "expirationDateTime": instant(one.expires),
        "clientState": None,  # never read back
        "applicationId": one.application_id,
    }


def _invalid(why: str) -> GraphRefusal:
    return GraphRefusal(400, "ValidationError", f"{why}.")
