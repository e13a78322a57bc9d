"""
Hostile and broken input over TLS: each becomes one of our errors, and no token goes elsewhere.

Names and filters come from people; links and bodies from whoever answers.
"""

import json

import pytest

from shared.exchange.filters import odata_equal, opath_equal
from shared.graph.protocol import Part
from shared.graph.query import literal, path, segment
from shared.web.errors import BadCall, Malformed, NotFound, Refused, ServiceError, Unsupported

pytestmark = pytest.mark.processes

STRANGE = [
    "ghost@contoso.com",
    "o'neil@contoso.com",
    "'') or ('1' eq '1",
    "o'neil_fabrikam.com#EXT#@contoso.onmicrosoft.com",
    "../../../v1.0/users",
    "a/b\\c?d=%41&e;f@contoso.com",
    "%2e%2e%2f%27",
    "zoë.日本.🦉@contoso.com",
    "Z2hvc3RAY29udG9zby5jb20=",
    "$batch",
    "x" * 300,
]
SERVICES = "^/(adminapi|v1.0)/"
ELSEWHERE = [
    "https://evil.example/adminapi/beta/x/InvokeCommand?%24skiptoken=1",
    "https://{host}@evil.example{path}?%24skiptoken=1",
    "https://{host}.evil.example{path}?%24skiptoken=1",
    "http://{host}{path}?%24skiptoken=1",
    "//evil.example{path}?%24skiptoken=1",
    "https:evil.example{path}?%24skiptoken=1",
    "https://evil.example\\@{host}{path}?%24skiptoken=1",
    "https://{host}{path}/../../../../evil?%24skiptoken=1",
    "javascript:alert(1)",
    "",
]
BODIES = {
    "half": '{"value": [{"Name": "ade',
    "html": "<!DOCTYPE html><html><body>Sign in to your account</body></html>",
    "list": "[]",
    "text": '"a text"',
    "number": "17",
    "null": "null",
    "no-list": '{"value": {"Name": "a"}}',
    "no-objects": '{"value": [1, null, "x"]}',
    "deep": "[" * 20_000 + "]" * 20_000,
    "link-no-text": '{"value": [], "@odata.nextLink": {"a": 1}}',
    "errors": '{"value": [], "@adminapi.errors": ["Ex1|A.B.CException|it went wrong"]}',
    "error": '{"error": {"code": "UnknownError", "message": "it went wrong"}}',
    "nan": '{"value": [{"Size": NaN}]}',
    "lone-surrogate": '{"value": "\\ud800"}',
}
# A number is what a count is; and only Exchange reports errors beside rows.
MEANT = {("graph-count", "number"), ("graph-list", "errors")}


@pytest.mark.parametrize("name", STRANGE, ids=range(len(STRANGE)))
async def test_a_name_that_means_nobody_is_not_found_by_any_way(us, name):
    [reply] = await us.exchange.batch([us.exchange.command("Get-Mailbox", Identity=name)])
    [part] = await us.graph.batch([Part("GET", f"/users/{segment(name)}")])
    ways = [
        lambda: us.exchange.mailbox(name),
        lambda: us.exchange.recipient(name),
        lambda: us.exchange.mailbox_permissions(name),
        lambda: us.exchange.mailbox_statistics(name),
        lambda: us.exchange.invoke("Get-Mailbox", Identity=name),
        lambda: us.exchange.invoke("Set-Mailbox", Identity=name, Type="Shared"),
        lambda: us.graph.get(f"/users/{segment(name)}"),
        lambda: us.graph.send("PATCH", f"/users/{segment(name)}", {"accountEnabled": False}),
    ]

    for way in ways:
        with pytest.raises(NotFound) as caught:
            await way()
        assert name in caught.value.detail
    assert type(reply) is type(part) is NotFound
    assert us.spy.elsewhere == []


@pytest.mark.parametrize("kind", ["quote", "unicode", "long-alias", "other-address"])
async def test_people_whose_names_are_strange_are_found_by_any_way(us, kind):
    [upn] = us.pick(kind)

    native = await us.exchange.mailbox(upn)
    [row] = await us.exchange.invoke("Get-Mailbox", Identity=upn)
    person = await us.graph.get(f"/users/{segment(upn)}")
    where = odata_equal("UserPrincipalName", upn)
    [[listed]] = [page async for page in us.exchange.mailboxes(where=where)]
    found = await us.exchange.invoke(
        "Get-Recipient", Filter=opath_equal("PrimarySmtpAddress", row["PrimarySmtpAddress"])
    )

    names = {native["UserPrincipalName"], row["UserPrincipalName"], person["userPrincipalName"]}
    assert names | {listed["UserPrincipalName"]} == {upn}
    assert [one["Guid"] for one in found] == [row["Guid"]]


