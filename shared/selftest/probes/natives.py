"""The native reads behind Get-EXO…: entity sets, keys, functions."""

import base64
from dataclasses import replace

from shared.exchange import native
from shared.exchange.native import Query
from shared.selftest.asking import FEW
from shared.selftest.probe import Probe, Scene, of_exchange
from shared.web.request import Request


def _read(scene: Scene, *steps: str, **query: str) -> Request:
    return native.read(
        scene.organization,
        "Get-EXOMailbox",
        steps,
        Query(options=query),
        request_id=scene.new_id(),
        page_size=FEW,
    )


def _of_a_mailbox(scene: Scene, *steps: str, **query: str) -> Request:
    return _read(scene, "Mailbox", scene.mailbox, *steps, **query)


def _by_encoded_key(scene: Scene) -> Request:
    encoded = base64.b64encode(scene.mailbox.encode()).decode()
    return _read(scene, "Mailbox", encoded, IsEncoded="True")


def _on_version_one(scene: Scene) -> Request:
    request = _of_a_mailbox(scene)
    return replace(request, url=request.url.replace("/adminapi/beta/", "/adminapi/v1.0/", 1))


def _filtered(scene: Scene) -> Request:
    return _read(scene, "Mailbox", **{"$filter": "RecipientTypeDetails eq 'UserMailbox'"})


PROBES: tuple[Probe, ...] = (
    of_exchange(
        "mailboxes with quotas",
        "what the nightly sweep reads of each mailbox",
        lambda scene: _read(scene, "Mailbox", PropertySet="Minimum,Quota"),
    ),
    of_exchange(
        "mailboxes with audit, delivery, hold and archive",
        "what the audit reads of each mailbox",
        lambda scene: _read(scene, "Mailbox", PropertySet="Minimum,Audit,Delivery,Hold,Archive"),
    ),
    of_exchange("mailboxes by a filter", "whether OData filters are taken", _filtered),
    of_exchange("one mailbox by its key", "one entity instead of a list", _of_a_mailbox),
    of_exchange("one mailbox by a base64 key", "whether IsEncoded is honoured", _by_encoded_key),
    of_exchange("one mailbox under v1.0", "whether v1.0 answers as beta does", _on_version_one),
    of_exchange(
        "recipients", "what the set Recipient gives", lambda scene: _read(scene, "Recipient")
    ),
    of_exchange(
        "protocols", "what the set CasMailbox gives", lambda scene: _read(scene, "CasMailbox")
    ),
    of_exchange(
        "statistics of a mailbox",
        "whether native sizes are whole bytes",
        lambda scene: _of_a_mailbox(scene, "Exchange.GetMailboxStatistics()"),
    ),
)
