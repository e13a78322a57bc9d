"""Every route of Exchange and of Graph by the verbs of `affliction`, a client of both."""

import pytest

from tests.conformance.exchange_routes import (
    CMDLETS,
    address,
    native_route_of,
    native_routes,
    other_routes,
)
from tests.conformance.graph_routes import Places, all_routes, last_of_graph, route_of
from tests.conformance.sdk_bodies import as_json, body_of

pytestmark = pytest.mark.processes


@pytest.fixture
def names(them):
    """Objects that every route finds something at."""
    user = next(
        one for one in them.pick("leaver", 12) if them.invoke("Get-MobileDevice", Mailbox=one)
    )
    [mailbox] = them.invoke("Get-Mailbox", Identity=user)
    [device, *_] = them.invoke("Get-MobileDevice", Mailbox=user)
    scope = {"Identity": user, "FolderScope": "Calendar"}
    [calendar, *_] = them.invoke("Get-MailboxFolderStatistics", **scope)
    [group, *_] = them.invoke("Get-DistributionGroup")
    everyone = {"Name": "Everybody", "IncludedRecipients": "MailboxUsers"}
    [dynamic] = them.invoke("New-DynamicDistributionGroup", **everyone)
    return {
        "user": user,
        "guid": mailbox["ExchangeGuid"],
        "database": mailbox["DatabaseGuid"],
        "device": device["Identity"],
        "calendar": calendar["Name"],  # in the language of the mailbox
        "group": group["PrimarySmtpAddress"],
        "dynamic": dynamic["PrimarySmtpAddress"],
    }


@pytest.mark.parametrize("route", native_routes())
def test_each_native_read_is_answered(them, names, route):
    answer = them.exchange.session.get(them.url(address(route, names)))

    [*_, last] = them.calls()
    assert native_route_of(last["path"]) == route
    assert answer.status_code == 200, answer.text
    assert answer.content


@pytest.mark.parametrize("endpoint", [one for one in other_routes() if one.startswith("v2.0/")])
def test_each_endpoint_of_the_admin_api_runs_its_cmdlet(them, names, endpoint):
    cmdlet, wanted = CMDLETS[endpoint.removeprefix("v2.0/")]
    given = {name: value.format_map(names) for name, value in wanted.items()}
    url = them.url("").replace("/beta/", "/v2.0/") + endpoint.removeprefix("v2.0/")

    answer = them.exchange.post(
        url,
        headers={"X-AnchorMailbox": f"UPN:{names['user']}"},
        json={"CmdletInput": {"CmdletName": cmdlet, "Parameters": given}},
    )

    assert answer["value"]


@pytest.mark.parametrize("route", [one for one in all_routes() if "$batch" not in one])
def test_each_route_of_graph_is_answered(mighty_them, route):
    them, places = mighty_them, Places.of(mighty_them)
    segments = places.real(route)
    body, method = body_of(route, places, segments), route.split()[0].lower()
    url = f"{them.graph.base_url}/{'/'.join(map(them.graph.escape_upn, segments))}"
    given = {} if body is None else {"json": as_json(body)}

    answer = them.graph.session.request(
        method, url, headers={"ConsistencyLevel": "eventual"}, **given
    )

    assert route_of(last_of_graph(them.calls())) == route
    assert answer.status_code in {200, 201, 204}, answer.text
    assert (answer.status_code == 204) is (answer.content == b"")
