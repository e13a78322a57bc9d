"""How questions are put: cmdlets, also such as do not exist, and the page behind a page."""

import json
from dataclasses import replace
from urllib.parse import quote

from shared.exchange import protocol
from shared.exchange.catalogue import Cmdlet, catalogue
from shared.exchange.command import Command, command
from shared.exchange.values import Value
from shared.selftest.probe import NotHere, Scene
from shared.web.request import Answer, Request

FEW = 3  # rows a page: enough to see a shape, and the next page
NOBODY = "nightshift-selftest-nobody-8d1f"  # no object has this name


def run(scene: Scene, cmdlet: str, /, *, select: str | None = None, **parameters: Value) -> Request:
    """The request that runs *cmdlet*; it and its parameters are in the catalogue."""
    request = protocol.invoke(
        scene.organization,
        command(catalogue(), cmdlet, parameters),
        request_id=scene.new_id(),
        page_size=FEW,
    )
    return (
        request
        if select is None
        else replace(request, url=f"{request.url}?$select={quote(select)}")
    )


def run_unchecked(scene: Scene, cmdlet: str, /, **parameters: Value) -> Request:
    """The same without a look at the catalogue: for what ought to be refused. It must be a read."""
    if not cmdlet.startswith("Get-"):
        raise ValueError("only what reads is asked unchecked")
    wanted = Command(Cmdlet(cmdlet, {}), parameters)
    return protocol.invoke(scene.organization, wanted, request_id=scene.new_id(), page_size=FEW)


def without_anchor(request: Request) -> Request:
    """*request* without the hint that keeps its pages on one back end."""
    kept = {name: value for name, value in request.headers.items() if name != "X-AnchorMailbox"}
    return replace(request, headers=kept)


def next_link(answer: Answer) -> str:
    """The address of the page behind *answer*. Raises: NotHere when there is none."""
    try:
        link = json.loads(answer.body)["@odata.nextLink"]
    except (ValueError, KeyError, TypeError):
        link = None
    if not isinstance(link, str):
        raise NotHere("the first page was the only one")
    return link
