"""A person's program may do what it was consented to, as far as the person's roles go."""

import pytest

from local.tenant.entra.delegated import GRAPH_TOOLS, access_token
from local.tenant.state.clients import (
    CLOUD_APPLICATION_ADMINISTRATOR,
    EXCHANGE,
    GRAPH,
    PRIVILEGED_ROLE_ADMINISTRATOR,
)
from local.tenant.state.roles import RoleAssignment, assignment_id
from local.tenant.world import World
from tests.fakes import FakeClock
from tests.tenant.graphing import refusal

NOBODY, GLOBAL = 20, 1
DENIED = (403, "Authorization_RequestDenied")


def give(tenant, index, role):
    principal = tenant.people.who(index).object_id
    made = assignment_id(tenant.tenant_id, principal, role)
    tenant.roles.grant(RoleAssignment(made, principal, role, index))


class Program:
    """The Graph tools, before which somebody sits."""

    def __init__(self, caller, index):
        self._caller = caller
        person = caller.tenant.people.read(index)
        token = access_token(caller.world, caller.tenant, person, GRAPH_TOOLS, GRAPH)
        self._headers = {"Authorization": f"Bearer {token}"}

    async def send(self, method, path, body=None):
        content = {} if body is None else {"json": body}
        return await self._caller.http.request(
            method, f"/v1.0{path}", headers=self._headers, **content
        )

    async def grant(self, api, value):
        """The app of the seed is allowed *value* of *api*."""
        principals = self._caller.tenant.directory.applications
        resource = next(one for one in principals.principals if one.audience == api)
        app = next(one for one in self._caller.tenant.clients if one.name == "app")
        app.grants = {}
        role = next(one.id for one in resource.roles if one.value == value)
        body = {"principalId": app.object_id, "resourceId": resource.id, "appRoleId": role}
        return await self.send(
            "POST", f"/servicePrincipals/{app.object_id}/appRoleAssignments", body
        )


@pytest.fixture
def seated(caller):
    def seat(*roles):
        for role in roles:
            give(caller.tenant, NOBODY, role)
        return Program(caller, NOBODY)

    return seat


async def test_who_has_no_role_reads_the_directory_and_changes_nothing(caller, seated):
    program = seated()

    assert (await program.send("GET", "/users?$top=1")).status_code == 200
    assert (await program.send("GET", "/servicePrincipals?$top=1")).status_code == 200
    for path in ("/applications", "/servicePrincipals"):
        assert refusal(await program.send("POST", path, {"displayName": "x"})) == DENIED
    assert refusal(await program.grant(EXCHANGE, "Exchange.ManageAsApp")) == DENIED


async def test_who_administers_applications_lets_them_use_everything_but_graph(caller, seated):
    program = seated(CLOUD_APPLICATION_ADMINISTRATOR)

    made = await program.send("POST", "/applications", {"displayName": "x"})
    assert made.status_code == 201
    assert (await program.grant(EXCHANGE, "Exchange.ManageAsApp")).status_code == 201
    assert refusal(await program.grant(GRAPH, "User.Read.All")) == DENIED


async def test_who_administers_roles_consents_to_graph_and_registers_nothing(caller, seated):
    program = seated(PRIVILEGED_ROLE_ADMINISTRATOR)

    assert (await program.grant(GRAPH, "User.Read.All")).status_code == 201
    assert refusal(await program.send("POST", "/applications", {"displayName": "x"})) == DENIED


async def test_a_global_administrator_does_both(caller):
    program = Program(caller, GLOBAL)

    assert (await program.grant(GRAPH, "User.Read.All")).status_code == 201
    assert (await program.send("POST", "/applications", {"displayName": "x"})).status_code == 201


class TwoTenants:
    """A provider with a multi-tenant app, and the customer who is asked to let it in."""

    def __init__(self, http, world):
        self.http, self.world = http, world
        self.home, self.customer = world.tenants
        self.tenant = self.home
        self.app_id = ""

    async def register(
        self, audience="AzureADMultipleOrgs", api=EXCHANGE, value="Exchange.ManageAsApp"
    ):
        applications = self.home.directory.applications
        resource = next(one for one in applications.principals if one.audience == api)
        role = next(one.id for one in resource.roles if one.value == value)
        asked = {
            "resourceAppId": resource.app_id,
            "resourceAccess": [{"id": role, "type": "Role"}],
        }
        body = {"displayName": "MSP", "signInAudience": audience, "requiredResourceAccess": [asked]}
        program = Program(self, GLOBAL)
        made = await program.send("POST", "/applications", body)
        self.app_id = made.json()["appId"]
        await program.send("POST", "/servicePrincipals", {"appId": self.app_id})

    async def answer(self, user, answer="yes", **query):
        path = f"/{self.customer.tenant_id}/adminconsent"
        given = {"client_id": self.app_id, **query}
        if not user:
            return await self.http.get(path, params=given)
        form = {"user": user, "answer": answer}
        return await self.http.post(path, params=given, data=form)

    def granted(self):
        client = self.customer.client(self.app_id)
        return client and client.grants


@pytest.fixture
async def two(caller):
    caller.world.tenants[:] = World.create(mailboxes=40, tenants=2, clock=FakeClock()).tenants
    return TwoTenants(caller.http, caller.world)


async def test_an_admin_lets_a_providers_app_in_with_what_it_asks_for(two):
    await two.register()
    admin = two.customer.people.who(GLOBAL).upn

    page = await two.answer("")
    done = await two.answer(admin, redirect_uri="https://msp.example/done", state="7")

    assert "Exchange.ManageAsApp" in page.text
    assert done.headers["location"] == (
        f"https://msp.example/done?admin_consent=True&tenant={two.customer.tenant_id}&state=7"
    )
    assert two.granted() == {EXCHANGE: ("Exchange.ManageAsApp",)}
    assert (await two.answer(admin)).status_code == 200
    assert len([one for one in two.customer.clients if one.client_id == two.app_id]) == 1


async def test_who_may_not_consent_lets_nothing_in(two):
    await two.register()

    refused = await two.answer(two.customer.people.who(NOBODY).upn)

    assert (refused.status_code, two.granted()) == (403, None)
    assert "Cloud Application Administrator" in refused.text


async def test_graph_is_consented_to_by_who_administers_roles_alone(two):
    await two.register(api=GRAPH, value="User.Read.All")
    user = two.customer.people.who(NOBODY).upn
    give(two.customer, NOBODY, CLOUD_APPLICATION_ADMINISTRATOR)

    assert "Privileged Role Administrator" in (await two.answer(user)).text
    give(two.customer, NOBODY, PRIVILEGED_ROLE_ADMINISTRATOR)
    assert (await two.answer(user)).status_code == 200
    assert two.granted() == {GRAPH: ("User.Read.All",)}


async def test_who_declines_lets_nothing_in(two):
    await two.register()

    gone = await two.answer("somebody", "no", redirect_uri="https://msp.example/done")

    assert "error=access_denied" in gone.headers["location"]
    assert two.granted() is None


async def test_an_app_of_one_tenant_is_unknown_to_others(two):
    await two.register(audience="AzureADMyOrg")

    assert "AADSTS700016" in (await two.answer("")).text
