"""The services whose permissions an app is granted, as a tenant has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.graph.client import Graph
from shared.graph.query import literal, path
from shared.rights.needs import EXCHANGE_PERMISSION, permissions
from shared.setup.checklist import Outcome, Settled
from shared.tenants import Role
from shared.web.errors import BadCall, Call, Malformed, NotFound
from shared.web.request import Json, Row

# The same in every tenant and cloud. Source: "App-only authentication in Exchange Online
# PowerShell", Microsoft Graph permissions reference.
EXCHANGE_APP = "00000002-0000-0ff1-ce00-000000000000"
GRAPH_APP = "00000003-0000-0000-c000-000000000000"


@dataclass(frozen=True, slots=True)
class Api:
    """
    A service: its service principal here, the ids of its app roles, those that are wanted.

    Ids are looked up by value in the tenant, never written down.
    """

    app_id: str
    object_id: str
    roles: Mapping[str, str]
    wanted: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the wanted app roles."""
        return tuple(self.roles[value] for value in self.wanted)

    def value_of(self, role_id: str) -> str | None:
        """The value of the app role *role_id*, if it is one of this service."""
        return next((value for value, one in self.roles.items() if one == role_id), None)


async def apis(
    graph: Graph, roles: Sequence[Role], allowed: Sequence[str]
) -> Settled[tuple[Api, ...]]:
    """
    Exchange Online and Graph with what an identity for *roles* needs, and what was *allowed* it.

    Raises:
        BadCall: A service here offers no permission of that name.
        ServiceError: As the tree in `shared.web.errors` says.

    """
    wanted = {
        EXCHANGE_APP: (EXCHANGE_PERMISSION,),
        GRAPH_APP: tuple(dict.fromkeys((*permissions(*roles), *allowed))),
    }
    found = tuple([await _api(graph, app_id, values) for app_id, values in wanted.items()])
    return Settled(Outcome.ALREADY_SO, "", found)


async def _api(graph: Graph, app_id: str, wanted: tuple[str, ...]) -> Api:
    call = Call("GET /servicePrincipals", app_id)
    rows = await graph.all(
        path("/servicePrincipals", filter=f"appId eq {literal(app_id)}", select="id,appId,appRoles")
    )
    if not rows:
        raise NotFound(call, "this tenant does not have the service; has it Exchange Online?")
    roles = _roles(rows[0].get("appRoles"))
    if missing := [value for value in wanted if value not in roles]:
        raise BadCall(call, f"the service offers no permission {', '.join(missing)} here")
    object_id = rows[0].get("id")
    if not isinstance(object_id, str):
        raise Malformed(call, "the service principal has no id")
    return Api(app_id, object_id, roles, wanted)


def _roles(listed: Json) -> dict[str, str]:
    """The ids of the app roles that an application may hold, by value."""
    rows: list[Row] = (
        [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    )
    return {
        str(one["value"]): str(one["id"])
        for one in rows
        if one.get("value") and one.get("id") and _for_applications(one)
    }


def _for_applications(row: Row) -> bool:
    kinds = row.get("allowedMemberTypes")
    return isinstance(kinds, list) and "Application" in kinds
