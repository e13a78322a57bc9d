"""`nightshift setup app --trust-identity`: an app without a certificate, and what is refused."""

import pytest
import yaml

from local.tenant.state.trust import AUDIENCE, Trust, issuer_of
from shared.cli.setup import app as command
from shared.setup.checklist import Checklist
from shared.setup.registration import Wish
from shared.setup.service import Serving, Setup
from shared.tenants import Role, TenantSection
from tests.setup.desk import SetUpDesk, outcomes, texts
from tests.setup.identities import managed_identity


@pytest.fixture
def desk(tmp_path, monkeypatch):
    return SetUpDesk(tmp_path, monkeypatch, tenants=2)


@pytest.fixture
def identity(desk):
    return managed_identity(desk.tenant, "night-identity")


def trusts(desk):
    [app] = desk.registrations()
    return app.trusts


def set_up(desk, object_id, *more):
    return desk.json(command, "app", "--multi-tenant", "--trust-identity", object_id, *more)


def test_the_app_trusts_the_identity_and_needs_no_certificate(desk, identity):
    code, told = set_up(desk, identity.object_id)

    [made] = trusts(desk)
    issuer = issuer_of(desk.tenant.tenant_id)
    assert code == 0, told
    assert (made.issuer, made.subject, made.audience) == (issuer, identity.object_id, AUDIENCE)
    assert not any("--certificate makes one" in one for one in texts(told, "work for a person"))
    assert any("needs none in Azure" in one for one in texts(told, "already so"))


def test_the_lines_for_tenants_yaml_sign_in_by_the_identity(desk, identity):
    _, told = set_up(desk, identity.object_id)

    [section] = yaml.safe_load(f"tenants:\n{told['tenantsYaml']}")["tenants"].values()
    auth = TenantSection.model_validate(section).auth.operator
    [app] = desk.registrations()
    assert (auth.method, auth.client_id) == ("federated", app.app_id)
    assert auth.identity_client_id == identity.client_id


def test_what_takes_a_customer_on_is_told_whole(desk, identity):
    _, told = set_up(desk, identity.object_id)

    [app] = desk.registrations()
    way = f"--client-id {app.app_id} --identity {identity.client_id}"
    assert any(f"tenants add DOMAIN {way}`" in one for one in texts(told, "work for a person"))


def test_twice_leaves_one_trust(desk, identity):
    set_up(desk, identity.object_id)
    desk.written()

    code, told = set_up(desk, identity.object_id.upper())

    assert (code, desk.written()) == (0, [])
    assert outcomes(told) == {"already so", "work for a person"}
    assert len(trusts(desk)) == 1


def test_what_if_makes_no_trust_and_says_that_it_would(desk, identity):
    code, told = set_up(desk, identity.object_id, "--what-if")

    assert (code, desk.written(), desk.registrations()) == (0, [], [])
    assert any("trusts night-identity" in one for one in texts(told, "would do"))

    desk.json(command, "app")
    desk.written()
    code, told = set_up(desk, identity.object_id, "--what-if")
    assert (code, desk.written(), trusts(desk)) == (0, [], [])
    assert any("trusts night-identity" in one for one in texts(told, "would do"))


def test_a_second_identity_and_a_certificate_are_added_beside_it(desk, identity, tmp_path):
    set_up(desk, identity.object_id)
    second = managed_identity(desk.tenant, "second")

    code, _ = set_up(desk, second.object_id, "--certificate", "local", str(tmp_path / "a.pem"))

    [app] = desk.registrations()
    assert code == 0
    assert [one.subject for one in app.trusts] == [identity.object_id, second.object_id]
    assert len(app.keys) == 1


def test_an_identity_of_another_tenant_is_refused_before_anything_is_made(desk):
    foreign = managed_identity(desk.house.world.tenants[1], "theirs")

    code, told = set_up(desk, foreign.object_id)

    [why] = texts(told, "failed")
    assert (code, desk.registrations(), desk.written()) == (1, [], [])
    assert "AADSTS700236" in why
    assert "sign in to the identity's own tenant" in why


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (lambda desk, identity: identity.client_id, "give its object id"),
        (lambda desk, _: desk.tenant.clients[2].object_id, "no managed identity but an app"),
    ],
    ids=["a-client-id", "an-app"],
)
def test_what_is_no_object_id_of_an_identity_is_told_as_what_it_is(desk, identity, given, why):
    code, told = set_up(desk, given(desk, identity))

    assert (code, desk.registrations()) == (1, [])
    assert why in texts(told, "failed")[0]


def test_the_identity_of_a_resource_is_refused_before_anything_is_made(desk, identity):
    desk.tenant.directory.applications.principals.write(identity.object_id).of_resource = True

    code, told = set_up(desk, identity.object_id)

    assert (code, desk.registrations()) == (1, [])
    assert "user-assigned" in texts(told, "failed")[0]


def test_what_is_no_id_at_all_ends_with_2(desk):
    told = desk.run(command, "app", "--trust-identity", "night-identity")

    assert told.exit_code == 2
    assert "object (principal) id" in told.stderr
    assert desk.written() == []


@pytest.mark.parametrize(
    ("held", "why"),
    [
        ([Trust(f"{n}", f"n-{n}", "https://a", f"{n}") for n in range(20)], "20 are the most"),
        ([None], "not with the audience"),
    ],
    ids=["twenty", "another-audience"],
)
def test_where_there_is_no_room_for_it_nothing_is_taken_away(desk, identity, held, why):
    desk.json(command, "app")
    issuer = issuer_of(desk.tenant.tenant_id)
    other = Trust("o", "o", issuer, identity.object_id, "api://another")
    trusts(desk)[:] = before = [one or other for one in held]

    code, told = set_up(desk, identity.object_id)

    assert (code, trusts(desk)) == (1, before)
    assert why in texts(told, "failed")[0]
    assert any("--certificate makes one" in one for one in texts(told, "work for a person"))


def test_an_app_of_one_tenant_is_told_not_to_reach_customers(desk, identity):
    code, told = desk.json(command, "app", "--trust-identity", identity.object_id)

    assert code == 0
    assert any("--multi-tenant" in one for one in texts(told, "work for a person"))


async def test_a_new_app_that_is_not_seen_yet_is_waited_for(desk, identity):
    """Each server of Graph learns of it at its own pace."""
    unseen = {"kind": "status", "status": 404, "path": "/federatedIdentityCredentials$", "count": 1}
    rules = [{**unseen, "method": "GET"}, {**unseen, "method": "POST"}]
    await desk.house.control("POST", "faults", rules)

    checklist = Checklist()
    async with desk.house.app.desk.open(run="t", reason="t", graph=("x",)) as session:
        setup = Setup(session, desk.house.clock, checklist)
        voucher = await setup.voucher(identity.object_id)
        await setup.app(Wish("Nightshift"), None, Serving((Role.READER,)), voucher)

    assert checklist.ok, [one for one in checklist.items if one.outcome == "failed"]
    assert len(trusts(desk)) == 1
