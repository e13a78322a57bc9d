"""What the questions will be about: a mailbox, its person, a group. Read from the tenant."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from http import HTTPStatus
from uuid import uuid4

from shared.exchange import native
from shared.exchange.failures import failure
from shared.exchange.native import Query
from shared.exchange.protocol import Organization
from shared.selftest.asking import FEW, run
from shared.selftest.probe import Desk, NotHere, Scene
from shared.web.request import Answer, Json, Request, Row

_OWN = "nightshift-selftest-"


async def scene_of(
    desk: Desk,
    organization: Organization,
    graph_origin: str,
    wait: Callable[[float], Awaitable[None]],
    new_id: Callable[[], str] = lambda: str(uuid4()),
) -> Scene:
    """
    Objects of the tenant that every question may use: the first user mailbox, the first group.

    Raises:
        NotHere: There is no user mailbox.
        ServiceError: The tenant cannot be reached, or refuses.

    """
    listing = native.read(
        organization,
        "Get-EXOMailbox",
        ["Mailbox"],
        Query(options={"RecipientTypeDetails": "UserMailbox"}),
        request_id=new_id(),
        page_size=FEW,
    )
    answer = await desk.exchange(listing)
    if answer.status != HTTPStatus.OK:
        raise failure(listing.call, answer)
    for row in _rows(answer):
        name, person = row.get("UserPrincipalName"), row.get("ExternalDirectoryObjectId")
        if isinstance(name, str) and isinstance(person, str):
            own = f"{_OWN}{new_id()[:8]}"
            scene = Scene(organization, graph_origin, new_id, wait, own, name, person)
            return replace(scene, group=await _group(desk, scene))
    raise NotHere("the tenant has no user mailbox that this sign-in may read")


async def _group(desk: Desk, scene: Scene) -> str | None:
    request: Request = run(scene, "Get-DistributionGroup", ResultSize=1)
    for row in _rows(await desk.exchange(request)):
        address = row.get("PrimarySmtpAddress")
        if isinstance(address, str):
            return address
    return None


def _rows(answer: Answer) -> list[Row]:
    """The rows of *answer*; none when it is no list."""
    try:
        document: Json = json.loads(answer.body)
    except ValueError:
        return []
    rows = document.get("value") if isinstance(document, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
