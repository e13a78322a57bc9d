"""Registering an application, letting it act, and allowing it something."""

from base64 import b64encode
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from local.tenant.entra import tokens
from local.tenant.state.clients import EXCHANGE
from tests.fakes import FakeClock
from tests.tenant.graphing import read, refusal, rows, status

EXCHANGE_APP = "00000002-0000-0ff1-ce00-000000000000"
GRAPH_APP = "00000003-0000-0000-c000-000000000000"
MANAGE_AS_APP = "dc50a0fb-09a3-484d-be87-e023b12c6440"


def certificate(days=30):
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = FakeClock().now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, SHA256())
    )
    return made, b64encode(made.public_bytes(Encoding.DER)).decode()


def key_of(text):
    return {"type": "AsymmetricX509Cert", "usage": "Verify", "key": text}


@pytest.fixture
def admin(caller):
    caller.client = caller.tenant.clients[3]
    return caller


async def registered(caller, **more):
    answer = await caller.graph("POST", "/applications", {"displayName": "Night", **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def acting(caller):
    app = await registered(caller)
    answer = await caller.graph("POST", "/servicePrincipals", {"appId": app["appId"]})
    assert answer.status_code == 201, answer.text
    return app, answer.json()


async def resource(caller, app_id):
    return await read(caller, f"/servicePrincipals(appId='{app_id}')")


async def test_the_services_are_found_with_the_roles_they_offer(caller):
    exchange = await resource(caller, EXCHANGE_APP)
    [graph] = await rows(caller, f"/servicePrincipals?$filter=appId eq '{GRAPH_APP}'")
    offered = {one["value"]: one["id"] for one in graph["appRoles"]}

    assert exchange["displayName"] == "Office 365 Exchange Online"
    assert MANAGE_AS_APP in [one["id"] for one in exchange["appRoles"]]
    assert offered["User.Read.All"] == "df021288-bdef-4463-88db-98f22de89214"
    assert len(set(offered.values())) == len(offered)


async def test_every_permission_that_a_client_holds_is_offered(caller):
    offered = {
        one["value"]
        for app in (EXCHANGE_APP, GRAPH_APP)
        for one in (await resource(caller, app))["appRoles"]
    }
    held = {
        one for client in caller.tenant.clients for all_ in client.grants.values() for one in all_
    }

    assert held <= offered


async def test_an_application_goes_from_nothing_to_a_token_with_its_role(admin):
    app, principal = await acting(admin)
    exchange = await resource(admin, EXCHANGE_APP)
    path = f"/servicePrincipals/{principal['id']}/appRoleAssignments"
    body = {
        "principalId": principal["id"],
        "resourceId": exchange["id"],
        "appRoleId": MANAGE_AS_APP,
    }

    assert await rows(admin, path) == []
    assert await status(admin, "POST", path, body) == 201
    twice = await admin.graph("POST", path, body)
    [held] = await rows(admin, path)

    client = admin.tenant.client(app["appId"])
    claims = tokens.claims(admin.tenant, client, EXCHANGE, admin.world.clock.now(), 60)
    assert claims["roles"] == ["Exchange.ManageAsApp"]
    assert "already exists" in twice.json()["error"]["message"]
    assert await status(admin, "DELETE", f"{path}/{held['id']}") == 204
    assert await rows(admin, path) == []


async def test_grants_of_the_identities_are_those_in_their_tokens(caller):
    operator = caller.tenant.clients[0]
    held = await rows(
        caller, f"/servicePrincipals/{operator.object_id}/appRoleAssignments?$top=999"
    )
    exchange = await resource(caller, EXCHANGE_APP)
    to = await rows(caller, f"/servicePrincipals/{exchange['id']}/appRoleAssignedTo")

    assert len(held) == sum(len(one) for one in operator.grants.values())
    assert operator.object_id in [one["principalId"] for one in to]


async def test_a_role_that_is_not_offered_is_refused(admin):
    _, principal = await acting(admin)
    graph = await resource(admin, GRAPH_APP)
    path = f"/servicePrincipals/{principal['id']}/appRoleAssignments"
    body = {"principalId": principal["id"], "resourceId": graph["id"], "appRoleId": MANAGE_AS_APP}

    assert refusal(await admin.graph("POST", path, body)) == (400, "Request_BadRequest")


async def test_a_certificate_is_good_for_signing_in_and_never_read_back(admin):
    app, _ = await acting(admin)
    made, text = certificate()

    patched = await status(
        admin, "PATCH", f"/applications/{app['id']}", {"keyCredentials": [key_of(text)]}
    )
    [kept] = (await read(admin, f"/applications/{app['id']}"))["keyCredentials"]

    assert patched == 204
    assert admin.tenant.client(app["appId"]).certificates == [made]
    assert kept["key"] is None
    assert kept["endDateTime"] == f"{made.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}"


async def test_a_key_named_by_its_id_is_kept_beside_the_new_one(admin):
    app, _ = await acting(admin)
    (first, text), (second, other) = certificate(), certificate()
    path = f"/applications/{app['id']}"
    await admin.graph("PATCH", path, {"keyCredentials": [key_of(text)]})
    [kept] = (await read(admin, path))["keyCredentials"]

    await admin.graph("PATCH", path, {"keyCredentials": [kept, key_of(other)]})

    assert admin.tenant.client(app["appId"]).certificates == [first, second]


@pytest.mark.parametrize(
    "body",
    [
        {"keyCredentials": "none"},
        {"keyCredentials": [{"type": "Symmetric", "usage": "Verify", "key": "AAAA"}]},
        {"keyCredentials": [key_of("AAAA")]},
        {"keyCredentials": [key_of("not base64")]},
        {"keyCredentials": [key_of(certificate(days=-1)[1])]},
        {"displayName": ""},
        {"signInAudience": "Everybody"},
        {"requiredResourceAccess": [{"resourceAppId": "nobody"}]},
        {"secretSauce": True},
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_changes(admin, body):
    app = await registered(admin)
    path = f"/applications/{app['id']}"
    before = await read(admin, path)

    assert await status(admin, "PATCH", path, body) == 400
    assert await read(admin, path) == before


async def test_an_application_is_needed_first_and_acts_once(admin):
    app, _ = await acting(admin)

    ghost = await admin.graph("POST", "/servicePrincipals", {"appId": EXCHANGE_APP[:-1] + "1"})
    twice = await admin.graph("POST", "/servicePrincipals", {"appId": app["appId"]})

    assert refusal(ghost) == (400, "Request_BadRequest")
    assert refusal(twice) == (409, "Request_MultipleObjectsWithSameKeyValue")


async def test_owned_by_reaches_only_what_the_caller_owns(admin):
    app = await registered(admin)
    graph = "https://graph.microsoft.com"
    admin.client = admin.tenant.clients[0]
    admin.client.grants = {graph: ("Application.ReadWrite.OwnedBy",)}
    own = await registered(admin)

    theirs = await status(admin, "PATCH", f"/applications/{app['id']}", {"displayName": "Mine"})
    mine = await status(admin, "PATCH", f"/applications/{own['id']}", {"displayName": "Mine"})
    owners = await rows(admin, f"/applications/{own['id']}/owners")

    assert (theirs, mine) == (403, 204)
    assert [one["id"] for one in owners] == [admin.client.object_id]


async def test_a_new_application_appears_only_after_the_lag(admin):
    await admin.fault(kind="lag", path="/applications$", method="POST", seconds=5)
    app = await registered(admin)

    at_once = await status(admin, "GET", f"/applications/{app['id']}")
    await admin.world.clock.sleep(6)

    assert at_once == 404
    assert await status(admin, "GET", f"/applications/{app['id']}") == 200


async def test_a_deleted_application_signs_in_no_more(admin):
    app, principal = await acting(admin)

    assert await status(admin, "DELETE", f"/applications/{app['id']}") == 204
    assert admin.tenant.client(app["appId"]) is None
    assert await status(admin, "GET", f"/servicePrincipals/{principal['id']}") == 404
