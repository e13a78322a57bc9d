import json

import pytest

from shared.graph import protocol
from shared.graph.protocol import Part
from shared.web.errors import Call, Malformed, NotFound
from shared.web.request import Answer, Effect

ORIGIN = "https://graph.microsoft.com"
CALL = Call("GET /users/u-1", "u-1")
WRITE = Call("PATCH /users/u-1", "u-1")


def test_only_get_reads():
    read, write = Part("GET", "/users/u-1"), Part("PATCH", "/users/u-1", {"accountEnabled": False})

    assert protocol.request(ORIGIN, read, request_id="r").effect is Effect.READ
    assert protocol.request(ORIGIN, write, request_id="r").effect is Effect.WRITE


@pytest.mark.parametrize("name", ["passwordProfile", "automaticRepliesSetting"])
def test_a_secret_or_a_text_does_not_reach_the_transcript(name):
    part = Part("PATCH", "/users/u-1", {name: {"said": "hunter2"}})

    request = protocol.request(ORIGIN, part, request_id="r")

    assert b"hunter2" in (request.body or b"")
    assert "hunter2" not in str(request.shown)


@pytest.mark.parametrize("name", ["$skiptoken", "$deltatoken", "skipToken"])
def test_a_query_reaches_the_transcript_without_the_place_where_a_listing_goes_on(name):
    part = Part("GET", f"/users?$select=id&{name}=canary&$top=5")

    request = protocol.request(ORIGIN, part, request_id="r")

    assert request.shown == {"query": f"$select=id&{name}=(not kept)&$top=5"}


def test_an_advanced_query_says_so_and_counts():
    part = Part("GET", "/users?$filter=city ne null")

    request = protocol.request(ORIGIN, part, request_id="r")

    assert request.headers["ConsistencyLevel"] == "eventual"
    assert request.url.endswith("/v1.0/users?$filter=city ne null&$count=true")
    plain = protocol.request(ORIGIN, Part("GET", "/users"), request_id="r")
    assert "ConsistencyLevel" not in plain.headers


def test_a_write_may_be_answered_without_an_object_and_a_read_may_not():
    nothing = Answer(200, {}, b" ")

    assert protocol.read_object(WRITE)(nothing).value == {}
    with pytest.raises(Malformed):
        protocol.read_object(CALL)(nothing)


def test_no_content_to_a_read_means_that_nothing_is_there():
    with pytest.raises(NotFound):
        protocol.read_object(CALL)(Answer(204, {}, b""))

    assert protocol.read_object(WRITE)(Answer(204, {}, b"")).value == {}


def test_a_count_may_stand_behind_a_byte_order_mark():
    assert protocol.read_count(CALL)(Answer(200, {}, b"\xef\xbb\xbf250")).value == 250
    for body in (b"many", b"", b"-1", b"2.5", b"9" * 40, "²".encode()):
        with pytest.raises(Malformed):
            protocol.read_count(CALL)(Answer(200, {}, body))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"value": None},
        {"value": {}},
        {"value": [{}, "x"]},
        {"value": [], "@odata.nextLink": 7},
        {"value": [], "@odata.deltaLink": []},
    ],
)
def test_what_is_no_page_is_not_a_short_one(document):
    with pytest.raises(Malformed):
        protocol.read_page(CALL)(Answer(200, {}, json.dumps(document).encode()))
