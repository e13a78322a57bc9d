"""Federated identity credentials: what an application trusts, by Graph, and who signs in by it."""

import pytest

from local.tenant.entra.federation import refused
from local.tenant.state.trust import AUDIENCE, issuer_of
from tests.tenant.graphing import refusal, rows, status


@pytest.fixture
def admin(caller):
    caller.client = caller.tenant.clients[3]
    return caller


@pytest.fixture
async def app(admin):
    return (await admin.graph("POST", "/applications", {"displayName": "Night"})).json()


def trust(admin, number=0, **more):
    reader = admin.tenant.clients[1]
    return {
        "name": f"night-{number}",
        "issuer": issuer_of(admin.tenant.tenant_id),
        "subject": reader.object_id if number == 0 else f"subject-{number}",
        "audiences": [AUDIENCE],
        **more,
    }


def path(app):
    return f"/applications/{app['id']}/federatedIdentityCredentials"


async def test_a_token_proves_the_application_from_then_on_and_no_more_once_it_is_gone(admin, app):
    await admin.graph("POST", "/servicePrincipals", {"appId": app["appId"]})
    client = admin.tenant.client(app["appId"])
    assertion = admin.world.mint(admin.tenant, AUDIENCE, client=admin.tenant.clients[1])
    before = refused(admin.world, assertion, client)

    made = await admin.graph("POST", path(app), trust(admin))
    during = refused(admin.world, assertion, client)
    gone = await status(admin, "DELETE", f"{path(app)}/night-0")

    assert (made.status_code, gone) == (201, 204)
    assert made.json()["audiences"] == [AUDIENCE]
    assert during is None
    assert before is not None
    assert refused(admin.world, assertion, client) is not None


async def test_a_pair_of_issuer_and_subject_is_there_once_and_so_is_a_name(admin, app):
    await admin.graph("POST", path(app), trust(admin))

    pair = await admin.graph("POST", path(app), trust(admin, name="other"))
    name = await admin.graph("POST", path(app), trust(admin, subject="other"))

    assert refusal(pair) == (400, "InvalidFederatedIdentityCredentialValue")
    assert refusal(name) == (409, "Request_MultipleObjectsWithSameKeyValue")
    assert len(await rows(admin, path(app))) == 1


async def test_there_are_twenty_at_most(admin, app):
    for number in range(20):
        assert await status(admin, "POST", path(app), trust(admin, number)) == 201

    assert await status(admin, "POST", path(app), trust(admin, 20)) == 400
    assert len(await rows(admin, path(app))) == 20


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "a b"},
        {"audiences": []},
        {"audiences": ["one", "two"]},
        {"issuer": "http://login.microsoftonline.com/x"},
        {"subject": ""},
        {"secretSauce": True},
    ],
    ids=lambda one: next(iter(one)),
)
async def test_what_cannot_be_is_refused(admin, app, wrong):
    assert await status(admin, "POST", path(app), trust(admin, **wrong)) == 400
    assert await rows(admin, path(app)) == []


async def test_who_may_only_read_changes_nothing(admin, app):
    admin.client = admin.tenant.clients[1]

    assert await rows(admin, path(app)) == []
    assert await status(admin, "POST", path(app), trust(admin)) == 403
    assert await status(admin, "DELETE", f"{path(app)}/night-0") == 403
