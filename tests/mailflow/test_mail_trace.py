"""`nightshift mailflow trace`: every row once, newest first, over any number of windows."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.answers import Reply
from shared.mailflow.trace import WIDEST, Question, traced, windows
from shared.web.errors import Malformed
from tests.mailboxes.prompt import Prompt

START = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def prompt(tmp_path):
    return Prompt(tmp_path, mailboxes=300)


def keys(messages):
    return [(one["messageTraceId"], one["recipient"]) for one in messages]


def expected(prompt, since):
    """All rows since then, as the tenant tells them in one piece of its own."""

    async def work():
        found, end = {}, prompt.house.clock.now()
        async with prompt.house.app.desk.open(run="test", reason="test") as session:
            while end > since:
                start = max(since, end - timedelta(days=1))
                for row in await session.exchange.invoke(
                    "Get-MessageTraceV2", StartDate=start, EndDate=end, ResultSize=5000
                ):
                    found[row["MessageTraceId"], row["RecipientAddress"]] = row
                end = start
        await prompt.house.app.close()
        return found

    return asyncio.run(work())


def test_every_row_comes_once_and_the_newest_first(prompt):
    told = prompt.json("mailflow", "trace", "--since", "2d", "--limit", "9000")

    found = keys(told["messages"])
    assert len(found) == len(set(found)) > 1000
    assert set(found) == expected(prompt, prompt.house.clock.now() - timedelta(days=2)).keys()
    moments = [one["received"] for one in told["messages"]]
    assert moments == sorted(moments, reverse=True)
    assert told["more"] is False


def test_a_time_longer_than_a_question_may_span_is_asked_in_parts(prompt):
    somebody = prompt.pick("leaver")

    told = prompt.json("mailflow", "trace", "--since", "25d", "--recipient", somebody)

    days = {one["received"][:10] for one in told["messages"]}
    assert {one["recipient"] for one in told["messages"]} == {somebody}
    assert max(days) > "2026-11-15"
    assert min(days) < "2026-11-05"


def test_a_trace_that_was_cut_says_so(prompt):
    told = prompt.type("mailflow", "trace", "--limit", "20", "--output", "csv")

    assert len(told.stdout.splitlines()) == 21
    assert "there are more" in told.stderr


def test_subject_and_sender_narrow_it_down(prompt):
    told = prompt.json("mailflow", "trace", "--subject", "offer", "--sender", "*@partner.example")

    assert told["messages"]
    assert {one["sender"] for one in told["messages"]} == {"sales@partner.example"}
    assert {one["subject"] for one in told["messages"]} == {"Offer 4711"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--since", "91d"), "keeps 90 days"),
        (("--since", "2026-11-24", "--until", "2026-11-20"), "begin after its end"),
        (("--since", "yesterday"), "is no time"),
        (("--since", "2027-01-01"), "begin after its end"),
    ],
)
def test_a_time_that_cannot_be_traced_is_wrong_usage(prompt, words, says):
    told = prompt.type("mailflow", "trace", *words)

    assert (told.exit_code, told.stdout) == (2, "")
    assert says in told.stderr


def test_a_trace_that_is_refused_is_no_empty_one(prompt):
    prompt.fault(cmdlet="Get-MessageTraceV2", kind="status", status=403)

    told = prompt.type("mailflow", "trace")

    assert told.exit_code == 1
    assert "0 rows" not in told.stderr


class Answering:
    """A service that says there is more, whatever it is asked; it keeps what that was."""

    def __init__(self, *moments):
        self._moments = list(moments)
        self.asked = []

    async def reply(self, cmdlet, **given):
        self.asked.append(given)
        moment = self._moments.pop(0) if len(self._moments) > 1 else self._moments[0]
        row = {"MessageTraceId": moment, "RecipientAddress": "r@x", "Received": moment}
        return Reply([row], ("There are more results: Get-MessageTraceV2 ...",))


async def test_a_trace_in_a_circle_ends_and_is_not_taken_for_whole():
    service = Answering("2026-09-01T00:00:00Z")
    question = Question(START, START + timedelta(days=1))

    with pytest.raises(Malformed, match="circle"):
        _ = [rows async for rows in traced(service, question, 100)]


@pytest.mark.parametrize(
    ("received", "end"), [("09.1234567Z", 123457), ("09.1234560Z", 123456), ("09Z", 0)]
)
async def test_the_next_part_begins_no_earlier_than_the_last_row(received, end):
    service = Answering(f"2026-09-01T00:00:{received}", "2026-09-01T00:00:08Z")
    question = Question(START, START + timedelta(days=1))

    with pytest.raises(Malformed):
        _ = [rows async for rows in traced(service, question, 100)]

    assert service.asked[1]["EndDate"] == START + timedelta(seconds=9, microseconds=end)
    assert service.asked[1]["StartingRecipientAddress"] == "r@x"


@given(st.integers(1, 90 * 24 * 60))
def test_the_parts_are_the_whole_without_a_gap(minutes):
    until = START + timedelta(minutes=minutes)

    parts = list(windows(START, until))

    assert (parts[-1][0], parts[0][1]) == (START, until)
    assert all(end - start <= WIDEST for start, end in parts)
    assert all(newer[0] == older[1] for newer, older in pairwise(parts))
