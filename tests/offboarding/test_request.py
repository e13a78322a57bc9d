import base64
import json
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.offboarding.request import (
    LONGEST_BODY,
    Invalid,
    Unreadable,
    identity,
    open_envelope,
    validate,
)
from shared.offboarding.when import effective

ADELE = {"requestId": "r-1", "user": "adele@contoso.com"}
TENANT = "11111111-2222-3333-4444-555555555555"


def event(data: object, **attributes: object) -> dict:
    return (
        {"specversion": "1.0", "id": "e-1", "source": "/hr", "type": "leaver"}
        | attributes
        | {"data": data}
    )


def test_plain_json_base64_and_a_cloud_event_say_the_same():
    plain = json.dumps(ADELE)

    assert open_envelope(plain).content == ADELE
    assert open_envelope(base64.b64encode(plain.encode()).decode()).content == ADELE
    opened = open_envelope(json.dumps(event(ADELE, dequeuecount="abc", traceparent="00-1")))
    assert (opened.content, opened.source) == (ADELE, "/hr")
    packed = event(None) | {"data_base64": base64.b64encode(plain.encode()).decode()}
    assert open_envelope(json.dumps(packed)).content == ADELE


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param("not json", "not-json", id="text"),
        pytest.param("", "not-json", id="empty"),
        pytest.param("{", "not-json", id="half"),
        pytest.param('{"a": NaN}', "not-json", id="nan"),
        pytest.param("[" * 100_000, "too-large", id="deep-and-large"),
        pytest.param("[" * 20_000 + "]" * 20_000, "not-json", id="deep"),
        pytest.param("[1]", "not-an-object", id="list"),
        pytest.param('{"user": "a", "user": "b"}', "member-twice", id="twice"),
        pytest.param('{"user": "\\ud800"}', "not-unicode", id="half-a-character"),
        pytest.param(json.dumps(event("x")), "no-data", id="event-without-object"),
        pytest.param(json.dumps(event(ADELE, source="")), "no-source", id="event-without-source"),
        pytest.param(json.dumps({"x": "y" * LONGEST_BODY}), "too-large", id="large"),
        pytest.param(base64.b64encode(b"\xff\xfe").decode(), "not-json", id="not-utf-8"),
    ],
)
def test_what_is_no_request_is_told_why(body, code):
    with pytest.raises(Unreadable) as caught:
        open_envelope(body)

    assert caught.value.code == code


@given(
    st.text(max_size=300) | st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode())
)
def test_no_body_breaks_the_reader(body):
    try:
        opened = open_envelope(body)
    except Unreadable:
        return

    assert isinstance(opened.content, dict)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"requestId": None}, "requestId", id="no-request-id"),
        pytest.param({"requestId": 5}, "requestId", id="number"),
        pytest.param({"requestId": "a\nb"}, "control characters", id="control"),
        pytest.param({"user": {}}, "upn, objectId", id="nobody"),
        pytest.param({"user": 7}, "text or an object", id="user-number"),
        pytest.param({"efectiveAt": "2026-11-30T17:00:00Z"}, "no member", id="typo"),
        pytest.param({"effectiveAt": "soon"}, "no date and time", id="no-date"),
        pytest.param({"effectiveAt": "2026-11-30"}, "lastWorkingDay", id="day-as-moment"),
        pytest.param({"lastWorkingDay": "2026-02-30"}, "no date", id="no-such-day"),
        pytest.param({"lastWorkingDay": "0001-01-01"}, "cannot be meant", id="year-one"),
        pytest.param({"timeZone": "Mars/Base"}, "no time zone", id="no-zone"),
        pytest.param({"dryRun": "true"}, "dryRun", id="text-for-truth"),
        pytest.param({"action": "delete"}, "action", id="no-such-action"),
        pytest.param({"action": "cancel"}, "about", id="cancel-what"),
        pytest.param(
            {"dequeueCount": "abc", "id": "x"}, "dequeueCount is no member", id="reserved"
        ),
        pytest.param(
            {"lastWorkingDay": "2026-11-30", "effectiveAt": "2026-11-30T17:00:00Z"},
            "send one of them",
            id="both-dates",
        ),
    ],
)
def test_a_wrong_member_is_named_with_what_is_wrong(change, told):
    with pytest.raises(Invalid) as caught:
        validate(ADELE | change)

    assert told in str(caught.value)


def test_a_refusal_never_repeats_a_value():
    with pytest.raises(Invalid) as caught:
        validate(ADELE | {"timeZone": 5, "autoReply": ["s3cret"], "forwardTo": "x\x00s3cret"})

    assert "s3cret" not in str(caught.value)


def test_the_same_content_in_another_order_is_the_same_request():
    one = validate({"requestId": "r", "user": "a@b.c", "dryRun": False})
    other = validate({"user": {"upn": "a@b.c"}, "requestId": "r"})

    assert one.sha256 == other.sha256
    assert one.sha256 != validate({"requestId": "r", "user": "x@b.c"}).sha256


def test_who_asks_and_whether_it_is_a_dry_run_make_another_case():
    ids = {
        identity(TENANT, "queue", "r", dry_run=False),
        identity(TENANT, "queue", "r", dry_run=True),
        identity(TENANT, "/hr", "r", dry_run=False),
        identity(TENANT, "queue", "R", dry_run=False),
    }

    assert len(ids) == 4


NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "moment", "zone", "expected"),
    [
        pytest.param("2026-11-30", None, "Europe/Berlin", "2026-11-30T17:00:00+00:00", id="day"),
        pytest.param("2026-07-31", None, "Europe/Berlin", NOW.isoformat(), id="past-is-now"),
        pytest.param("2027-07-30", None, "Europe/Berlin", "2027-07-30T16:00:00+00:00", id="summer"),
        pytest.param(
            None, "2026-11-30T09:00:00-05:00", "UTC", "2026-11-30T14:00:00+00:00", id="offset"
        ),
        pytest.param(
            None, "2026-11-30T09:00:00", "Asia/Tokyo", "2026-11-30T00:00:00+00:00", id="in-zone"
        ),
        pytest.param(
            None, "2027-03-28T02:30:00", "Europe/Berlin", "2027-03-28T01:30:00+00:00", id="skipped"
        ),
        pytest.param(None, None, "UTC", NOW.isoformat(), id="at-once"),
    ],
)
def test_access_ends_when_the_request_means_it(day, moment, zone, expected):
    found = effective(
        last_working_day=day, effective_at=moment, zone=zone, workday_ends=time(18), now=NOW
    )

    assert found.isoformat() == expected
