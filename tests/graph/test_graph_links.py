import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.graph.links import follow, inside
from shared.graph.protocol import Part, request
from shared.web.errors import Call, Malformed

ORIGIN = "https://graph.microsoft.com"
CALL = Call("GET /users")
ASKED = request(ORIGIN, Part("GET", "/users"), request_id="r")


@pytest.mark.parametrize(
    "link",
    [
        "https://graph.microsoft.com/v1.0/users?$skiptoken=RFNwdAoAAQ",
        "https://graph.microsoft.com/v1.0/users/delta()?$deltatoken=a%27b",
        "https://graph.microsoft.com/v1.0/users?$filter=displayName%20eq%20'Zoë'",
        "https://graph.microsoft.com/v1.0/users?path=/../x",
    ],
)
def test_a_link_of_ours_is_followed_as_it_stands(link):
    assert follow(ASKED, link).url == link


def test_the_address_is_written_with_our_own_origin():
    link = "HTTPS://Graph.Microsoft.com:443/v1.0/users?$skiptoken=x"

    assert inside(CALL, ORIGIN, link) == "https://graph.microsoft.com/v1.0/users?$skiptoken=x"


@pytest.mark.parametrize(
    "link",
    [
        "https://graph.evil.example/v1.0/users",
        "https://graph.microsoft.com.evil.example/v1.0/users",
        "https://graph.microsoft.com@evil.example/v1.0/users",
        "https://evil.example@graph.microsoft.com/v1.0/users",
        "https://evil.example\\@graph.microsoft.com/v1.0/users",
        "https://graph.microsoft.com\\.evil.example/v1.0/users",
        "https://graph.microsoft.com:8443/v1.0/users",
        "http://graph.microsoft.com/v1.0/users",
        "//graph.microsoft.com/v1.0/users",
        "/v1.0/users?$skiptoken=x",
        "users?$skiptoken=x",
        "https://graph.microsoft.com/beta/users",
        "https://graph.microsoft.com/v1.0/../beta/users",
        "https://graph.microsoft.com/v1.0/%2e%2e/beta/users",
        "https://graph.microsoft.com/v1.0",
        "https://graph.microsoft.com/V1.0x/users",
        "https://graph.microsoft.com/v1.0/users\nHost: evil.example",
        "https://graph.microsoft.com/v1.0/us ers",
        "https://graph.microsoft.com:port/v1.0/users",
        "https://[graph.microsoft.com/v1.0/users",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_link_that_leads_elsewhere_is_not_followed(link):
    with pytest.raises(Malformed, match="not followed"):
        follow(ASKED, link)


@given(st.text() | st.text().map(lambda tail: f"{ORIGIN}/v1.0/{tail}"))
def test_whatever_a_link_says_the_token_goes_to_our_host_or_nowhere(link):
    try:
        address = inside(CALL, ORIGIN, link)
    except Malformed:
        return

    sent = httpx.URL(address)
    assert (sent.scheme, sent.host, sent.port, sent.userinfo) == (
        "https", "graph.microsoft.com", None, b"",
    )  # fmt: skip
    assert sent.path.startswith("/v1.0/")
