"""Subscriptions are checked as Graph checks them, and belong to who made them."""

from datetime import timedelta

import pytest

from tests.tenant.graphing import refusal, rows, status, without

GRID = "EventGrid:?azuresubscriptionid=a&resourcegroup=b&partnertopic=c&location=d"


def wish(caller, minutes=60, **more):
    until = caller.world.clock.now() + timedelta(minutes=minutes)
    return {
        "changeType": "updated,deleted",
        "resource": "users",
        "notificationUrl": GRID,
        "expirationDateTime": until.isoformat(),
        "clientState": "a secret",
        **more,
    }


async def test_a_subscription_is_made_prolonged_and_ended(caller):
    made = (await caller.graph("POST", "/subscriptions", wish(caller))).json()
    path = f"/subscriptions/{made['id']}"
    later = {"expirationDateTime": wish(caller, 120)["expirationDateTime"]}

    assert made["clientState"] is None
    prolonged = await caller.graph("PATCH", path, later)
    assert prolonged.json()["expirationDateTime"] > made["expirationDateTime"]
    assert await status(caller, "DELETE", path) == 204
    assert await status(caller, "GET", path) == 404


async def test_a_subscription_ends_by_itself(caller):
    made = (await caller.graph("POST", "/subscriptions", wish(caller, 60))).json()
    await caller.world.clock.sleep(3601)

    assert await rows(caller, "/subscriptions") == []
    assert await status(caller, "GET", f"/subscriptions/{made['id']}") == 404


async def test_nobody_sees_the_subscriptions_of_another(caller):
    made = (await caller.graph("POST", "/subscriptions", wish(caller))).json()
    caller.client = caller.tenant.clients[1]

    assert await rows(caller, "/subscriptions") == []
    assert await status(caller, "DELETE", f"/subscriptions/{made['id']}") == 404


@pytest.mark.parametrize(
    "more",
    [
        {"minutes": 41761},
        {"minutes": -1},
        {"expirationDateTime": "tomorrow"},
        {"resource": "me/messages"},
        {"changeType": "renamed"},
        {"notificationUrl": "http://hooks.contoso.com"},
        {"notificationUrl": "EventGrid:?partnertopic=c"},
        {"clientState": "x" * 129},
        {"includeEverything": True},
        {"notificationUrl": ""},
    ],
)
async def test_what_cannot_be_subscribed_to_is_refused(caller, more):
    answer = await caller.graph("POST", "/subscriptions", wish(caller, **more))

    assert refusal(answer) == (400, "ValidationError")


async def test_each_resource_takes_its_own_permission(caller):
    without(caller, "Group.Read.All", "GroupMember.Read.All", "Directory.Read.All")

    assert await status(caller, "POST", "/subscriptions", wish(caller, resource="groups")) == 403
    assert await status(caller, "POST", "/subscriptions", wish(caller)) == 201
