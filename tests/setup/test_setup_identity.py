"""`nightshift setup identity` and `setup roles`: the grants of managed identities."""

import pytest

from local.tenant.exchange.roles import role_table
from local.tenant.state.role_groups import RoleGroup
from shared.cli.setup import app as command
from shared.rights.needs import EXCHANGE_PERMISSION, permissions
from shared.setup.checklist import Checklist
from shared.setup.service import Serving, Setup
from shared.tenants import Role, Tenants, TenantSection
from tests.setup.desk import SetUpDesk, outcomes, texts
from tests.setup.identities import AsThemselves, managed_identity


@pytest.fixture
def desk(tmp_path, monkeypatch):
    return SetUpDesk(tmp_path, monkeypatch)


@pytest.mark.parametrize("role", list(Role))
def test_an_identity_gets_what_its_role_needs_and_nothing_else(desk, role):
    client = managed_identity(desk.tenant, f"id-{role}")

    code, told = desk.json(command, "identity", "--for", role, "--client-id", client.client_id)

    assert (code, told["clientId"]) == (0, client.client_id)
    exchange, graph = desk.granted(client.client_id)
    assert (exchange, {*graph}) == ((EXCHANGE_PERMISSION,), {*permissions(role)})
    assert {*desk.group(f"Nightshift {role}").members} == {client.object_id}
    other = Role.READER if role is Role.OPERATOR else Role.OPERATOR
    assert desk.group(f"Nightshift {other}") is None


def test_by_object_id_and_again_changes_nothing(desk):
    client = managed_identity(desk.tenant, "id")
    arguments = ("identity", "--for", "reader", "--object-id", client.object_id)
    desk.json(command, *arguments)
    desk.written()

    code, told = desk.json(command, *arguments)

    assert (code, desk.written()) == (0, [])
    assert outcomes(told) == {"already so", "work for a person"}


def test_what_if_grants_nothing_and_tells_each_point(desk):
    client = managed_identity(desk.tenant, "id")
    arguments = ("identity", "--for", "reader", "--client-id", client.client_id, "--what-if")

    code, told = desk.json(command, *arguments)

    assert (code, desk.written(), client.grants) == (0, [], {})
    would = texts(told, "would do")
    assert {f"{one} is granted" for one in (*permissions(Role.READER), EXCHANGE_PERMISSION)} <= {
        *would
    }
    assert "id is in Nightshift reader" in would


def test_an_identity_that_is_not_there_is_told(desk):
    code, told = desk.json(
        command,
        "identity",
        "--for",
        "reader",
        "--client-id",
        "77777777-7777-4777-8777-777777777777",
    )

    assert code == 1
    assert "check it" in texts(told, "failed")[0]


async def test_an_identity_that_was_set_up_so_does_a_night(desk):
    """What set-up grants is enough: the identity reads the tenant for real."""
    clients = {}
    for role in Role:
        clients[role] = managed_identity(desk.tenant, f"id-{role}")
    house = desk.house
    async with house.app.desk.open(run="t", reason="t", graph=("x",)) as session:
        for role, client in clients.items():
            setup = Setup(session, house.clock, Checklist())
            await setup.identity(client.client_id, None, Serving((role,)))
    [tenant] = house.app.tenants
    auth = {role: {"client_id": one.client_id} for role, one in clients.items()}
    section = tenant.model_dump(exclude={"key", "auth"}) | {"auth": auth}
    house.app.__dict__["tenants"] = Tenants({"contoso": TenantSection.model_validate(section)})
    house.app._given_credentials = AsThemselves(house.world)
    house.app.__dict__.pop("connections", None)
    [leaver] = await house.picks("leaver")

    await house.ask(requestId="r-1", user=leaver)
    await house.settle()

    assert (await house.case("r-1")).state == "completed"
    await house.app.close()


def test_roles_are_made_from_what_the_tenants_own_roles_hold(desk):
    code, told = desk.json(command, "roles")

    assert code == 0
    assert desk.group("Nightshift reader").roles == {*told["roles"]["reader"]["roles"]}
    assert told["roles"]["operator"]["cmdlets"]["Set-Mailbox"] == ["Mail Recipients"]
    assert told["roles"]["operator"]["unserved"] == []
    assert any("looked up" in text for text in texts(told, "already so"))


def test_a_role_that_is_missing_is_added_and_one_too_many_is_told(desk):
    made = RoleGroup(
        "Nightshift operator", frozenset({"Mail Recipients", "Transport Rules"}), built_in=False
    )
    desk.tenant.role_groups.groups["nightshift operator"] = made

    code, told = desk.json(command, "roles", "--for", "operator")

    assert code == 0
    assert {"Distribution Groups", "Security Group Creation and Membership"} <= desk.group(
        "Nightshift operator"
    ).roles
    [left] = texts(told, "work for a person")
    assert "Transport Rules" in left


def test_roles_with_what_if_make_nothing(desk):
    code, told = desk.json(command, "roles", "--what-if")

    assert (code, desk.written(), len(texts(told, "would do"))) == (0, [], 2)


def test_a_tenant_that_was_never_customised_says_what_comes_first(desk):
    organization = desk.tenant.settings.only("OrganizationConfig")
    organization["IsDehydrated"] = True

    code, told = desk.json(command, "roles", "--for", "reader")

    assert code == 1
    assert "nightshift exo Enable-OrganizationCustomization" in texts(told, "failed")[0]
    assert desk.group("Nightshift reader") is None


def test_a_cmdlet_that_no_role_of_the_tenant_holds_is_a_failure_not_a_silence(desk, monkeypatch):
    table = role_table()
    without = {name: held for name, held in table._patterns.items() if name != "Mail Recipients"}
    monkeypatch.setattr(table, "_patterns", without)
    table._holds.cache_clear()

    code, told = desk.json(command, "roles", "--for", "operator")

    table._holds.cache_clear()
    assert code == 1
    assert "Add-MailboxPermission" in " ".join(told["roles"]["operator"]["unserved"])
    assert any("no narrow role" in text for text in texts(told, "failed"))


def test_who_may_not_make_role_groups_is_told_the_least_role(tmp_path, monkeypatch):
    desk = SetUpDesk(tmp_path, monkeypatch, person=5)  # Helpdesk Administrator

    code, told = desk.json(command, "roles")

    assert code == 1
    assert all("Exchange Administrator" in text for text in texts(told, "failed"))


def test_each_cmdlet_is_shown_with_its_role(desk):
    told = desk.run(command, "roles", "--for", "reader")

    assert "View-Only Configuration" in told.stdout
    assert "Get-TransportConfig" in told.stdout
