import json

from hypothesis import given
from hypothesis import strategies as st

from shared.selftest.difference import Weight, differences
from shared.selftest.observation import Observation, observed
from shared.selftest.shape import Shape, kind_of, shape_of
from shared.web.request import Answer

SECRET = "hunter2"
_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_json = st.recursive(
    _scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
_secret_json = st.recursive(
    st.sampled_from([f"{SECRET}", f"adele-{SECRET}@contoso.com", f"x {SECRET}."]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["Name", "value"]), inner),
    max_leaves=10,
)


@given(_secret_json)
def test_no_value_survives_in_a_shape(value):
    assert SECRET not in json.dumps(shape_of(value).document())


def test_a_member_named_by_the_tenant_loses_its_name():
    shape = shape_of({"adele@contoso.com": 1, "0d6f2f6a-1111-4a0e-8f8f-2a6f1c1f0a01": 2})

    assert list(shape.members) == ["(own name)"]


def test_annotations_and_odd_names_of_microsoft_are_kept():
    names = {"Guid@data.type", "@odata.nextLink", "LastUsedDate(DateTime])", "@adminapi.warnings"}

    assert set(shape_of(dict.fromkeys(names, "x")).members) == names


@given(_json, _json)
def test_a_merged_shape_fits_both(first, second):
    merged = shape_of(first).merged(shape_of(second))

    for one in (first, second):
        found = differences(_answer_of(merged), _answer_of(shape_of(one)))
        assert not [apart for apart in found if apart.expected == "absent"]
        assert all(apart.weight is Weight.ADDS for apart in found)


@given(_json)
def test_a_shape_reads_back_as_it_was_written(value):
    shape = shape_of(value)

    assert Shape.of_document(json.loads(json.dumps(shape.document()))) == shape


def test_the_forms_of_text_are_told_apart():
    assert kind_of("49.5 GB (53,150,220,288 bytes)") == "size"
    assert kind_of("2025-02-03T08:15:30.0000000Z") == "date with 7 digits, UTC"
    assert kind_of("2025-02-03T08:15:30.0000000+00:00") == "date with 7 digits, offset"
    assert kind_of("14.00:00:00") == "time span"
    assert kind_of("Unlimited") == "Unlimited"
    assert kind_of("Adele Vance") == "text"
    assert kind_of(15394007230974001153) == "integer beyond 64 bits"


def test_a_missing_property_refutes_and_a_further_one_adds():
    expected = _answer_of(shape_of([{"A": 1, "B": "x"}]))
    found = _answer_of(shape_of([{"A": 1, "C": "y"}]))

    weights = {one.where: one.weight for one in differences(expected, found)}

    assert weights == {"[]/B": Weight.REFUTES, "[]/C": Weight.ADDS}


def test_a_size_that_comes_as_a_number_refutes():
    expected = _answer_of(shape_of({"Quota": "1 GB (1,073,741,824 bytes)"}))
    found = _answer_of(shape_of({"Quota": 1073741824}))

    (apart,) = differences(expected, found)

    assert (apart.where, apart.expected, apart.found) == ("/Quota", "size", "integer")
    assert apart.weight is Weight.REFUTES


def test_a_setting_that_was_never_set_here_adds():
    expected = _answer_of(shape_of({"FocusedInboxOn": None}))

    (apart,) = differences(expected, _answer_of(shape_of({"FocusedInboxOn": True})))

    assert apart.weight is Weight.ADDS


def test_another_status_body_or_exception_refutes():
    expected = observed(Answer(404, {"x-exceptiontype": "x"}, _error("A.B.NotFoundException")))
    found = observed(Answer(500, {}, _error("A.B.OtherException")))

    wheres = {one.where for one in differences(expected, found)}

    assert wheres == {"status", "exception", "header x-exceptiontype"}


def test_bodies_that_are_no_json_are_named():
    bodies = {b"": "empty", b"\0" * 300: "NUL bytes", b"<html>": "html", b"Please wait": "text"}

    assert {body: observed(Answer(403, {}, body)).form for body in bodies} == bodies


def test_the_sentence_of_an_error_is_not_kept():
    body = json.dumps(
        {"error": {"code": f"no {SECRET}", "details": [{"message": f"Ex1|A.B|{SECRET}"}]}}
    )

    kept = observed(Answer(400, {"x-ms-diagnostics": SECRET}, body.encode()))

    assert SECRET not in json.dumps(kept.document())
    assert (kept.error, kept.exception) == (None, "B")


def test_the_exception_is_found_in_each_form_of_a_refusal():
    piped = _error("Microsoft.Exchange.ManagementObjectNotFoundException")
    nested = json.dumps({"ClassName": "A.ManagementObjectNotFoundException", "Message": "x"})
    as_json = json.dumps({"error": {"details": [{"message": nested}]}}).encode()

    found = {observed(Answer(404, {}, body)).exception for body in (piped, as_json)}

    assert found == {"ManagementObjectNotFoundException"}


def _answer_of(shape: Shape) -> Observation:
    return Observation(200, "json", shape=shape)


def _error(name: str) -> bytes:
    details = [{"code": "Client", "message": f"Ex6F9304|{name}|The object couldn't be found."}]
    return json.dumps({"error": {"code": "X", "details": details}}).encode()
