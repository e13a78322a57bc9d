"""Messages that are no requests, on the real queue, between two that are."""

import base64
import json

import pytest

from shared.store.names import QUEUES, REQUESTS

pytestmark = pytest.mark.processes

# The names under which the host itself describes a message; a body's members overwrite these.
RESERVED: dict[str, object] = {
    "id": {"not": "a text"},
    "dequeueCount": "abc",
    "popReceipt": None,
    "insertionTime": "yesterday",
    "expirationTime": -1,
    "nextVisibleTime": [],
    "queueTrigger": 7,
}
BINARY = base64.b64encode(bytes(range(256))).decode()
LONG = "x" * 48 * 1024
LONG_REQUEST = json.dumps({"requestId": "hostile-long", "user": "u", "autoReply": LONG})
KEPT = {
    "Please remove Adele next Friday.": "not-json",
    json.dumps(RESERVED): "invalid",
    LONG: "not-json",
    LONG_REQUEST: "too-large",
    BINARY: "not-json",
    "[" * 20_000: "not-json",
}


def test_what_is_no_request_is_kept_once_and_harms_no_other(site):
    leavers = site.leavers("beside-hostile", 2)
    known = len(site.log())
    beside = {"requestId": "hostile-beside", "user": leavers[0].upn, **RESERVED}

    site.ask(leavers[0])
    for body in (*KEPT, json.dumps(beside)):
        site.account.send(REQUESTS, body)
    site.ask(leavers[1])
    site.ended([*(one.request_id for one in leavers), "hostile-beside"])

    [refusal] = site.answers("hostile-beside")
    reason = refusal["data"]["reason"]
    assert (refusal["data"]["state"], reason["code"]) == ("rejected", "invalid")
    assert all(f"{name} is no member of a request" in reason["text"] for name in RESERVED)
    ends = [site.answers(one.request_id)[-1]["data"]["state"] for one in leavers]
    assert ends == ["completed", "completed"]
    assert site.left_undone(leavers) == {}
    kept = {one["body"]: (one["code"], one["times"]) for one in _failures(site)}
    assert {body: kept.get(body) for body in KEPT} == {b: (code, 1) for b, code in KEPT.items()}
    assert {queue: site.account.waiting(queue) for queue in QUEUES if "poison" in queue} == {
        "offboarding-requests-poison": 0,
        "offboarding-cases-poison": 0,
        "quota-batches-poison": 0,
        "audit-runs-poison": 0,
        "connection-checks-poison": 0,
    }
    assert ", delivery 1" in site.log()[known:]
    assert ", delivery 2" not in site.log()[known:]


def _failures(site):
    return site.nightshift("poison", "list", "--json").document["failures"]
