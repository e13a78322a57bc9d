import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.graph import protocol
from shared.graph.protocol import Part
from shared.web.errors import (
    AlreadySo,
    BadCall,
    Call,
    Malformed,
    NotFound,
    Refused,
    ServiceError,
    ServiceFault,
    Throttled,
)
from shared.web.request import Answer, Effect

ORIGIN = "https://graph.microsoft.com"
CALL = Call("GET /users/u-1", "u-1")


def error(status: int, code: str = "X", text: str = "why", **headers: str) -> Answer:
    return Answer(status, headers, json.dumps({"error": {"code": code, "message": text}}).encode())


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error(400, text="One or more added object references already exist"), AlreadySo),
        (error(400), BadCall),
        (error(401), Refused),
        (error(403, "Authorization_RequestDenied"), Refused),
        (error(404, "Request_ResourceNotFound"), NotFound),
        (error(429, **{"retry-after": "3"}), Throttled),
        (error(503), ServiceFault),
        (error(504), ServiceFault),
        (Answer(500, {}, b"<html>"), ServiceFault),
        (Answer(302, {}, b""), BadCall),
    ],
)
def test_a_failure_is_one_of_our_errors(answer, expected):
    with pytest.raises(expected):
        protocol.read_object(CALL)(answer)


def test_only_get_reads_and_a_batch_with_one_write_is_a_write():
    read, write = Part("GET", "/users/u-1"), Part("PATCH", "/users/u-1", {"accountEnabled": False})

    assert protocol.request(ORIGIN, read, request_id="r").effect is Effect.READ
    assert protocol.request(ORIGIN, write, request_id="r").effect is Effect.WRITE
    assert protocol.batch(ORIGIN, [read, read], request_id="r").effect is Effect.READ
    assert protocol.batch(ORIGIN, [read, write], request_id="r").effect is Effect.WRITE


def test_a_password_does_not_reach_the_transcript():
    part = Part("PATCH", "/users/u-1", {"passwordProfile": {"password": "hunter2"}})

    request = protocol.request(ORIGIN, part, request_id="r")

    assert b"hunter2" in (request.body or b"")
    assert "hunter2" not in str(request.shown)


def test_each_part_of_a_batch_has_its_own_fate_whatever_the_order():
    parts = [Part("GET", "/users/a"), Part("GET", "/users/b"), Part("GET", "/users/c")]
    answer = {
        "responses": [
            {"id": "1", "status": 429, "headers": {"Retry-After": "4"}, "body": {"error": {}}},
            {"id": "0", "status": 200, "body": {"id": "a"}},
        ]
    }

    found = protocol.read_batch(CALL, parts)(Answer(200, {}, json.dumps(answer).encode())).value

    assert found[0] == {"id": "a"}
    assert isinstance(found[1], Throttled)
    assert found[1].wait_s == 4.0
    assert isinstance(found[2], Malformed)


def test_a_page_on_another_host_is_not_followed():
    request = protocol.request(ORIGIN, Part("GET", "/users"), request_id="r")

    with pytest.raises(Malformed):
        protocol.next_page(request, "https://graph.evil.example/v1.0/users?$skiptoken=x")


def test_a_guest_s_name_survives_the_path():
    assert protocol.segment("a_b#EXT#@contoso.com") == "a_b%23EXT%23@contoso.com"
    assert protocol.segment("a/../b") == "a%2F..%2Fb"


def test_a_count_may_stand_behind_a_byte_order_mark():
    assert protocol.read_count(CALL)(Answer(200, {}, b"\xef\xbb\xbf250")).value == 250
    with pytest.raises(Malformed):
        protocol.read_count(CALL)(Answer(200, {}, b"many"))


@given(st.integers(100, 599), st.binary(max_size=100) | st.just(b'{"responses": [{"id": "0"}]}'))
def test_any_answer_to_a_batch_is_outcomes_or_one_of_our_errors(status, body):
    parts = [Part("GET", "/users/a")]
    try:
        found = protocol.read_batch(CALL, parts)(Answer(status, {}, body)).value
    except ServiceError:
        return

    assert len(found) == 1
