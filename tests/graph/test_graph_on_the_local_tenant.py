"""The client and the local tenant, two readings of one protocol, against each other."""

import pytest

from shared.graph.protocol import Part
from shared.graph.query import literal, path, segment
from shared.web.errors import (
    AlreadySo,
    NotFound,
    Refused,
    Throttled,
    Unreachable,
    Unsupported,
)
from tests.harness import House

STRANGE = [
    "ghost@contoso.com",
    "o'neil@contoso.com",
    "o_fabrikam.com#EXT#@contoso.com",
    "zoë?&%@contoso.com",
    "a/../b",
    "x" * 300,
]


@pytest.fixture
async def house(tmp_path):
    found = House(tmp_path)
    yield found
    await found.app.close()


@pytest.fixture
async def graph(house):
    tenant = house.app.tenants.find(None)
    async with house.app.connections.open(tenant, run="r", reason="test", what_if=False) as session:
        yield session.graph


def sent(house, method):
    entries = house.world.journal.since(0)
    return [one for one in entries if one.method == method and one.path.startswith("/v1.0/")]


async def someone(house, graph, kind="leaver"):
    [upn] = await house.picks(kind)
    return await graph.get(f"/users/{segment(upn)}")


def group_of(house, fits):
    return next(group for group in house.tenant.groups if fits(group))


@pytest.mark.parametrize("name", STRANGE)
async def test_any_name_means_nobody_and_stays_one_name(graph, name):
    with pytest.raises(NotFound) as caught:
        await graph.get(f"/users/{segment(name)}/manager")

    assert f"Resource '{name}' does not exist" in caught.value.detail


async def test_a_quote_in_a_filter_ends_no_value(house, graph):
    asked = path("/users", filter=f"employeeId eq {literal("x' or accountEnabled eq true")}")

    assert await graph.all(asked) == []


async def test_a_list_is_whole_alone_and_in_a_batch(house, graph):
    asked = path("/users", select="id", top="30")

    alone = await graph.all(asked)
    [together] = await graph.batch([Part("GET", asked)])

    assert len(alone) == await graph.count("/users")
    assert len({row["id"] for row in alone}) == len(alone)
    assert together["value"] == alone


async def test_a_search_is_sent_as_the_advanced_query_it_is(house, graph):
    person = await someone(house, graph)
    word = person["displayName"].split()[0]

    found = await graph.all(path("/users", search=f'"displayName:{word}"'))

    assert person["id"] in {row["id"] for row in found}


async def test_writes_in_a_row_are_done_in_one_call_and_a_throttled_one_again(house, graph):
    user = (await someone(house, graph))["id"]
    rule = {"kind": "throttle", "path": "revoke", "retryAfter": 2, "count": 1}
    await house.control("POST", "faults", [rule])
    parts = [
        Part("PATCH", f"/users/{user}", {"accountEnabled": False}),
        Part("POST", f"/users/{user}/revokeSignInSessions", None, (0,)),
        Part("DELETE", f"/users/{user}", None, (1,)),
    ]

    answers = await graph.batch(parts)

    assert [answer.get("value") for answer in answers] == [None, True, None]
    assert [one.status for one in sent(house, "DELETE") if one.part] == [204]
    assert len([one for one in sent(house, "POST") if one.path.endswith("$batch")]) == 2


async def test_a_batch_whose_answer_is_lost_is_not_sent_again_when_it_writes(house, graph):
    user = (await someone(house, graph))["id"]
    await house.control("POST", "faults", [{"kind": "lost-response", "path": "batch$", "count": 1}])

    [answer] = await graph.batch([Part("DELETE", f"/users/{user}")])

    assert isinstance(answer, Unreachable)
    assert answer.sent
    with pytest.raises(NotFound):
        await graph.get(f"/users/{user}")


async def test_a_throttle_that_does_not_end_is_an_error_with_its_wait(house, graph):
    user = (await someone(house, graph))["id"]
    rule = {"kind": "throttle", "path": f"/users/{user}$", "retryAfter": 50}
    await house.control("POST", "faults", [rule])

    [answer] = await graph.batch([Part("GET", f"/users/{user}")])

    assert isinstance(answer, Throttled)
    assert answer.wait_s == 50.0


async def test_leaving_a_group_twice_and_joining_twice_is_as_wanted(house, graph):
    kept = ("in_exchange", "dynamic_rule", "synced", "role_assignable", "sku_ids")
    group = group_of(house, lambda one: not any(getattr(one, name) for name in kept))
    [upn] = await house.picks("leaver")
    user = (await graph.get(f"/users/{upn}"))["id"]
    reference = {"@odata.id": f"https://graph.microsoft.com/v1.0/directoryObjects/{user}"}
    join = Part("POST", f"/groups/{group.id}/members/$ref", reference)
    leave = Part("DELETE", f"/groups/{group.id}/members/{user}/$ref")

    await graph.batch([join])
    answers = await graph.batch([join, leave])
    again = await graph.batch([leave, Part("DELETE", f"/groups/ghost/members/{user}/$ref")])

    assert isinstance(answers[0], AlreadySo)
    assert answers[1] == {}
    assert [type(one) for one in again] == [AlreadySo, NotFound]


async def test_a_group_that_exchange_keeps_is_refused_with_where_to_go(house, graph):
    group = group_of(house, lambda one: one.in_exchange)
    user = (await someone(house, graph))["id"]

    with pytest.raises(Unsupported, match="change it in Exchange"):
        await graph.send("DELETE", f"/groups/{group.id}/members/{user}/$ref")


async def test_a_missing_permission_is_named(house, graph):
    client = house.tenant.clients[0]
    granted = client.grants.copy()
    client.grants = {name: ("Mail.Send",) if "graph" in name else granted[name] for name in granted}

    with pytest.raises(Refused, match=r"a permission or role is missing: User\.Read\.All"):
        await graph.get("/users/x")


async def test_the_usage_report_is_fetched_without_a_token_and_read_whole(house, graph):
    unknown = house.tenant.planted.quota_unknown[0]

    rows = {row.upn: row async for row in graph.usage_report()}

    assert len(rows) == house.tenant.people.layout.mailboxes
    assert rows[unknown].used_bytes is None
    assert not any(row.concealed for row in rows.values())
    assert house.tenant.violations == []


async def test_concealed_names_are_known_for_what_they_are(house, graph):
    house.tenant.directory.reports.concealed = True

    rows = [row async for row in graph.usage_report()]

    assert rows
    assert all(row.concealed for row in rows)
