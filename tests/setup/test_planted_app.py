"""An app that somebody registered under our name beforehand is given no rights."""

import pytest

from local.tenant.state.applications import Application
from shared.cli.setup import app as command
from tests.setup.desk import SetUpDesk, texts

PLANTED = "77777777-7777-4777-8777-777777777777"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    return SetUpDesk(tmp_path, monkeypatch)


def plant(desk, **more):
    made = Application("planted", PLANTED, "nightshift", desk.house.clock.now(), **more)
    desk.tenant.directory.applications.registrations.put(made.id, made)
    return made


def me(desk):
    return desk.tenant.people.who(2).object_id


@pytest.mark.parametrize("own", [{"owners": ["stranger"]}, {"keys": [{"keyId": "1"}]}])
def test_what_a_stranger_may_act_as_is_refused_and_left_alone(desk, own):
    plant(desk, **own)

    code, told = desk.json(command, "app")

    assert (code, desk.written()) == (1, [])
    assert f"--client-id {PLANTED}" in texts(told, "failed")[0]


def test_it_is_left_alone_also_where_it_would_be_for_many_tenants(desk):
    plant(desk, owners=["stranger"])

    assert desk.json(command, "app", "--multi-tenant")[0] == 1
    assert desk.written() == []


def test_a_stranger_beside_me_is_one_too_many(desk):
    plant(desk, owners=[me(desk), "stranger"])

    assert desk.json(command, "app")[0] == 1
    assert desk.written() == []


def test_a_rehearsal_says_the_same(desk):
    plant(desk, owners=["stranger"])

    assert desk.json(command, "app", "--what-if")[0] == 1


def test_who_looked_and_means_it_says_which(desk):
    plant(desk, owners=["stranger"])

    code, told = desk.json(command, "app", "--client-id", PLANTED)

    assert (code, told["clientId"]) == (0, PLANTED)


def test_what_an_administrator_let_in_before_goes_on(desk):
    planted = plant(desk, owners=["stranger"])
    desk.json(command, "app", "--client-id", PLANTED)
    desk.written()

    assert desk.json(command, "app")[0] == 0
    assert desk.written() == []
    assert desk.registrations("nightshift") == [planted]


def test_one_that_nobody_else_can_act_as_is_taken(desk):
    plant(desk, owners=[me(desk)])

    assert desk.json(command, "app")[0] == 0
