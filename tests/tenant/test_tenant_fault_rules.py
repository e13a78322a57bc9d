"""Which requests are hit: by count, by turn, by a chance that can be met again."""

import asyncio

import pytest

from local.tenant.faults.force import Faults
from local.tenant.faults.rule import BadRule, Facts, Rule


def request(identity, cmdlet="Get-Mailbox"):
    return Facts("POST", "/adminapi/beta/t/InvokeCommand", cmdlet, identity, ("Identity",))


def struck(faults, requests):
    """How often each of *requests* was hit, by what it asked for."""
    return sorted((one.identity, bool(faults.take(one))) for one in requests)


@pytest.fixture
def many():
    return [request(f"user{number % 50}") for number in range(400)]


def test_requests_in_another_order_meet_the_same_faults(many):
    one, other = Faults(7), Faults(7)
    rules = [Rule.parse({"kind": "status", "probability": 0.3})]
    one.add(rules)
    other.add(rules)
    shuffled = many[1::2] + many[-2::-2]

    first = struck(one, many)

    assert first == struck(other, shuffled)
    assert 60 < sum(hit for _, hit in first) < 180


def test_what_else_is_asked_meanwhile_changes_nothing(many):
    alone, among = Faults(7), Faults(7)
    rules = [Rule.parse({"kind": "status", "probability": 0.3})]
    alone.add(rules)
    among.add(rules)
    noise = [request(f"user{number}", cmdlet="Set-Mailbox") for number in range(400)]

    mixed = [one for pair in zip(many, noise, strict=True) for one in pair]
    hits = [bool(among.take(one)) for one in mixed]

    assert hits[::2] == [bool(alone.take(one)) for one in many]


def test_another_seed_meets_other_faults(many):
    one, other = Faults(7), Faults(8)
    rules = [Rule.parse({"kind": "status", "probability": 0.3})]
    one.add(rules)
    other.add(rules)

    assert struck(one, many) != struck(other, many)


def test_two_rules_of_one_chance_do_not_always_strike_together(many):
    faults = Faults(7)
    faults.add([Rule.parse({"kind": "status", "probability": 0.5}) for _ in range(2)])

    assert {len(faults.take(one)) for one in many} == {0, 1, 2}


def test_times_hits_the_first_of_each_same_request():
    faults = Faults(1)
    faults.add([Rule.parse({"kind": "throttle", "times": 2})])
    ana, bo = request("ana"), request("bo")

    hits = [bool(faults.take(one)) for one in (ana, bo, ana, bo, ana, bo)]

    assert hits == [True, True, True, True, False, False]


def test_each_rule_counts_the_turns_of_a_request_by_itself():
    faults = Faults(1)
    slow, lag = ({"kind": kind, "seconds": 1} for kind in ("slow", "lag"))
    faults.add([Rule.parse({**slow, "times": 1}), Rule.parse({**lag, "times": 2})])

    struck = [[rule.kind for rule in faults.take(request("ana"))] for _ in range(3)]

    assert struck == [["slow", "lag"], ["lag"], []]


async def test_a_seed_can_be_set_and_a_run_replayed(caller):
    async def calls():
        rules = [{"kind": "status", "status": 500, "probability": 0.5, "path": "/organization"}]
        await caller.http.request("DELETE", "/_tenant/faults")
        await caller.http.post("/_tenant/faults", json={"seed": 42, "rules": rules})
        answers = [await caller.graph("GET", "/organization") for _ in range(20)]
        return [one.status_code for one in answers]

    first = await calls()

    assert first == await calls()
    assert set(first) == {200, 500}
    assert (await caller.http.get("/_tenant/state")).json()["faultSeed"] == 42


async def test_the_rules_are_listed_with_what_they_hit(caller):
    rules = [
        {"kind": "throttle", "path": "/organization", "count": 3},
        {"kind": "slow", "seconds": 1, "path": "/nowhere"},
    ]
    await caller.http.post("/_tenant/faults", json=rules)
    await asyncio.gather(*(caller.graph("GET", "/organization") for _ in range(2)))

    listed = (await caller.http.get("/_tenant/faults")).json()

    assert listed["seed"] == 1
    assert listed["rules"] == [
        {**rules[0], "hits": 2, "remaining": 1},
        {**rules[1], "hits": 0, "remaining": None},
    ]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({}, "needs a kind"),
        ({"kind": "earthquake"}, "kind: 'earthquake' does not fit"),
        ({"kind": "throttle", "status": 503}, "status says nothing to a rule of kind throttle"),
        ({"kind": "status", "status": 99}, "from 200 to 599"),
        ({"kind": "status", "status": 503.5}, "whole number"),
        ({"kind": "status", "exception": "Oh no!"}, "such as DCOverloadedException"),
        ({"kind": "slow", "seconds": -1}, "from zero up"),
        ({"kind": "slow"}, "of kind slow needs seconds"),
        ({"kind": "lag", "cmdlet": "Set-.*"}, "of kind lag needs seconds"),
        ({"kind": "slow", "seconds": "9"}, "a number is wanted"),
        ({"kind": "slow", "seconds": True}, "a number is wanted"),
        ({"kind": "reset", "probability": 1.5}, "from 0, never, to 1, always"),
        ({"kind": "reset", "path": "("}, "path: '(' does not fit"),
        ({"kind": "reset", "identity": 5}, "a text is wanted"),
        ({"kind": "throttle", "form": "xml"}, "form: 'xml' does not fit"),
        ({"kind": "reset", "colour": "red"}, "unknown member 'colour'"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_is_wrong(rule, says):
    with pytest.raises(BadRule) as caught:
        Rule.parse(rule)

    assert says in str(caught.value)


async def test_of_a_list_with_one_wrong_rule_none_is_in_force(caller):
    answer = await caller.http.post("/_tenant/faults", json=[{"kind": "reset"}, {"kind": "x"}])

    assert answer.status_code == 400
    assert (await caller.http.get("/_tenant/faults")).json()["rules"] == []


@pytest.mark.parametrize("seed", ["7", 1.5, True])
async def test_a_seed_that_is_no_number_is_refused(caller, seed):
    answer = await caller.http.post("/_tenant/faults", json={"seed": seed})

    assert answer.json() == {"error": "the seed of faults is a whole number"}
