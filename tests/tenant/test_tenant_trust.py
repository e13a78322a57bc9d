"""A managed identity of one tenant proves an application in another; and who gets no token."""

from datetime import timedelta

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from local.tenant.app import build_app
from local.tenant.state.clients import EXCHANGE, GRAPH
from local.tenant.state.trust import Trust, issuer_of
from local.tenant.world import World
from tests.fakes import FakeClock

EXCHANGED = "api://AzureADTokenExchange"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def world():
    return World.create(mailboxes=40, tenants=2, clock=FakeClock())


@pytest.fixture
async def http(world):
    transport = httpx.ASGITransport(app=build_app(world))
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost") as client:
        yield client


async def asked(http, tenant, client, **more):
    form = {
        "grant_type": "client_credentials",
        "client_id": client.client_id,
        "scope": f"{EXCHANGE}/.default",
    }
    return await http.post(f"/{tenant.tenant_id}/oauth2/v2.0/token", data=form | more)


async def vouched(http, tenant, client, assertion):
    return await asked(
        http, tenant, client, client_assertion=assertion, client_assertion_type=ASSERTION
    )


def named(tenant, name):
    return next(one for one in tenant.clients if one.name == name)


def code(answer):
    return answer.json()["error_codes"][0]


async def test_an_identity_at_home_opens_a_customers_tenant_without_a_secret(world, http):
    home, customer = world.tenants
    assertion = world.mint(home, EXCHANGED, client=named(home, "operator"))

    answer = await vouched(http, customer, named(customer, "partner"), assertion)
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    page = await http.get(f"/adminapi/beta/{customer.tenant_id}/Mailbox", headers=bearer)
    foreign = await http.get(f"/adminapi/beta/{home.tenant_id}/Mailbox", headers=bearer)

    assert named(home, "partner").client_id == named(customer, "partner").client_id
    assert (page.status_code, foreign.status_code) == (200, 401)
    assert len(page.json()["value"]) == 40


@pytest.mark.parametrize(
    ("place", "who", "audience", "number"),
    [
        (0, "reader", EXCHANGED, 700213),
        (0, "operator", GRAPH, 700212),
        (1, "operator", EXCHANGED, 700211),
    ],
    ids=["another-identity", "another-audience", "another-tenant"],
)
async def test_only_the_one_that_is_trusted_vouches(world, http, place, who, audience, number):
    customer = world.tenants[1]
    issuing = world.tenants[place]
    assertion = world.mint(issuing, audience, client=named(issuing, who))

    answer = await vouched(http, customer, named(customer, "partner"), assertion)

    assert (answer.status_code, code(answer)) == (401, number)


async def test_an_application_that_trusts_nobody_says_what_it_was_shown(world, http):
    home = world.tenants[0]
    operator = named(home, "operator")
    assertion = world.mint(home, EXCHANGED, client=operator)

    answer = await vouched(http, home, named(home, "app"), assertion)

    assert code(answer) == 70021
    assert operator.object_id in answer.json()["error_description"]


async def test_an_identity_of_another_tenant_is_refused_even_where_it_is_trusted(world, http):
    home, customer = world.tenants
    vouches = named(customer, "operator")
    app = home.directory.applications.registration(named(home, "partner").client_id)
    issuer = issuer_of(customer.tenant_id)
    app.trusts.append(Trust("t", "t", issuer, vouches.object_id))
    assertion = world.mint(customer, EXCHANGED, client=vouches)

    answer = await vouched(http, customer, named(customer, "partner"), assertion)

    assert code(answer) == 700236


async def test_a_token_that_ran_out_vouches_for_nobody(world, http):
    home = world.tenants[0]
    assertion = world.mint(home, EXCHANGED, client=named(home, "operator"), lifetime_s=60)
    world.clock.advance(61)

    answer = await vouched(http, home, named(home, "partner"), assertion)

    assert code(answer) == 700024


async def test_a_token_signed_by_somebody_else_vouches_for_nobody(world, http):
    home = world.tenants[0]
    told = jwt.decode(world.mint(home, EXCHANGED), options={"verify_signature": False})
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    answer = await vouched(
        http, home, named(home, "partner"), jwt.encode(told, other, algorithm="RS256")
    )

    assert code(answer) == 50013


async def test_whoever_proves_nothing_is_told_what_is_missing(world, http):
    home = world.tenants[0]

    assert code(await asked(http, home, named(home, "app"))) == 7000218


async def test_a_secret_that_ran_out_is_told_apart_from_a_wrong_one(world, http):
    home, app = world.tenants[0], world.tenants[0].clients[2]
    app.secret_expires = world.clock.now() + timedelta(days=1)

    before = await asked(http, home, app, client_secret=app.secret)
    world.clock.advance(86400)
    after = await asked(http, home, app, client_secret=app.secret)
    wrong = await asked(http, home, app, client_secret="guess")

    assert before.status_code == 200
    assert (code(after), code(wrong)) == (7000222, 7000215)


async def test_a_disabled_application_gets_no_token(world, http):
    home, app = world.tenants[0], world.tenants[0].clients[2]
    app.disabled = True

    assert code(await asked(http, home, app, client_secret=app.secret)) == 7000112


@pytest.mark.parametrize("scope", ["https://outlook.office365.us", "https://api.example"])
async def test_a_resource_of_another_cloud_is_unknown_here(world, http, scope):
    home, app = world.tenants[0], world.tenants[0].clients[2]

    answer = await asked(http, home, app, client_secret=app.secret, scope=f"{scope}/.default")

    assert code(answer) == 500011


async def test_a_machine_in_azure_gets_its_token_with_the_header_alone(world, http):
    query = {"api-version": "2018-02-01", "resource": GRAPH}
    where = "/metadata/identity/oauth2/token"

    without = await http.get(where, params=query)
    granted = (await http.get(where, params=query, headers={"Metadata": "true"})).json()
    nobody = await http.get(
        where, params=query | {"client_id": "none"}, headers={"Metadata": "true"}
    )

    claims = jwt.decode(granted["access_token"], options={"verify_signature": False})
    assert (without.status_code, nobody.status_code) == (400, 400)
    assert claims["aud"] == GRAPH
    assert (granted["expires_in"], granted["expires_on"].isdecimal()) == ("86400", True)


async def test_an_instance_knows_itself_and_no_other(world, http):
    tenant = world.tenants[1]

    own = await http.get(
        "/common/discovery/instance",
        params={
            "authorization_endpoint": f"https://localhost/{tenant.domain}/oauth2/v2.0/authorize"
        },
    )
    other = await http.get(
        "/common/discovery/instance",
        params={"authorization_endpoint": "https://elsewhere.example/common"},
    )

    assert tenant.tenant_id in own.json()["tenant_discovery_endpoint"]
    assert own.json()["metadata"][0]["aliases"] == ["localhost"]
    assert other.json()["error"] == "invalid_instance"
