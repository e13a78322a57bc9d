"""What the identities are granted is what they use: no less, no more, and the page says so."""

import ast
from pathlib import Path

from local.setup.permissions import TARGET, page
from local.tenant.exchange.roles import role_table
from local.tenant.state.clients import EXCHANGE, GRAPH
from local.tenant.state.role_groups import RoleGroup
from shared.exchange.catalogue import catalogue
from shared.rights.needs import (
    EXCHANGE_PERMISSION,
    RAISES_ITS_RIGHTS,
    CmdletNeed,
    cmdlets,
    graph,
    permissions,
    withheld,
)
from shared.rights.roles import choose, known_holders
from shared.tenants import Role, Tenants, TenantSection
from tests.exchange.test_catalogue_reach import audit, enforce_quotas, house, offboard
from tests.setup.identities import AsThemselves, managed_identity

SHARED = Path(__file__).resolve().parents[2] / "shared"


def choice_for(*roles):
    return choose(cmdlets(*roles), known_holders(cmdlets(*roles)))


def endow(tenant, role):
    """An identity with what is declared for *role*, and nothing else."""
    client = managed_identity(tenant, f"strict {role}")
    client.grants = {EXCHANGE: (EXCHANGE_PERMISSION,), GRAPH: permissions(role)}
    held = frozenset(choice_for(role).roles)
    since = tenant.clock.now()
    group = RoleGroup(f"strict {role}", held, built_in=False, members={client.object_id: since})
    tenant.role_groups.groups[group.name] = group
    return client


def entrust(house, clients):
    """The house's tenant is served by *clients*."""
    [tenant] = house.app.tenants
    auth = {role: {"client_id": one.client_id} for role, one in clients.items()}
    section = tenant.model_dump(exclude={"key", "auth"}) | {"auth": auth}
    house.app.__dict__["tenants"] = Tenants({"contoso": TenantSection.model_validate(section)})
    house.app._given_credentials = AsThemselves(house.world)


async def test_a_day_of_the_app_needs_what_is_declared_and_nothing_else(tmp_path):
    async with house(tmp_path) as home:
        clients = {role: endow(home.tenant, role) for role in Role}
        entrust(home, clients)
        [upn] = await home.picks("manager")
        number = (await home.person(upn))["user"]["employeeId"]
        await home.ask(requestId="r-2", user={"employeeId": number}, dryRun=True)
        await offboard(home)
        await enforce_quotas(home)
        await audit(home)
        entries = list(home.world.journal.since(0))

    for role, client in clients.items():
        own = [entry for entry in entries if entry.principal == client.name]
        assert own, role
        assert [one.path for one in own if one.status in {401, 403}] == []
        used = {entry.cmdlet for entry in own if entry.cmdlet}
        assert used <= {need.cmdlet for need in cmdlets(role)}
    sent = {entry.cmdlet for entry in entries if entry.cmdlet}
    assert {need.cmdlet for need in cmdlets(*Role)} == sent


def test_every_declared_parameter_exists_and_is_written_somewhere_in_the_house():
    written = {
        name for path in SHARED.rglob("*.py") if path.parent.name != "setup" for name in names(path)
    }

    for need in cmdlets(*Role):
        known = {one.name for one in catalogue().find(need.cmdlet).parameters.values()}
        assert {*need.parameters} <= known, need.cmdlet
        assert {*need.parameters} <= written, need.cmdlet


def names(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def test_the_page_is_what_is_declared():
    assert TARGET.read_text(encoding="utf-8") == page()


def test_the_reader_may_write_nothing():
    assert not [one for one in permissions(Role.READER) if "Write" in one]
    assert all(role.startswith("View-Only") for role in choice_for(Role.READER).roles)


def test_no_permission_that_raises_rights_is_granted_unasked():
    assert RAISES_ITS_RIGHTS.isdisjoint(permissions(*Role))
    assert withheld().keys() == RAISES_ITS_RIGHTS
    assert all(withheld().values())


def test_every_call_of_graph_that_is_needed_is_declared_once():
    needed = [(need.call.method, need.call.template, need.call.sets) for need in graph(*Role)]

    assert len(needed) == len(set(needed))


def test_our_table_of_roles_claims_nothing_that_the_tenant_denies():
    for cmdlet, roles in known_holders(cmdlets(*Role)).items():
        assert roles, cmdlet
        assert [one for one in roles if not role_table().holds(one, cmdlet)] == []


def test_the_fewest_and_least_roles_are_taken():
    needs = [CmdletNeed("Get-A", ""), CmdletNeed("Get-B", ""), CmdletNeed("Set-C", "")]
    holders = {
        "Get-A": frozenset({"View-Only Recipients", "Mail Recipients", "Role Management"}),
        "Get-B": frozenset({"View-Only Recipients", "Organization Configuration"}),
        "Set-C": frozenset({"Mail Recipients", "MyBaseOptions"}),
    }

    assert choose(needs[:2], holders).roles == ("View-Only Recipients",)
    assert choose(needs, holders).roles == ("Mail Recipients", "View-Only Recipients")
    assert choose([needs[0], needs[2]], holders).roles == ("Mail Recipients",)


def test_a_cmdlet_that_only_wide_roles_hold_is_unserved():
    holders = {"Set-C": frozenset({"Role Management", "Organization Configuration"})}

    found = choose([CmdletNeed("Set-C", "")], holders)

    assert (found.roles, found.unserved) == ((), ("Set-C",))
