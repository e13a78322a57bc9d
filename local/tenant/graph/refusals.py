"""How Graph says no. Source: Graph error responses, and reports of its texts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from local.tenant.messages import Answer, Document

MASTERED_ON_PREMISES = (
    "Unable to update the specified properties for on-premises mastered Directory Sync objects or "
    "objects currently undergoing migration."
)
MAIL_ENABLED = "Cannot Update a mail-enabled security groups and or distribution list."
INHERITED_LICENSE = (
    "User license is inherited from a group membership and it cannot be removed directly from "
    "the user."
)


@dataclass(slots=True)
class GraphRefusal(Exception):
    """A call that Graph refuses."""

    status: int
    code: str
    text: str


def not_found(what: str) -> GraphRefusal:
    """Nothing has the id *what*."""
    text = f"Resource '{what}' does not exist or one of its queried reference-property objects "
    return GraphRefusal(404, "Request_ResourceNotFound", f"{text}are not present.")


def bad_request(text: str) -> GraphRefusal:
    """A change that is not possible."""
    return GraphRefusal(400, "Request_BadRequest", text)


def already_there(what: str) -> GraphRefusal:
    """The reference is among *what* already."""
    return bad_request(
        "One or more added object references already exist for the following modified properties: "
        f"'{what}'."
    )


def unsupported(text: str) -> GraphRefusal:
    """A query that is not possible."""
    return GraphRefusal(400, "Request_UnsupportedQuery", text)


def denied() -> GraphRefusal:
    """A permission or role is missing."""
    text = "Insufficient privileges to complete the operation."
    return GraphRefusal(403, "Authorization_RequestDenied", text)


def bad_token(why: str) -> GraphRefusal:
    """The token is no good."""
    return GraphRefusal(401, "InvalidAuthenticationToken", why)


def rendered(refusal: GraphRefusal, now: datetime, request_id: str | None) -> Answer:
    """The answer that says so."""
    identity = str(uuid4())
    inner: Document = {
        "date": f"{now:%Y-%m-%dT%H:%M:%S}",
        "request-id": identity,
        "client-request-id": request_id or identity,
    }
    error: Document = {"code": refusal.code, "message": refusal.text, "innerError": inner}
    headers = {"request-id": identity}
    if refusal.status == 401:  # noqa: PLR2004 - only then a challenge makes sense
        headers["www-authenticate"] = 'Bearer realm="", error="invalid_token"'
    return Answer.of(refusal.status, {"error": error}, headers)
