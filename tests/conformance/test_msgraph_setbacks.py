"""Batches of Microsoft's Graph client, and the faults that it gets over by itself."""

from urllib.parse import quote

import pytest
from kiota_abstractions.api_error import APIError
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.user import User
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_content_collection import BatchRequestContentCollection
from msgraph_core.requests.batch_request_item import BatchRequestItem

from tests.conformance.graph_routes import route_of

pytestmark = pytest.mark.processes


def statuses(calls):
    return [one["status"] for one in calls]


async def test_twenty_parts_each_have_their_own_outcome(sdk):
    people = sdk.pick("leaver", 18)
    content = BatchRequestContent()
    for upn in [*people, "o'neil#EXT#@contoso.com"]:
        content.add_request(upn, _part(sdk.user(upn).to_get_request_information(), upn))
    change = sdk.user(people[0]).to_patch_request_information(User(account_enabled=False))
    content.add_request("change", _part(change, "change"))

    answer = await sdk.client.batch.post(content)

    assert answer.get_response_status_codes() == {
        **dict.fromkeys(people, 200), "o'neil#EXT#@contoso.com": 404, "change": 204
    }  # fmt: skip
    # The SDK reads a body that is base64, and passes over one that is JSON, as Graph's are.
    bodies = {one["id"]: one.get("body") for one in sdk.documents[-1]["responses"]}
    assert [bodies[upn]["userPrincipalName"] for upn in people] == people
    assert sdk.person(people[0])["user"]["accountEnabled"] is False
    [*_, last] = [one for one in sdk.calls() if not one["part"]]
    assert (route_of(last), last["status"]) == ("POST /$batch", 200)


async def test_more_than_twenty_parts_are_several_batches(sdk):
    people = sdk.pick("leaver", 45)
    content = BatchRequestContentCollection()
    for upn in people:
        content.add_batch_request_item(_part(sdk.user(upn).to_get_request_information(), upn))

    answer = await sdk.client.batch.post(content)

    codes = [code for one in answer.get_responses() for code in one.responses.values()]
    assert len(codes) == 45
    assert {one.status for one in codes} == {200}
    assert len(sdk.calls("/$batch")) == 3


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param({"kind": "throttle", "retryAfter": 1}, id="throttled"),
        pytest.param({"kind": "status", "status": 503, "retryAfter": 1}, id="unavailable"),
    ],
)
async def test_a_named_wait_is_kept_and_the_read_repeated(sdk, rule):
    sdk.fault(**rule, path="/users$", count=1)

    answer = await sdk.client.users.get()

    refused, done = sdk.calls("/users")
    assert len(answer.value) == 100
    assert statuses([refused, done]) == [rule.get("status", 429), 200]


async def test_a_write_is_repeated_after_a_named_wait(sdk):
    [leaver] = sdk.pick("leaver")
    sdk.fault(kind="throttle", retryAfter=1, method="PATCH", count=1)

    await sdk.user(leaver).patch(User(account_enabled=False))

    assert statuses(sdk.calls(quote(leaver))) == [429, 204]
    assert sdk.person(leaver)["user"]["accountEnabled"] is False


async def test_a_claims_challenge_is_met_with_a_token_that_has_them(sdk):
    await sdk.client.organization.get()
    sdk.fault(kind="claims-challenge", path="/users$")

    answer = await sdk.client.users.get()

    assert len(answer.value) == 100
    assert statuses(sdk.calls("/users")) == [401, 200]
    assert len(sdk.calls("/oauth2/v2.0/token")) == 2


async def test_a_token_that_ran_out_is_the_clients_own_error(sdk):
    sdk.fault(kind="expire-token", path="/users$", count=1)

    with pytest.raises(ODataError) as caught:
        await sdk.client.users.get()

    assert caught.value.response_status_code == 401
    assert caught.value.error.code == "InvalidAuthenticationToken"


@pytest.mark.parametrize("status", [500, 502])
async def test_a_broken_service_is_the_clients_own_error(sdk, status):
    sdk.fault(kind="status", status=status, path="/users$", count=1)

    with pytest.raises(APIError) as caught:
        await sdk.client.users.get()

    assert caught.value.response_status_code == status


def _part(information, name):
    return BatchRequestItem(information, id=name)
