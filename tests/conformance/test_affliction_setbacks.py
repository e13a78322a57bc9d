"""Faults that `affliction` gets over by itself, seen from both sides."""

from datetime import datetime

import pytest

pytestmark = pytest.mark.processes


def statuses(calls):
    return [one["status"] for one in calls]


def test_a_token_that_ran_out_is_replaced_once_and_the_read_repeated(them):
    given = them.secret.given
    them.fault(kind="expire-token", path="/Mailbox$", count=1)

    rows = them.exchange.mailboxes()

    assert len({row["Guid"] for row in rows}) == 250
    assert them.secret.given == given + 1
    assert statuses(them.calls("/Mailbox")) == [401, 200, 200, 200]


def test_a_token_that_ran_out_between_pages_costs_no_row(them):
    rows, given = [], them.secret.given

    for row in them.exchange.yield_result(them.url("Mailbox")):
        rows.append(row)
        if len(rows) == 150:
            them.fault(kind="expire-token", path="/Mailbox$", count=1)

    assert len(rows) == len({row["Guid"] for row in rows}) == 250
    assert them.secret.given == given + 1
    assert statuses(them.calls("/Mailbox")) == [200, 200, 401, 200]


def test_a_write_refused_for_its_token_is_applied_by_the_repetition(them):
    [leaver] = them.pick("leaver")
    them.fault(kind="expire-token", cmdlet="Set-Mailbox", count=1)

    them.invoke("Set-Mailbox", Identity=leaver, Type="Shared")

    assert statuses(them.calls("/InvokeCommand")) == [401, 200]
    assert them.person(leaver)["mailbox"]["type"] == "SharedMailbox"


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        pytest.param({"kind": "throttle"}, 429, id="throttled"),
        pytest.param({"kind": "status", "status": 503}, 503, id="unavailable"),
        pytest.param({"kind": "status", "status": 504}, 504, id="timed-out"),
    ],
)
def test_a_passing_fault_between_pages_costs_no_row(them, rule, status):
    them.fault(**rule, path="/Mailbox$", count=2)

    rows = them.exchange.mailboxes(headers={"Prefer": "odata.maxpagesize=200"})

    assert len({row["Guid"] for row in rows}) == 250
    assert statuses(them.calls("/Mailbox")) == [status, status, 200, 200]


def test_a_fault_of_one_person_meets_nobody_else(them):
    leaver, other = them.pick("leaver", 2)
    them.fault(kind="status", status=503, identity=leaver, count=2)

    them.exchange.get(them.url(f"Mailbox('{other}')"))
    them.exchange.get(them.url(f"Mailbox('{leaver}')"))
    them.graph.get_user(other)

    assert statuses(them.calls(f"Mailbox('{other}')")) == [200]
    assert statuses(them.calls(f"Mailbox('{leaver}')")) == [503, 503, 200]
    assert statuses(them.calls(f"users('{other}')")) == [200]


def test_a_named_wait_is_kept(them):
    them.fault(kind="throttle", cmdlet="Get-Mailbox", retryAfter=1, count=1)

    rows = them.invoke("Get-Mailbox", ResultSize=5)

    refused, done = them.calls("/InvokeCommand")
    waited = datetime.fromisoformat(done["time"]) - datetime.fromisoformat(refused["time"])
    assert (len(rows), refused["status"], done["status"]) == (5, 429, 200)
    assert waited.total_seconds() >= 0.9


def test_a_broken_connection_is_opened_anew(them):
    them.fault(kind="reset", path="/Mailbox$", count=1)

    rows = them.exchange.mailboxes()

    assert len({row["Guid"] for row in rows}) == 250
    assert statuses(them.calls("/Mailbox")) == [0, 200, 200, 200]


@pytest.mark.parametrize(
    ("kind", "status"), [("throttle", 429), ("expire-token", 401), ("reset", 0)]
)
def test_graph_is_asked_again(them, kind, status):
    them.fault(kind=kind, path="/users$", count=1)

    people = them.graph.get_users(select=["id"])

    assert len({one["id"] for one in people}) == 256
    assert statuses(them.calls("/users")) == [status, 200, 200, 200]
