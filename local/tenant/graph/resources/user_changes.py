"""`PATCH /users/{id}` and `revokeSignInSessions`: blocking, passwords, sessions."""

from datetime import datetime, timedelta

from local.tenant.graph import refusals
from local.tenant.graph.lists import context
from local.tenant.graph.people import changing, the_user
from local.tenant.graph.resources.users import refuse_on_premises
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Json
from local.tenant.state.clients import (
    GLOBAL_ADMINISTRATOR,
    PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
    USER_ADMINISTRATOR,
)
from local.tenant.state.person import Person

_WRITE = "User.ReadWrite.All"
_SHORTEST_PASSWORD = 8
_OVER_ADMINS = frozenset({GLOBAL_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR})


@route("PATCH", "/users/{id}")
def patch_user(call: Call) -> Answer:
    """What is given is changed, all of it or nothing."""
    person = the_user(call)
    changes = call.request.document()
    for name in changes:
        _permit(call, person, name)
    refuse_on_premises(person)
    _check(changes)
    person = changing(call)
    for name, value in changes.items():
        _apply(call, person, name, value)
    return Answer(204)


@route("POST", "/users/{id}/revokeSignInSessions", "User.RevokeSessions.All", _WRITE)
def revoke_sign_in_sessions(call: Call) -> Answer:
    """Refresh tokens issued until now are void."""
    person = changing(call)
    account = person.account
    account.sessions_valid_from = _later(call.tenant.clock.now(), account.sessions_valid_from)
    return Answer.of(200, {"@odata.context": f"{context(call)}#Edm.Boolean", "value": True})


def _permit(call: Call, person: Person, name: str) -> None:
    """
    Nothing, when the caller may change property *name* of *person*.

    Raises:
        GraphRefusal: A permission, or for sensitive properties a directory role, is missing.

    """
    match name:
        case "accountEnabled":
            call.require("User.EnableDisableAccount.All", _WRITE)
        case "passwordProfile":
            call.require("User-PasswordProfile.ReadWrite.All", _WRITE)
            by_role = call.directory_roles & (_OVER_ADMINS | {USER_ADMINISTRATOR})
            if "User-PasswordProfile.ReadWrite.All" not in call.permissions and not by_role:
                raise refusals.denied()
        case "employeeLeaveDateTime":
            call.require("User-LifeCycleInfo.ReadWrite.All")
            return
        case _:
            call.require(_WRITE)
            return
    if call.tenant.roles.get(person.who.index) and not call.directory_roles & _OVER_ADMINS:
        raise refusals.denied()


def _check(changes: dict[str, Json]) -> None:
    enabled = changes.get("accountEnabled", True)
    if not isinstance(enabled, bool):
        raise refusals.bad_request("Invalid value specified for property 'accountEnabled'.")
    if "passwordProfile" in changes:
        profile = changes["passwordProfile"]
        password = profile.get("password") if isinstance(profile, dict) else None
        if not isinstance(password, str) or len(password) < _SHORTEST_PASSWORD:
            raise refusals.bad_request(
                "The specified password does not comply with password complexity requirements."
            )


def _apply(call: Call, person: Person, name: str, value: Json) -> None:
    account, now = person.account, call.tenant.clock.now()
    match name:
        case "accountEnabled":
            account.enabled = value is True
        case "passwordProfile":
            account.password_changed = _later(now, account.password_changed)
            account.sessions_valid_from = _later(now, account.sessions_valid_from)
        case _:
            account.changes[name] = value


def _later(now: datetime, before: datetime) -> datetime:
    """*now* in whole seconds, but always after *before*: two changes in a second both show."""
    return max(now.replace(microsecond=0), before.replace(microsecond=0) + timedelta(seconds=1))