async def test_a_guest_is_found_by_graph_and_has_no_mailbox(us):
    [guest] = us.pick("guest")

    assert (await us.graph.get(f"/users/{segment(guest)}"))["userPrincipalName"] == guest
    with pytest.raises(NotFound):
        await us.exchange.mailbox(guest)


@pytest.mark.parametrize(
    "value", ["x' or DisplayName ne '", "' -or DisplayName -ne 'x", "a')) or (1 eq 1", "'", "''"]
)
async def test_a_quote_in_a_filter_ends_no_value(us, value):
    native = [
        row
        async for page in us.exchange.mailboxes(where=odata_equal("Alias", value))
        for row in page
    ]
    cmdlet = await us.exchange.invoke("Get-Mailbox", Filter=opath_equal("Alias", value))
    graph = await us.graph.all(path("/users", filter=f"employeeId eq {literal(value)}"))

    assert native == cmdlet == graph == []


async def test_a_token_for_another_tenant_opens_nothing(us):
    for way in (
        lambda: us.stranger.mailbox("adele@contoso.com"),
        lambda: us.stranger.invoke("Get-Mailbox"),
        lambda: us.stranger.invoke("Set-Mailbox", Identity="adele@contoso.com", Type="Shared"),
        lambda: us.stranger.batch([us.stranger.command("Get-Mailbox")]),
    ):
        ended = await refused(way)

        assert type(ended) is Refused


async def refused(way):
    """What *way* ends in: raised, or as the one answer of a batch."""
    try:
        [answer] = await way()
    except ServiceError as error:
        return error
    return answer


@pytest.mark.parametrize("link", ELSEWHERE, ids=range(len(ELSEWHERE)))
async def test_a_link_that_leads_elsewhere_is_never_followed(us, link):
    origin = us.exchange.organization.origin
    root = f"/adminapi/beta/{us.tenant['tenantId']}"
    places = {
        f"{root}/InvokeCommand": lambda: us.exchange.invoke("Get-Mailbox", ResultSize="Unlimited"),
        f"{root}/Mailbox": us.mailboxes,
        "/v1.0/users": lambda: us.graph.all("/users"),
    }

    for place, way in places.items():
        there = link.format(host=origin.removeprefix("https://"), path=place)
        body = json.dumps({"value": [{"id": "a"}], "@odata.nextLink": there})
        us.fault(kind="malformed", path=f"{place}$", body=body)
        with pytest.raises(Malformed):
            await way()

    assert us.spy.elsewhere == []
    assert len([one for one in us.calls() if one["path"] in places]) == len(places)


async def test_a_redirect_is_never_followed(us):
    us.fault(kind="redirect", path=SERVICES, location="https://evil.example/v1.0/users")

    for way in (
        lambda: us.exchange.invoke("Get-Mailbox"),
        us.mailboxes,
        lambda: us.graph.all("/users"),
    ):
        with pytest.raises(ServiceError):
            await way()

    assert us.spy.elsewhere == []


@pytest.mark.parametrize("body", BODIES)
async def test_a_body_that_is_no_answer_is_one_of_our_errors(us, body):
    us.fault(kind="malformed", path=SERVICES, body=BODIES[body])

    for name, way in reads(us).items():
        if (name, body) not in MEANT:
            assert isinstance(await refused(way), ServiceError), name


async def test_a_body_of_nul_bytes_is_one_of_our_errors(us):
    us.fault(kind="nul", status=200, path=SERVICES)

    for name, way in reads(us).items():
        assert isinstance(await refused(way), Malformed), name


async def test_a_write_that_is_answered_unreadably_may_have_been_done(us):
    [leaver] = us.pick("leaver")
    us.fault(kind="malformed", cmdlet="Set-Mailbox", body=BODIES["half"], count=1)

    ended = await refused(
        lambda: us.exchange.invoke(
            "Set-Mailbox", Identity=leaver, HiddenFromAddressListsEnabled=True
        )
    )

    assert getattr(ended, "ran", None) is True
    assert us.person(leaver)["mailbox"]["hidden"] is True
    assert len(us.calls("/InvokeCommand")) == 1


@pytest.mark.parametrize(
    "identity", ["", " ", "\ud800@contoso.com"], ids=["empty", "blank", "half-a-character"]
)
async def test_a_name_that_is_none_is_refused_unsent(us, identity):
    with pytest.raises((BadCall, Unsupported)):
        await us.exchange.mailbox(identity)

    assert us.calls("") == []


def reads(us):
    """Every kind of read that our clients have."""
    return {
        "cmdlet": lambda: us.exchange.invoke("Get-Mailbox", Identity="adele@contoso.com"),
        "native": us.mailboxes,
        "exchange-batch": lambda: us.exchange.batch([us.exchange.command("Get-AcceptedDomain")]),
        "graph-list": lambda: us.graph.all("/users"),
        "graph-batch": lambda: us.graph.batch([Part("GET", "/organization")]),
        "graph-count": lambda: us.graph.count("/users"),
    }
