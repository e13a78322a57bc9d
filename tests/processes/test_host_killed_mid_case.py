"""The host is killed in the middle of a case; the next host ends it as if nothing had been."""

import json
from urllib.parse import urlsplit

import pytest

from local.stack import Stack
from shared.store.names import RESULTS
from tests.processes.relay import Relay
from tests.processes.site import SECTION, SHORT_WAITS, Site
from tests.processes.waiting import until

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def relay():
    with Relay() as open_relay:
        yield open_relay


@pytest.fixture(scope="module")
def site(relay):
    """A stack whose app reaches its blobs through *relay*."""
    blobs = f"https://127.0.0.1:{relay.port}/devstoreaccount1"
    extra = {**SHORT_WAITS, "NightshiftStorage__blobServiceUri": blobs}
    with Stack(section=SECTION, extra=extra, with_host=False) as stack:
        relay.lead_to(urlsplit(stack.storage.blob).port)
        stack.start_host()
        try:
            yield Site(stack)
        finally:
            stack.stop_host()


@pytest.fixture(autouse=True)
def calm(site, relay):
    yield
    site.control("DELETE", "faults")
    relay.answers_take_s = 0.0


def held_up(site, kind, **rule):
    """The next request that *rule* fits is held by the tenant; what is returned waits for it."""
    before = site.hits(kind)
    site.control("POST", "faults", {"kind": kind, "count": 1, **rule})
    return lambda: until(f"a request that is held ({kind})", lambda: site.hits(kind) > before)


def has_ended_well(site, leaver, killed_in_run):
    """The answer: the only one, of a later run than was killed; the tenant is as it must be."""
    site.ended([leaver.request_id])
    [answer] = site.answers(leaver.request_id)
    case = site.case(leaver.request_id)
    assert (answer["data"]["state"], answer["data"]["access"]) == ("completed", "closed")
    assert answer["id"] == f"{case['RowKey']}/completed/1"
    assert case["epoch"] > killed_in_run
    assert site.left_undone([leaver]) == {}
    return answer["data"]


def test_between_the_intent_in_the_ledger_and_its_write(site):
    [leaver] = site.leavers("intent", 1)
    held = held_up(site, "timeout", cmdlet="Set-Mailbox", seconds=5)

    site.ask(leaver)
    held()
    site.stack.kill_host()
    case = site.case(leaver.request_id)
    first = site.step(case["RowKey"], "convert-to-shared")
    kind = site.look(leaver.upn)["mailbox"]["type"]
    site.stack.start_host()

    assert (first["status"], kind) == ("intended", "UserMailbox")
    assert json.loads(first["before"]) == {"RecipientTypeDetails": "UserMailbox"}
    has_ended_well(site, leaver, case["epoch"])
    last = site.step(case["RowKey"], "convert-to-shared")
    assert (last["status"], last["outcome"]) == ("verified", "changed")
    assert (last["before"], last["intendedAt"]) == (first["before"], first["intendedAt"])


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        ("convert-to-shared", {"cmdlet": "Set-Mailbox"}),
        # The first of several: what the second attempt finds is not what the first one found.
        ("leave-distribution-groups", {"cmdlet": "Remove-DistributionGroupMember"}),
    ],
)
def test_with_a_write_applied_whose_answer_is_outstanding(site, step, rule):
    [leaver] = site.leavers(step, 1)
    held = held_up(site, "slow", seconds=1, **rule)

    site.ask(leaver)
    held()
    site.freeze_host()
    until("the write", lambda: _done(site, leaver, step))
    site.stack.kill_host()
    case = site.case(leaver.request_id)
    first = site.step(case["RowKey"], step)
    site.stack.start_host()

    assert first["status"] == "intended"
    has_ended_well(site, leaver, case["epoch"])
    last = site.step(case["RowKey"], step)
    assert (last["status"], last["outcome"]) == ("verified", "changed")
    assert (last["before"], last["intendedAt"]) == (first["before"], first["intendedAt"])


def test_between_the_result_and_the_row_that_says_so(site, relay):
    [leaver] = site.leavers("result", 1)
    held = held_up(site, "slow", seconds=0.3, path="/assignLicense$")

    site.ask(leaver)
    held()
    relay.answers_take_s = 0.5
    case = site.case(leaver.request_id)
    result = f"{case['prefix']}/result.json"
    first = until("the result", lambda: site.account.document(RESULTS, result))
    site.stack.kill_host()
    relay.answers_take_s = 0.0
    case = site.case(leaver.request_id)
    site.stack.start_host()

    assert case["state"] == "running"
    answer = has_ended_well(site, leaver, case["epoch"])
    assert answer["result"].endswith(f"/{RESULTS}/{result}")
    assert site.account.document(RESULTS, result) == first


def _done(site, leaver, step):
    """Whether the tenant has applied the first write of *step*."""
    person = site.look(leaver.upn)
    if step == "convert-to-shared":
        return person["mailbox"]["type"] == "SharedMailbox"
    return len(person["distributionGroups"]) == len(leaver.before["distributionGroups"]) - 1
