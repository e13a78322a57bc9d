"""`PATCH /users/{id}` and `revokeSignInSessions`: blocking, passwords, names, sessions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from local.tenant.graph import refusals
from local.tenant.graph.kinds.user import WRITABLE
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
# What belongs to the identity, which Exchange shows too.
_IDENTITY = {
    "country": "country",
    "department": "department",
    "displayName": "display_name",
    "employeeId": "employee_id",
    "givenName": "given",
    "jobTitle": "title",
    "mailNickname": "alias",
    "surname": "family",
    "usageLocation": "country_code",
    "userPrincipalName": "upn",
}
_KNOWN = frozenset({"accountEnabled", "passwordProfile", *_IDENTITY, *WRITABLE})
_NEVER_EMPTY = frozenset({"displayName", "mailNickname", "userPrincipalName"})
# The cloud masters these even for people who are mastered on premises.
_CLOUD_MASTERED = frozenset({"usageLocation"})


@route("PATCH", "/users/{id}")
def patch_user(call: Call) -> Answer:
    """What is given is changed, all of it or nothing."""
    person = the_user(call)
    changes = call.body()
    for name in changes:
        _permit(call, person, name)
    if changes.keys() - _CLOUD_MASTERED:
        refuse_on_premises(person)
    _check(call, person, changes)
    person = changing(call)
    for name, value in changes.items():
        _apply(call, person, name, value)
    if changes.keys() & _IDENTITY.keys():
        call.tenant.people.renamed(person)
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
    if _holds_roles(call, person) and not call.directory_roles & _OVER_ADMINS:
        raise refusals.denied()


def _holds_roles(call: Call, person: Person) -> bool:
    """Whether *person* holds a role, by themselves or through a group."""
    roles, index = call.tenant.roles, person.who.index
    through = (one for one in call.tenant.groups.of(index) if one.role_assignable)
    return index in roles or any(roles.of_group(one.id) for one in through)


def _check(call: Call, person: Person, changes: Mapping[str, Json]) -> None:
    """
    Nothing, when every value in *changes* can be what its property says.

    Raises:
        GraphRefusal: One cannot, or a property does not exist or cannot be written.

    """
    for name, value in changes.items():
        if name not in _KNOWN:
            raise refusals.bad_request(f"Property '{name}' does not exist or is read-only.")
        if name in _NEVER_EMPTY and not (isinstance(value, str) and value.strip()):
            raise _invalid(name)
        if name in _IDENTITY and not isinstance(value, str | None):
            raise _invalid(name)
    if not isinstance(changes.get("accountEnabled", True), bool):
        raise _invalid("accountEnabled")
    if "passwordProfile" in changes:
        _check_password(changes["passwordProfile"])
    if "userPrincipalName" in changes:
        _check_sign_in_name(call, person, str(changes["userPrincipalName"]))
    if changes.get("employeeLeaveDateTime") is not None:
        _check_leave_date(changes["employeeLeaveDateTime"])


def _check_password(profile: Json) -> None:
    password = profile.get("password") if isinstance(profile, dict) else None
    if not isinstance(password, str) or len(password) < _SHORTEST_PASSWORD:
        raise refusals.bad_request(
            "The specified password does not comply with password complexity requirements."
        )


def _check_sign_in_name(call: Call, person: Person, name: str) -> None:
    _, _, domain = name.rpartition("@")
    if all(domain.casefold() != one.name for one in call.tenant.domains):
        raise refusals.bad_request("The domain portion of the userPrincipalName is invalid.")
    taken = [one for one in call.tenant.people.find(name) if one.who.index != person.who.index]
    if any(one.who.upn.casefold() == name.casefold() for one in taken):
        raise refusals.bad_request(
            "Another object with the same value for property userPrincipalName already exists."
        )


def _check_leave_date(value: Json) -> None:
    """The directory takes only times in UTC. Source: employeeLeaveDateTime of the user type."""
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        time = None
    if time is None or time.tzinfo is None or time.utcoffset() != timedelta(0):
        raise _invalid("employeeLeaveDateTime")


def _invalid(name: str) -> refusals.GraphRefusal:
    return refusals.bad_request(
        f"Invalid value specified for property '{name}' of resource 'User'."
    )


def _apply(call: Call, person: Person, name: str, value: Json) -> None:
    account, now = person.account, call.tenant.clock.now()
    match name:
        case "accountEnabled":
            account.enabled = value is True
        case "passwordProfile":
            account.password_changed = _later(now, account.password_changed)
            account.sessions_valid_from = _later(now, account.sessions_valid_from)
        case _ if name in _IDENTITY:
            empty = None if name == "employeeId" else ""
            kept: dict[str, Any] = {_IDENTITY[name]: empty if value is None else value}
            person.who = replace(person.who, **kept)
        case _:
            account.changes[name] = value


def _later(now: datetime, before: datetime) -> datetime:
    """*now* in whole seconds, but always after *before*: two changes in a second both show."""
    moment = now.astimezone(UTC).replace(microsecond=0)
    return max(moment, before.replace(microsecond=0) + timedelta(seconds=1))
