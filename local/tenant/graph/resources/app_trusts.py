"""
`/applications/{id}/federatedIdentityCredentials`: whose tokens prove an application.

Source: federatedIdentityCredential of the Graph reference. An application has twenty at most, each
with another name and another pair of issuer and subject. How Graph refuses the twenty-first is
not in the reference.
"""

import re
from uuid import uuid4

from local.tenant.graph import refusals
from local.tenant.graph.kinds.trust import TRUST
from local.tenant.graph.lists import context, page
from local.tenant.graph.refusals import GraphRefusal
from local.tenant.graph.resources.applications import READ, WRITE, application, permit
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document
from local.tenant.state.applications import Application
from local.tenant.state.trust import Trust

_PATH = "/applications/{id}/federatedIdentityCredentials"
_MOST = 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,119}")
_WRITABLE = frozenset({"name", "issuer", "subject", "audiences", "description"})


@route("GET", _PATH, *READ)
def list_trusts(call: Call) -> Answer:
    """All of the application, or those that fit the filter."""
    return page(call, TRUST, application(call).trusts)


@route("POST", _PATH, *WRITE)
def add_trust(call: Call) -> Answer:
    """Tokens that fit prove the application, in every tenant that it acts in."""
    app = application(call)
    permit(call, app)
    made = _given(call.body())
    _require_new(app, made)
    app.trusts.append(made)
    row = TRUST.document(made)
    return Answer.of(201, {"@odata.context": f"{context(call)}/$entity", **row})


@route("DELETE", f"{_PATH}/{{trust}}", *WRITE)
def remove_trust(call: Call) -> Answer:
    """They prove it no more; the last is named by its id or its name."""
    app = application(call)
    permit(call, app)
    for one in app.trusts:
        if call.names["trust"] in {one.id, one.name}:
            app.trusts.remove(one)
            return Answer(204)
    raise refusals.not_found(call.names["trust"])


def _given(body: Document) -> Trust:
    """What was sent, as it is kept. Raises: GraphRefusal."""
    if unknown := body.keys() - _WRITABLE:
        raise refusals.bad_request(f"Property '{min(unknown)}' cannot be written here.")
    name, audiences, about = _text(body, "name"), body.get("audiences"), body.get("description")
    if not _NAME.fullmatch(name):
        raise _invalid("name")
    if not isinstance(audiences, list) or len(audiences) != 1 or not isinstance(audiences[0], str):
        raise _invalid("audiences")
    issuer = _text(body, "issuer")
    if not issuer.startswith("https://"):
        raise _invalid("issuer")
    described = about if isinstance(about, str) else None
    return Trust(str(uuid4()), name, issuer, _text(body, "subject"), audiences[0], described)


def _require_new(app: Application, made: Trust) -> None:
    """Raises: GraphRefusal, when the application has one like it, or as many as it may."""
    if any(one.name == made.name for one in app.trusts):
        text = f"FederatedIdentityCredential with name {made.name} already exists."
        raise GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue", text)
    if any((one.issuer, one.subject) == (made.issuer, made.subject) for one in app.trusts):
        text = (
            "The combination of issuer and subject must be unique for the application. Issuer "
            f"{made.issuer} and Subject: {made.subject} already exist."
        )
        raise GraphRefusal(400, "InvalidFederatedIdentityCredentialValue", text)
    if len(app.trusts) >= _MOST:
        raise refusals.bad_request(
            f"An application has at most {_MOST} federated identity credentials."
        )


def _text(body: Document, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise _invalid(name)
    return value


def _invalid(name: str) -> GraphRefusal:
    return refusals.bad_request(f"Invalid value specified for property '{name}'.")
