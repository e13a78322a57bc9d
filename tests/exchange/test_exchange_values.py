"""How the values of parameters travel."""

import base64
import json
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum, IntEnum, StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.durations import Duration
from shared.exchange.sizes import UNLIMITED, Size
from shared.exchange.values import Edit, encode, encoded
from shared.web.errors import BadCall
from tests.exchange.calling import asked

TABLE = "#Exchange.GenericHashTable"


class Colour(StrEnum):
    RED = "Red"


class Level(IntEnum):
    HIGH = 3


class Plain(Enum):
    ON = "On"


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        pytest.param(None, None, id="null-clears"),
        pytest.param(True, True, id="switch"),
        pytest.param(2**53 + 1, 2**53 + 1, id="beyond-a-double"),
        pytest.param(2**63 - 1, 2**63 - 1, id="int64"),
        pytest.param(15394007230974001153, "15394007230974001153", id="beyond-int64"),
        pytest.param(1.5, 1.5, id="double"),
        pytest.param("Unlimited", UNLIMITED, id="unlimited"),
        pytest.param(Size(49 * 1024**3), "52613349376", id="size"),
        pytest.param(Duration.parse("14.00:00:00"), "14.00:00:00", id="duration"),
        pytest.param(timedelta(days=90, microseconds=3), "90.00:00:00.0000030", id="timedelta"),
        pytest.param(
            datetime(2026, 11, 24, 8, 0, 0, 5, timezone(timedelta(hours=2))),
            "2026-11-24T06:00:00.0000050Z",
            id="zoned-time",
        ),
        pytest.param(datetime(20, 1, 1, tzinfo=UTC), "0020-01-01T00:00:00.0000000Z", id="early"),
        pytest.param(UUID(int=1), "00000000-0000-0000-0000-000000000001", id="guid"),
        pytest.param(Colour.RED, "Red", id="str-enum"),
        pytest.param(Level.HIGH, 3, id="int-enum"),
        pytest.param(Plain.ON, "On", id="enum"),
        pytest.param([], [], id="an-empty-list-clears"),
        pytest.param(("a", "b"), ["a", "b"], id="list"),
        pytest.param({}, {"@odata.type": TABLE}, id="an-empty-table-clears"),
        pytest.param(
            {"add": ["b"], "deep": {"n": 1}},
            {"@odata.type": TABLE, "add": ["b"], "deep": {"@odata.type": TABLE, "n": 1}},
            id="table",
        ),
        pytest.param(
            Edit(add=["b@contoso.com"], remove=("c@contoso.com",)),
            {"@odata.type": TABLE, "Add": ["b@contoso.com"], "Remove": ["c@contoso.com"]},
            id="edit",
        ),
        pytest.param(Edit(remove=["c"]), {"@odata.type": TABLE, "Remove": ["c"]}, id="edit-out"),
        pytest.param(
            b"\x00\xff", {"@odata.type": "#Exchange.ByteArrayType", "Data": "AP8="}, id="bytes"
        ),
    ],
)
def test_a_value_travels_as_exchange_binds_it(value, sent):
    assert json.loads(json.dumps(encode("X", value))) == sent


def test_a_list_of_tables_or_of_bytes_is_announced_beside_it():
    sent = encoded({"Rules": [{"a": 1}, {"b": 2}], "Files": [b"x"], "Names": ["x"], "Edits": []})

    assert sent == {
        "Rules@odata.type": "#Collection(Exchange.GenericHashTable)",
        "Rules": [{"@odata.type": TABLE, "a": 1}, {"@odata.type": TABLE, "b": 2}],
        "Files@odata.type": "#Collection(Exchange.ByteArrayType)",
        "Files": [{"@odata.type": "#Exchange.ByteArrayType", "Data": "eA=="}],
        "Names": ["x"],
        "Edits": [],
    }


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(datetime(2026, 11, 24, 6, 0), id="no-zone"),  # noqa: DTZ001 - the point of it
        pytest.param(date(2026, 11, 24), id="a-day"),
        pytest.param(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), id="before-time"),
        pytest.param(float("nan"), id="nan"),
        pytest.param(float("inf"), id="infinity"),
        pytest.param("m\udfff", id="half-a-character"),
        pytest.param(["a", {"b": 1}], id="mixed"),
        pytest.param({1, 2}, id="a-set"),
        pytest.param(object(), id="anything"),
    ],
)
def test_what_would_not_arrive_as_meant_is_refused_before_it_is_sent(value):
    with pytest.raises(BadCall, match="nothing was sent: LitigationHoldOwner"):
        asked("Set-Mailbox", Identity="m-1", LitigationHoldOwner=value)


def test_an_edit_of_nothing_is_refused_since_it_would_clear_the_list():
    with pytest.raises(ValueError, match="clears all"):
        Edit()
    with pytest.raises(TypeError, match="lists of members"):
        Edit(add="b@contoso.com")


def test_the_members_of_an_edit_are_held_against_the_enumeration():
    with pytest.raises(BadCall, match="RecipientTypeDetails does not take"):
        asked("Get-Recipient", RecipientTypeDetails=Edit(add=["UserMailbox", "NoSuchMailbox"]))


def decoded(sent: Any) -> Any:
    """A value as the service reads it."""
    match sent:
        case {"@odata.type": "#Exchange.ByteArrayType", "Data": data}:
            return base64.b64decode(data)
        case {"@odata.type": "#Exchange.GenericHashTable", **rest}:
            return {k: decoded(v) for k, v in rest.items() if not str(k).endswith("@odata.type")}
        case list():
            return [decoded(one) for one in sent]
        case _:
            return sent


plain = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
names = st.from_regex(r"[A-Z][a-z]{0,6}", fullmatch=True)
values = st.recursive(
    plain | st.binary(max_size=8),
    lambda inner: (
        st.lists(plain, max_size=3)
        | st.lists(st.binary(max_size=4), max_size=3)
        | st.lists(st.dictionaries(names, inner, max_size=2), max_size=3)
        | st.dictionaries(names, inner, max_size=3)
    ),
    max_leaves=8,
)


@given(values)
def test_what_is_sent_is_read_back_as_it_was(value):
    sent = json.loads(json.dumps(encode("X", value), ensure_ascii=False).encode())

    assert decoded(sent) == value


@given(st.datetimes(timezones=st.timezones()))
def test_a_time_names_the_same_instant_at_the_other_end(moment):
    try:
        instant = moment.astimezone(UTC)
    except OverflowError:
        return
    sent = encode("X", moment)
    assert isinstance(sent, str)
    assert len(sent) == 28

    assert datetime.fromisoformat(sent) == instant
