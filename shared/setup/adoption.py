"""
Whether a registration that was found by its name may be given rights.

Whoever owns a registration, or has a secret of it, acts with all that it is granted. In most
tenants anybody may register an app under any name, and so wait for an administrator's set-up.
Source: "Default user permissions in Microsoft Entra ID", "Assign enterprise application owners".
"""

from collections.abc import Sequence

from shared.config import ConfigError
from shared.graph.client import Graph
from shared.setup.api import Api
from shared.setup.checklist import Outcome, Settled
from shared.setup.grants import find_principal
from shared.setup.registration import Registration


async def ours(graph: Graph, app: Registration, apis: Sequence[Api], me: str) -> Settled[bool]:
    """
    *app* is of the person with the object id *me* alone, or was let in by an administrator before.

    Raises:
        ConfigError: Somebody else may act as it.
        ServiceError: As the tree in `shared.web.errors` says.

    """
    owners = {str(row.get("id")) for row in await graph.all(f"/applications/{app.id}/owners")}
    if _ours_alone(app, owners, me) or await _let_in(graph, app, apis):
        return Settled(Outcome.ALREADY_SO, "", value=True)
    raise ConfigError(
        f"{app.name} ({app.client_id}) was registered by somebody else, or has a secret, and "
        "nobody has consented to it yet: whoever owns it, or knows the secret, would act with all "
        "that it is granted. Look at its owners and its certificates & secrets; if it is yours, "
        f"add --client-id {app.client_id}, or else make another by --name"
    )


def _ours_alone(app: Registration, owners: set[str], me: str) -> bool:
    if app.passwords:
        return False
    return owners == {me} or not (owners or app.keys)


async def _let_in(graph: Graph, app: Registration, apis: Sequence[Api]) -> bool:
    """Whether it holds a right of *apis*, which only an administrator gives."""
    principal = await find_principal(graph, client_id=app.client_id)
    if principal is None:
        return False
    rows = await graph.all(f"/servicePrincipals/{principal.id}/appRoleAssignments")
    return not {row.get("resourceId") for row in rows}.isdisjoint(api.object_id for api in apis)
