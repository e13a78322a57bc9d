"""Whatever Graph, a proxy or an enemy answers: objects or one of our errors, nothing else."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.graph import protocol
from shared.graph.batch import read_batch
from shared.graph.failures import meaning
from shared.graph.protocol import Page, Part
from shared.web.document import json_of
from shared.web.errors import Call, ServiceError
from shared.web.request import Answer

WORDS = st.sampled_from(
    [
        "value", "error", "code", "message", "innerError", "details", "responses", "id", "status",
        "headers", "body", "@odata.nextLink", "@odata.deltaLink", "@removed", "Retry-After",
        "Request_ResourceNotFound", "TooManyRequests", "Directory_ExpiredPageToken", "0", "1",
        "https://graph.microsoft.com/v1.0/users?$skiptoken=x", "https://evil.example/",
    ]
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(100, 599)
    | st.floats()
    | st.text(st.characters())
    | WORDS
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


def envelope(tree):
    inner = {"code": "Request_BadRequest", "message": "why", "innerError": tree}
    return st.sampled_from(
        [
            tree,
            {"value": tree},
            {"value": [tree], "@odata.nextLink": tree},
            {"error": tree},
            {"error": inner},
            {"responses": tree},
            {"responses": [{"id": "0", "status": tree, "headers": tree, "body": tree}]},
            {"responses": [{"id": "0", "status": 429, "headers": tree, "body": {"error": tree}}]},
            {"responses": [{"id": "0", "status": 200, "body": tree}] * 2},
        ]
    )


JSON = TREES.flatmap(envelope).map(lambda tree: json.dumps(tree).encode())
BODIES = st.one_of(
    JSON,
    JSON.map(lambda body: body[: len(body) // 2]),
    JSON.map(lambda body: b"\xef\xbb\xbf" + body),
    JSON.map(lambda body: body + b"\0" * 300),
    st.binary(max_size=200),
    st.sampled_from(
        [b"", b" ", b"\0" * 500, b"<html><body>Bad gateway</body></html>", b"[" * 5000, b"NaN",
         b"1" * 5000, b'{"a": 1, "a": 2}', b'{"value": 1e999}', b'"\xff"', rb'"\ud800"', b"{}x"]
    ),
)  # fmt: skip
HEADERS = st.dictionaries(
    st.sampled_from(["retry-after", "www-authenticate", "content-type", "x-ms-throttle-scope"]),
    st.text(max_size=20)
    | st.sampled_from(["5", "-1", "1e400", 'Bearer claims="eyJ="', "Bearer claims="]),
    max_size=3,
)
CALLS = st.sampled_from(
    [
        Call("GET /users/u-1", "u-1"),
        Call("PATCH /users/u-1", "u-1"),
        Call("DELETE /groups/g/members/u/$ref", "g"),
        Call("DELETE /$ref"),
        Call("POST /$batch"),
        Call("GET /users/delta"),
        Call(""),
    ]
)
PARTS = [Part("GET", "/users/a"), Part("DELETE", "/groups/g/members/u/$ref")]


def read_all(call, answer):
    readers = (
        protocol.read_object(call),
        protocol.read_page(call),
        protocol.read_count(call),
        read_batch(call, PARTS),
    )
    for read in readers:
        try:
            yield read(answer).value
        except ServiceError as error:
            yield error


def is_known(value):
    if isinstance(value, ServiceError):
        return bool(str(value))
    if isinstance(value, Page):
        return all(isinstance(row, dict) for row in value.rows)
    if isinstance(value, list):
        return len(value) == 2 and all(isinstance(one, dict | ServiceError) for one in value)
    return isinstance(value, int | dict)


@settings(max_examples=300)
@given(CALLS, st.integers(100, 599), HEADERS, BODIES)
def test_any_answer_is_objects_or_one_of_our_errors(call, status, headers, body):
    for value in read_all(call, Answer(status, headers, body)):
        assert is_known(value)


def test_every_status_is_objects_or_one_of_our_errors():
    bodies = [b"", b"{}", b"\0\0", b'{"error": {"code": "X"}}', b'{"value": []}', b"<html>"]
    for status in range(100, 600):
        for body in bodies:
            values = list(read_all(Call("GET /users"), Answer(status, {}, body)))
            assert all(map(is_known, values))
            if not 200 <= status < 300:
                assert all(isinstance(value, ServiceError) for value in values)


@given(CALLS, st.integers(300, 599), HEADERS, TREES)
def test_any_failed_part_is_one_of_our_errors(call, status, headers, body):
    assert isinstance(meaning(call, status, headers, body), ServiceError)


@given(TREES)
def test_what_json_holds_is_read_as_it_stands(tree):
    try:
        text = json.dumps(tree, allow_nan=False)
    except ValueError:
        return  # NaN is no JSON

    assert json_of(text.encode()) == _mended(json.loads(text))


def _mended(tree):
    """*tree* with U+FFFD for each half of a surrogate pair."""
    match tree:
        case str():
            return tree.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_mended(one) for one in tree]
        case dict():
            return {_mended(name): _mended(one) for name, one in tree.items()}
        case _:
            return tree


def test_large_numbers_are_exact_and_an_escaped_backslash_is_no_escape():
    assert json_of(b"[18446744073709551616]") == [2**64]
    assert json_of(rb'["\\ud800 \ud83d\ude00 \ud800"]') == ["\\ud800 😀 \ufffd"]
