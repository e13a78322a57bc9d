"""Several calls in one: the order of the answers, what a failed part looks like, how many fit."""

import json
from dataclasses import replace

from shared.graph.batch import batch
from shared.graph.protocol import Part
from shared.selftest.asking import NOBODY, run
from shared.selftest.probe import Probe, Scene, of_exchange, of_graph
from shared.web.request import Effect, Json, Request

_MOST_KNOWN = 10  # what clients in the field send at most


def _of(scene: Scene, requests: list[Request]) -> Request:
    parts: list[Json] = [
        {
            "id": str(number),
            "method": "POST",
            "url": one.url,
            "headers": dict(one.headers),
            "body": json.loads(one.body or b"{}"),
        }
        for number, one in enumerate(requests)
    ]
    outer = run(scene, "Get-Mailbox", Identity=scene.mailbox)
    return replace(
        outer,
        url=f"{scene.organization.root}/$batch",
        effect=Effect.READ,
        body=json.dumps({"requests": parts}).encode(),
        headers={**outer.headers, "Prefer": "odata.continue-on-error"},
    )


def _good_and_bad(scene: Scene) -> Request:
    good = run(scene, "Get-Mailbox", Identity=scene.mailbox)
    return _of(scene, [good, run(scene, "Get-Mailbox", Identity=NOBODY)])


def _one_too_many(scene: Scene) -> Request:
    good = run(scene, "Get-MailboxPermission", Identity=scene.mailbox)
    return _of(scene, [good] * (_MOST_KNOWN + 1))


def _graph(scene: Scene) -> Request:
    parts = [
        Part("GET", f"/users/{scene.user_id}?$select=id,displayName"),
        Part("GET", f"/users/{NOBODY}"),
    ]
    return batch(scene.graph_origin, parts, request_id=scene.new_id())


PROBES: tuple[Probe, ...] = (
    of_exchange("batch", "what the parts of a batch answer, one of which fails", _good_and_bad),
    of_exchange("batch of 11", "whether a batch may have more than ten parts", _one_too_many),
    of_graph("batch", "what the parts of a batch answer, one of which fails", _graph),
)
