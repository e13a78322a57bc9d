"""How lists go on: by what request, with what hint, and what a wrong link is told."""

from dataclasses import replace

from shared.selftest.asking import FEW, next_link, run, without_anchor
from shared.selftest.probe import Desk, Probe, Scene
from shared.web.request import Answer, Request


def _first_page(scene: Scene) -> Request:
    return run(scene, "Get-Mailbox", ResultSize=3 * FEW)


async def _posted_again(scene: Scene, desk: Desk) -> Answer:
    """The second page: the same body, sent to the link."""
    request = _first_page(scene)
    return await desk.exchange(replace(request, url=next_link(await desk.exchange(request))))


async def _without_a_hint(scene: Scene, desk: Desk) -> Answer:
    request = without_anchor(_first_page(scene))
    return await desk.exchange(replace(request, url=next_link(await desk.exchange(request))))


async def _for_other_words(scene: Scene, desk: Desk) -> Answer:
    """The link of one listing with the body of another."""
    request = _first_page(scene)
    link = next_link(await desk.exchange(request))
    return await desk.exchange(replace(run(scene, "Get-Recipient", ResultSize=3 * FEW), url=link))


async def _made_up(scene: Scene, desk: Desk) -> Answer:
    request = _first_page(scene)
    return await desk.exchange(replace(request, url=f"{request.url}?%24skiptoken=bm90aGluZw"))


PROBES = (
    Probe("exchange/second page", "that pages go on by POST of the same body", _posted_again),
    Probe(
        "exchange/second page without an anchor",
        "whether a link obtained without X-AnchorMailbox can be followed",
        _without_a_hint,
    ),
    Probe(
        "exchange/second page of another listing",
        "whether a link is bound to the call it came from",
        _for_other_words,
    ),
    Probe("exchange/made-up page", "what an unknown page token is told", _made_up),
)
