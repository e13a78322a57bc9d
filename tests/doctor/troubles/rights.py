"""Troubles of what the app may do once it is signed in."""

from local.tenant.state.clients import (
    EXCHANGE,
    GLOBAL_ADMINISTRATOR,
    GLOBAL_READER,
    GRAPH,
    SECURITY_READER,
)
from local.tenant.state.role_groups import RoleGroup, ServicePrincipal
from tests.doctor.troubles.trouble import STRANGER, trouble
from tests.doctor.visits import Visits


@trouble("consent-missing")
async def an_app_without_any_grant(visits: Visits) -> None:
    visits.client.grants = {}


@trouble("consent-missing")
async def a_customer_who_removed_the_app(visits: Visits) -> None:
    auth = {"method": "federated", "clientId": STRANGER, "identityClientId": STRANGER}
    visits.configure(auth={"operator": auth})


@trouble("manage-as-app-missing")
async def an_app_that_may_only_use_graph(visits: Visits) -> None:
    visits.client.grants = {GRAPH: visits.client.grants[GRAPH]}


@trouble("graph-permission-missing")
async def an_app_that_may_not_change_people(visits: Visits) -> None:
    visits.client.grants = {**visits.client.grants, GRAPH: ("User.Read.All",)}


@trouble("graph-permission-missing")
async def an_app_that_may_only_use_exchange(visits: Visits) -> None:
    visits.client.grants = {EXCHANGE: visits.client.grants[EXCHANGE]}


@trouble("no-exchange-role")
async def an_app_without_a_role(visits: Visits) -> None:
    visits.client.directory_roles = ()


@trouble("role-not-yet-effective")
async def a_role_group_of_a_minute_ago(visits: Visits) -> None:
    visits.client.directory_roles = ()
    _join(visits, "Recipient Management")
    visits.tenant.protocol = visits.tenant.protocol.switched({"roleSeconds": 3600})


@trouble("role-not-yet-effective")
async def a_role_in_the_token_that_exchange_does_not_see(visits: Visits) -> None:
    await visits.fault("nul", path="^/adminapi")


@trouble("role-too-wide")
async def a_global_administrator(visits: Visits) -> None:
    visits.client.directory_roles = (GLOBAL_ADMINISTRATOR,)


@trouble("role-too-wide")
async def a_member_of_organization_management(visits: Visits) -> None:
    _join(visits, "Organization Management")


@trouble("role-too-wide")
async def a_reader_who_may_write(visits: Visits) -> None:
    section = {"method": "managed-identity"}
    visits.configure(auth={"operator": section, "reader": section})


@trouble("cmdlet-not-allowed")
async def an_operator_who_may_only_read(visits: Visits) -> None:
    visits.client.directory_roles = (GLOBAL_READER,)


@trouble("cmdlet-not-allowed")
async def a_reader_of_security_only(visits: Visits) -> None:
    visits.client.directory_roles = (SECURITY_READER,)


@trouble("cmdlet-not-allowed")
async def a_member_of_a_group_that_reads_no_mailbox(visits: Visits) -> None:
    visits.client.directory_roles = ()
    _join(visits, "Security Reader")


@trouble("rights-not-known")
async def an_exchange_that_does_not_tell_rights(visits: Visits) -> None:
    await visits.fault("status", status=404, path="EXOModuleFile")


@trouble("rights-not-known")
async def an_exchange_that_refuses_to_tell_rights(visits: Visits) -> None:
    await visits.fault("nul", path="EXOModuleFile")


@trouble("rights-not-known")
async def an_exchange_that_does_not_tell_who_is_in_a_group(visits: Visits) -> None:
    await visits.fault("status", status=500, cmdlet="Get-RoleGroupMember")


@trouble("token-for-another-service")
async def a_token_for_graph(visits: Visits) -> None:
    visits.credentials.scope = f"{GRAPH}/.default"
    visits.client.grants = {GRAPH: (*visits.client.grants[GRAPH], *visits.client.grants[EXCHANGE])}


@trouble("throttled")
async def an_exchange_that_has_had_too_much(visits: Visits) -> None:
    await visits.fault("throttle", path="^/adminapi")


@trouble("service-fault")
async def an_exchange_that_fails(visits: Visits) -> None:
    await visits.fault("status", status=503, path="^/adminapi")


@trouble("catalogue-old")
async def a_version_of_last_year(visits: Visits) -> None:
    for clock in (visits.clock, visits.house.clock):
        clock.advance(200 * 86400)


def _join(visits: Visits, group: str) -> None:
    """The app is in the role group *group*, from now on."""
    state, now = visits.tenant.role_groups, visits.clock.now()
    client = visits.client
    state.principals[client.object_id] = ServicePrincipal(
        client.client_id, client.object_id, client.name
    )
    from local.tenant.exchange.roles import role_table  # noqa: PLC0415 - for the two that use it

    roles = role_table().role_groups[group]
    state.groups[group.casefold()] = RoleGroup(
        group, roles, built_in=True, members={client.object_id: now}
    )
