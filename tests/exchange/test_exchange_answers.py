"""What is read from a successful answer, and when it is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange import native
from shared.exchange.answers import Page, read_entity, read_page
from shared.exchange.native import Query
from shared.web.errors import AlreadySo, BadCall, Malformed, NotFound, ServiceError, ServiceFault
from shared.web.request import Answer
from tests.exchange.calling import CONTOSO, asked, exception

READ = asked("Get-Mailbox")
WRITE = asked("Set-Mailbox", Identity="m-1", Type="Shared")
ENTITY = native.read(CONTOSO, "Get-EXOMailbox", ["Mailbox", "m-1"], Query(), request_id="r")


def body(document):
    return json.dumps(document).encode()


def page(document, request=READ, read=read_page):
    raw = document if isinstance(document, bytes) else body(document)
    return read(request)(Answer(200, {}, raw)).value


def test_rows_come_without_annotations_and_odd_keys_stay():
    row = {
        "Name": "a",
        "Guid@data.type": "System.Guid",
        "Guid@odata.type": "#Guid",
        "Guid": "g",
        "LastUsedDate(DateTime])": "x",
        "me@contoso.com": 1,
        "@odata.etag": "W/1",
    }

    [read] = page({"value": [row], "@adminapi.warnings": []}).rows

    assert read == {
        "Name": "a",
        "Guid": "g",
        "LastUsedDate(DateTime])": "x",
        "me@contoso.com": 1,
    }


def test_an_annotation_that_is_written_with_an_escape_is_one_too():
    assert page(rb'{"value": [{"A\u0040data.type": "x", "A": 1}]}').rows == [{"A": 1}]


def test_rows_of_a_native_read_are_those_that_were_decoded():
    assert page(
        {"@odata.context": "x", "value": [{"Mail": "a@odata.x"}], "@odata.nextLink": "https://x"}
    ) == Page([{"Mail": "a@odata.x"}], (), "https://x")


def test_numbers_are_exact_and_half_a_character_is_readable():
    raw = b'\xef\xbb\xbf{"value": [{"RuleIdentity": 15394007230974001153, "Name": "\\ud83d"}]}'

    assert page(raw).rows == [{"RuleIdentity": 15394007230974001153, "Name": "\ufffd"}]


@pytest.mark.parametrize("raw", [b"", b"   ", b'{"value": []}', b"{}"])
def test_nothing_to_return_is_no_rows(raw):
    assert page(raw) == Page([])
    assert read_page(READ)(Answer(204, {}, b"")).value == Page([])


def test_warnings_alone_are_no_row():
    document = {"adminapi.warnings@odata.type": "#Collection(String)", "@adminapi.warnings": ["w"]}

    assert page(document) == Page([], ("w",))
    assert page(document, WRITE) == Page([], ("w",))


def test_the_members_around_the_rows_are_found_in_any_letter_case():
    document = {"Value": [{"a": 1}], "@AdminApi.Warnings": ["w"], "@odata.NextLink": "https://x"}

    assert page(document) == Page([{"a": 1}], ("w",), "https://x")


def test_a_write_is_not_sent_again_for_more_of_its_rows():
    document = {"value": [{"a": 1}], "@odata.nextLink": "https://x"}

    assert page(document, WRITE).next_link is None
    assert "would send the write again" in page(document, WRITE).warnings[0]


UNREADABLE = [
    pytest.param(b"<html>", id="html"),
    pytest.param(b"[1]", id="a-list"),
    pytest.param(b"5", id="a-number"),
    pytest.param(b"null", id="null"),
    pytest.param(b'{"value": 5}', id="value-is-no-list"),
    pytest.param(b'{"value": [1]}', id="a-row-is-no-object"),
    pytest.param(b'{"value": [{"a": 1}', id="half"),
    pytest.param(b'{"value": [{"a": NaN}]}', id="nan"),
    pytest.param(b'{"value": [], "@odata.nextLink": 5}', id="link-is-no-text"),
    pytest.param(b'{"value": [], "@odata.nextLink": ""}', id="link-to-nowhere"),
    pytest.param(b'{"@odata.nextLink": "https://x"}', id="link-without-rows"),
    pytest.param(b'{"other": 1}', id="another-object"),
    pytest.param(b"\0\0", id="nuls"),
    pytest.param(b"\xff\xfe", id="no-utf-8"),
    pytest.param(b"[" * 100_000, id="depth"),
]


@pytest.mark.parametrize("raw", UNREADABLE)
def test_what_cannot_be_read_is_malformed_for_a_read_and_may_have_run_for_a_write(raw):
    with pytest.raises(Malformed):
        page(raw)
    with pytest.raises(ServiceFault) as caught:
        page(raw, WRITE)
    assert caught.value.ran


def test_a_write_may_answer_with_a_sentence_and_a_read_may_not():
    assert page(b"3 meetings were cancelled.", WRITE) == Page([], ("3 meetings were cancelled.",))
    assert page(b'"done"', WRITE) == Page([], ("done",))
    with pytest.raises(Malformed):
        page(b"3 meetings were cancelled.")
    with pytest.raises(Malformed):
        page(b'"done"')


@pytest.mark.parametrize("value", [[], [{"a": 1}]])
def test_errors_beside_rows_make_the_answer_an_error(value):
    absent = "Ex6F9304|Microsoft.Exchange.Tasks.ManagementObjectNotFoundException|gone"
    member = {"message": "|X.MemberNotFoundException|no member"}

    for errors, expected, detail in [
        ([absent], NotFound, "gone"),
        (["first", {"Message": "second"}], BadCall, "first; second"),
        ([member], AlreadySo, "no member"),
        ([{}], BadCall, "without a word"),
        (["A passing error. Please try again later."], ServiceFault, "passing"),
        (["Please try again with another address."], BadCall, "another"),
        (absent, NotFound, "gone"),
    ]:
        with pytest.raises(ServiceError, match=detail) as caught:
            page({"value": value, "@adminapi.errors": errors})
        assert type(caught.value) is expected
        assert caught.value.status == 200


def test_no_errors_are_no_error():
    assert page({"value": [{"a": 1}], "@adminapi.errors": []}).rows == [{"a": 1}]


def test_a_failure_in_the_clothes_of_a_success_is_one():
    with pytest.raises(NotFound, match="gone"):
        page(exception("Tasks.ManagementObjectNotFoundException", "gone"))
    with pytest.raises(NotFound, match="gone"):
        page(exception("Tasks.ManagementObjectNotFoundException", "gone"), ENTITY, read_entity)


def test_a_question_is_not_taken_for_done():
    with pytest.raises(BadCall, match="not done but asks: Are you sure"):
        page({"value": [], "@adminapi.confirmationmessage": "Are you sure?"}, WRITE)


def test_one_entity_is_a_row_and_so_is_what_a_function_gives():
    def read(document):
        return page(document, ENTITY, read_entity).rows

    assert read({"@odata.context": "x", "@odata.id": "y", "Name": "a"}) == [{"Name": "a"}]
    assert read({"@odata.context": "x", "value": [{"Name": "a"}]}) == [{"Name": "a"}]
    assert read({"@odata.context": "x", "value": []}) == []
    assert read(b"") == []


def test_an_entity_whose_inner_list_goes_on_elsewhere_is_not_whole():
    with pytest.raises(Malformed, match="goes on elsewhere"):
        page({"Name": "a", "Rights": [], "Rights@odata.nextLink": "x"}, ENTITY, read_entity)


names = st.sampled_from(["error", "Details", "innererror", "internalException", "message"])
names |= st.sampled_from(["type", "code", "value", "Name", "Guid@data.type", "@odata.nextLink"])
names |= st.sampled_from(["@adminapi.errors", "@adminapi.warnings", "LastUsedDate(DateTime])"])
names |= st.just("@adminapi.confirmationmessage")
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(["a|b|c", "|X.MemberNotFoundException|no", "{", '{"Message": 1}'])
    | st.sampled_from(["Error on proxy command 'x': Proxy method RPS:", "Exception of type 'x'"])
    | st.just("https://evil.example/")
)
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4)
)
bodies = (
    st.binary(max_size=200)
    | st.integers(0, 900).map(lambda count: b"\0" * count)
    | st.sampled_from([b"<html><body>Bad gateway</body></html>", b"plain words", b"\xef\xbb\xbf{}"])
    | trees.map(body)
    | st.builds(lambda tree, at: body(tree)[: at % 40], trees, st.integers(0))
    | st.lists(trees, max_size=3).map(lambda rows: body({"value": rows}))
    | st.builds(lambda tree: body({"error": tree}), trees)
)
headers = st.dictionaries(
    st.sampled_from(["retry-after", "x-exceptiontype", "x-ms-diagnostics", "www-authenticate"]),
    st.text(max_size=20) | st.sampled_from(["1e400", "-1", 'Bearer claims="', "A.B.C"]),
)


@given(
    st.integers(100, 599) | st.just(200), headers, bodies, st.sampled_from([READ, WRITE, ENTITY])
)
def test_any_answer_is_rows_or_one_of_our_errors(status, said, raw, request):
    for read in (read_page, read_entity):
        try:
            outcome = read(request)(Answer(status, said, raw))
        except ServiceError as error:
            str(error).encode("utf-8")  # it can be printed
            continue
        assert 200 <= status < 300
        assert all(type(row) is dict for row in outcome.value.rows)
        assert all(isinstance(warning, str) for warning in outcome.value.warnings)
