"""Microsoft Graph: what it says of people, groups and licences, and how it says no."""

from dataclasses import replace

from shared.graph import protocol
from shared.graph.protocol import Part
from shared.selftest.asking import NOBODY
from shared.selftest.probe import Probe, Scene, of_graph
from shared.web.request import Request

_FIELDS = (
    "id,accountEnabled,assignedLicenses,displayName,employeeId,employeeLeaveDateTime,"
    "licenseAssignmentStates,mail,onPremisesSyncEnabled,signInSessionsValidFromDateTime,"
    "lastPasswordChangeDateTime,userPrincipalName,userType"
)
# What there is to read about one person, below /users/{id}.
_OF_A_PERSON = (
    "authentication/methods",
    "licenseDetails",
    "memberOf",
    "oauth2PermissionGrants",
    "registeredDevices",
    "ownedObjects",
)
_LISTS = ("domains", "organization", "subscribedSkus")


def _get(scene: Scene, path: str) -> Request:
    return protocol.request(scene.graph_origin, Part("GET", path), request_id=scene.new_id())


def _without_consistency(request: Request) -> Request:
    """*request* without the header that advanced queries need."""
    kept = {name: text for name, text in request.headers.items() if name != "ConsistencyLevel"}
    return replace(request, headers=kept)


def _of_a_person(what: str) -> Probe:
    return of_graph(
        f"{what} of a person",
        f"what /users/{{id}}/{what} gives",
        lambda scene: _get(scene, f"/users/{scene.user_id}/{what}"),
    )


def _list(what: str) -> Probe:
    return of_graph(what, f"what /{what} gives", lambda scene: _get(scene, f"/{what}"))


PROBES: tuple[Probe, ...] = (
    of_graph(
        "a person",
        "what offboarding reads of a person",
        lambda scene: _get(scene, f"/users/{scene.user_id}?$select={_FIELDS}"),
    ),
    *(_of_a_person(what) for what in _OF_A_PERSON),
    *(_list(what) for what in _LISTS),
    of_graph(
        "a page of people", "how lists of people go on", lambda scene: _get(scene, "/users?$top=3")
    ),
    of_graph("groups", "what a group is made of", lambda scene: _get(scene, "/groups?$top=3")),
    of_graph(
        "number of people",
        "that a count is plain text",
        lambda scene: _get(scene, "/users/$count"),
    ),
    of_graph(
        "number of people without ConsistencyLevel",
        "what an advanced query without its header is told",
        lambda scene: _without_consistency(_get(scene, "/users/$count")),
    ),
    of_graph(
        "missing person",
        "what a person who does not exist is told",
        lambda scene: _get(scene, f"/users/{NOBODY}"),
    ),
    of_graph(
        "broken filter",
        "what a filter that cannot be parsed is told",
        lambda scene: _get(scene, "/users?$filter=displayName%20eq"),
    ),
)
