"""What a narrow terminal shows of the demo's tables."""

import io

import pytest
from rich.console import Console

from local.demo import story
from local.demo.letters import Letter

RECEIVED, CONTAINED = "2026-11-24T06:00:00+00:00", "2026-11-24T06:00:02+00:00"
ANSWER = {"receivedAt": RECEIVED, "containedAt": CONTAINED, "result": "https://evidence"}
LONG_NAME = "maximiliana.featherstonehaugh1234"


@pytest.fixture
def shown():
    """The lines of the table of outcomes, 80 columns wide."""
    letters = [
        Letter("base64 CloudEvent", "1", f"{LONG_NAME}@contoso.com", "", "completed"),
        Letter("admin role", "2", "rafa.quist4@contoso.com", "", "awaiting-approval"),
    ]
    states = {
        "1": [
            {**ANSWER, "state": "scheduled", "access": "closed", "reason": None},
            {**ANSWER, "state": "cancelled", "access": "closed", "reason": None},
        ],
        "2": [
            {
                **ANSWER,
                "state": "awaiting-approval",
                "access": "unknown",
                "reason": {"code": "privileged-role"},
            }
        ],
    }
    out = io.StringIO()
    story.outcomes(Console(file=out, width=80), letters, states, 3.0)
    return out.getvalue().splitlines()


def test_what_became_of_a_request_is_never_cut(shown):
    header, first, second, *_ = shown

    assert header.split() == ["What", "Person", "Answers", "Access", "Reason"]
    assert first.split()[-3:] == ["scheduled,", "cancelled", "closed"]
    assert second.split()[-3:] == ["awaiting-approval", "unknown", "privileged-role"]


def test_the_name_gives_way_and_each_request_stays_one_line(shown):
    first, second = shown[1:3]

    assert first.startswith("base64 CloudEvent  maximil")
    assert "…" in first
    assert second.startswith("admin role")


def test_no_sentence_is_broken_before_the_line_is_full():
    out = io.StringIO()

    story.opening(Console(file=out, width=300), 250)

    assert len(out.getvalue().splitlines()) == 2, "the title and one line"
