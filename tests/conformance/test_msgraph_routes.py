"""Each route of the local tenant's Graph, called by Microsoft's own client."""

import pytest

from tests.conformance.graph_routes import Places, all_routes, last_of_graph, route_of
from tests.conformance.sdk_bodies import body_of
from tests.conformance.sdk_call import builder, call, lost

pytestmark = pytest.mark.processes

# The client spares its users what happens without `/$ref`, and batches by itself.
_NOT_OFFERED = {"DELETE /groups/{id}/members/{user}", "POST /$batch"}
_NO_DOCUMENT = ("$count", "(period='{period}')")
_ANSWERED = {"PATCH /subscriptions/{id}": 200, "PATCH /users/{id}/mailboxSettings": 200}


@pytest.mark.parametrize("route", [one for one in all_routes() if one not in _NOT_OFFERED])
async def test_the_client_makes_the_call_and_understands_the_whole_answer(mighty_sdk, route):
    sdk, places = mighty_sdk, Places.of(mighty_sdk)
    segments = places.real(route)
    method = route.split()[0]
    body = body_of(route, places, segments)

    answer = await call(builder(sdk.client, segments, route), route, body)

    last, status = last_of_graph(sdk.calls()), sdk.calls()[-1]["status"]
    assert route_of(last) == route
    usual = {"DELETE": 204, "PATCH": 204}.get(method, last["status"])
    assert last["status"] == _ANSWERED.get(route, usual)
    assert 200 <= status < 300
    if status != 204 and not route.endswith(_NO_DOCUMENT):
        assert lost(sdk.documents[-1], answer) == set()
