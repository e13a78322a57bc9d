"""The table of calls: nothing is sent that it lacks, and no write leaves in a dry run."""

import ast
import re
from pathlib import Path

import pytest

from shared.graph.calls import CALLS, declared, least_for
from shared.graph.protocol import Part
from shared.web.errors import BadCall, ServiceError
from shared.web.request import Effect
from tests.exchange.test_catalogue_reach import audit, enforce_quotas, house, offboard
from tests.harness import House

SHARED = Path(__file__).resolve().parents[2] / "shared"
SOURCE = re.compile(r"\bGraph: (GET|POST|PUT|PATCH|DELETE) (/\S+?)[.,]?(?:\s|$)")
NAMES = {"period": "D7"}


def path_of(call):
    return call.path(**{name: NAMES.get(name, f"{name}-1") for name in call.placeholders})


@pytest.mark.parametrize("call", CALLS, ids=lambda one: f"{one.method} {one.template}")
def test_each_call_is_found_by_its_own_path(call):
    assert call in declared(call.method, path_of(call))
    assert call.source
    assert call.least not in call.wider


def test_no_call_is_declared_twice():
    keys = [(call.method, call.template, call.sets) for call in CALLS]

    assert len(keys) == len(set(keys))


def test_a_word_of_the_path_is_not_taken_for_a_name():
    assert least_for("GET", "/users/delta") == ("User.Read.All",)
    assert [call.template for call in declared("GET", "/users/delta")] == ["/users/delta"]
    assert [call.template for call in declared("GET", "/users/$count")] == ["/users/$count"]
    assert declared("DELETE", "/groups/g/members/u") == ()
    assert declared("GET", "/users/a/b/c") == ()
    assert declared("GET", "/users/$value") == ()


def test_a_name_is_one_segment_of_the_path():
    [call] = declared("DELETE", "/groups/g/members/u/$ref")

    assert call.path(group="a/b", member="c#d") == "/groups/a%2Fb/members/c%23d/$ref"
    with pytest.raises(BadCall):
        call.path(group="g", member="")


def test_each_property_has_its_own_permission():
    assert set(least_for("PATCH", "/users/u")) == {
        "User.EnableDisableAccount.All",
        "User-PasswordProfile.ReadWrite.All",
        "User-LifeCycleInfo.ReadWrite.All",
        "User.ReadWrite.All",
    }


def strings(folder):
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_call_given_as_a_source_is_declared():
    named = {found for text in strings(SHARED) for found in SOURCE.findall(text)}

    assert ("POST", "/users/{id}/assignLicense") in named
    assert [one for one in sorted(named) if not declared(*one)] == []


async def test_what_a_day_of_the_app_sends_is_declared(tmp_path):
    async with house(tmp_path) as home:
        [upn] = await home.picks("manager")
        number = (await home.person(upn))["user"]["employeeId"]
        await home.ask(requestId="r-2", user={"employeeId": number})
        await offboard(home)
        await enforce_quotas(home)
        await audit(home)
        entries = list(home.world.journal.since(0))

    sent = {
        (entry.method, entry.path.removeprefix("/v1.0"))
        for entry in entries
        if entry.path.startswith("/v1.0/") and not entry.path.endswith("/$batch")
    }
    assert [one for one in sorted(sent) if not declared(*one)] == []
    used = {call.template for one in sent for call in declared(*one)}
    assert {
        "/users",
        "/users/$count",
        "/users/{user}",
        "/users/{user}/assignLicense",
        "/users/{user}/memberOf/microsoft.graph.group",
        "/users/{user}/revokeSignInSessions",
        "/roleManagement/directory/roleAssignments",
    } <= used


async def test_in_a_dry_run_no_write_of_any_call_leaves(tmp_path):
    home = House(tmp_path)
    tenant = home.app.tenants.find(None)
    parts = [Part(call.method, path_of(call), _body(call)) for call in CALLS]

    async with home.app.connections.open(
        tenant, run="r-1", reason="every call", what_if=True
    ) as session:
        alone = [await _alone(session.graph, part) for part in parts]
        together = await session.graph.batch(parts)
    await home.app.close()

    arrived = [one for one in home.world.journal.since(0) if one.path.startswith("/v1.0/")]
    assert {one.method for one in arrived if not one.path.endswith("/$batch")} == {"GET"}
    reads = sum(part.effect is Effect.READ for part in parts)
    assert len([one for one in arrived if one.part]) == reads
    for part, first, second in zip(parts, alone, together, strict=True):
        if part.effect is Effect.WRITE:
            assert (first, second) == ({}, {})


async def _alone(graph, part):
    try:
        return await graph.send(part.method, part.path, part.body)
    except ServiceError as error:
        return error


def _body(call):
    if call.method in {"POST", "PATCH", "PUT"}:
        return {call.sets or "displayName": "x"}
    return None
