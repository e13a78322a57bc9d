from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.graph.query import advanced, count_of, counted, literal, path, segment
from shared.web.errors import BadCall


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a_b#EXT#@contoso.com", "a_b%23EXT%23@contoso.com"),
        ("a/../b", "a%2F..%2Fb"),
        ("o'neil@contoso.com", "o%27neil@contoso.com"),
        ("zoë@contoso.com", "zo%C3%AB@contoso.com"),
        ("a?b&c=d%", "a%3Fb%26c%3Dd%25"),
    ],
)
def test_a_name_survives_the_path(name, written):
    assert segment(name) == written


@given(st.text(min_size=1, max_size=300))
def test_any_name_is_one_segment_or_refused(name):
    try:
        written = segment(name)
    except BadCall:
        assert not name.strip() or name in {".", ".."} or not name.isprintable()
        return

    raw = httpx.URL(f"https://graph.example/v1.0/users/{written}/manager").raw_path.decode()
    assert raw.split("/")[1:3] == ["v1.0", "users"]
    assert unquote(raw.split("/")[3]) == name
    assert len(raw.split("/")) == 5


@pytest.mark.parametrize("name", ["", " ", ".", "..", "\ud800"])
def test_what_names_nobody_is_not_sent(name):
    with pytest.raises(BadCall, match="nothing was sent"):
        segment(name)


@pytest.mark.parametrize("text", ["O'Neil", "'' or 1 eq 1", "x' or accountEnabled eq true or 'y"])
def test_a_quote_does_not_end_a_value(text):
    asked = path("/users", filter=f"employeeId eq {literal(text)}", select="id,mail")

    [condition] = parse_qs(urlsplit(asked).query)["$filter"]
    value = condition.removeprefix("employeeId eq ")
    assert value.startswith("'")
    assert value[1:-1].replace("''", "").count("'") == 0
    assert value[1:-1].replace("''", "'") == text


def test_a_value_that_is_no_text_is_not_sent():
    with pytest.raises(BadCall, match="nothing was sent"):
        path("/users", filter=f"city eq {literal(chr(0xD800))}")


@pytest.mark.parametrize(
    "target",
    [
        "/users/$count",
        "/users/$count?$filter=accountEnabled eq true",
        "/users?$count=true",
        "/groups?$search=%22displayName:x%22",
        "/users?$filter=city ne null",
        "/users?$filter=not(startswith(displayName,'a'))",
        "/users?$filter=NOT accountEnabled",
        "/users?$filter=endsWith(mail,'contoso.com')",
        "/users?$filter=assignedLicenses/$count eq 0",
        "/users?$filter=city eq 'x'&$orderby=displayName",
        "/users/u/memberOf/microsoft.graph.group?$filter=mailEnabled eq true",
        "/groups/g/members?$filter=startswith(displayName,'a')",
        "/users?%24filter=city%20ne%20%27x%27",
    ],
)
def test_an_advanced_query_is_known_as_one(target):
    assert advanced(target)


@pytest.mark.parametrize(
    "target",
    [
        "/users",
        "/users?$filter=city eq 'x ne y'",
        "/users?$filter=displayName eq 'not O''Neil, not ne'",
        "/users?$filter=department eq 'Netherlands' and nearby eq true",
        "/users?$orderby=displayName",
        "/users?$count=false",
        "/users/u/memberOf/microsoft.graph.group?$select=id",
        "/groups/g/members?$select=id&$top=999",
        "/auditLogs/signIns?$filter=status/errorCode ne 0",
        "/subscribedSkus",
    ],
)
def test_a_plain_query_is_left_plain(target):
    assert not advanced(target)


def test_counting_is_asked_for_once():
    assert counted("/users?$search=x") == "/users?$search=x&$count=true"
    assert counted("/users?$count=true&$search=x") == "/users?$count=true&$search=x"
    assert counted("/users/$count?$filter=a ne b") == "/users/$count?$filter=a ne b"
    assert count_of("/users?$filter=a ne b") == "/users/$count?$filter=a ne b"
    assert count_of("/users") == "/users/$count"
