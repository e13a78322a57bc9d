"""The life of the test's own mailbox: the only writes there are."""

from shared.selftest.asking import run
from shared.selftest.probe import Desk, Probe, Scene, of_exchange
from shared.web.request import Answer

_APPEARS_S = (2, 4, 8, 16, 30)
_OK, _MISSING = 200, 404


async def _appears(scene: Scene, desk: Desk) -> Answer:
    """The mailbox as soon as it can be read, for a minute at most."""
    answer = await desk.exchange(run(scene, "Get-Mailbox", Identity=scene.own))
    for seconds in _APPEARS_S:
        if answer.status == _OK:
            break
        await scene.wait(seconds)
        answer = await desk.exchange(run(scene, "Get-Mailbox", Identity=scene.own))
    return answer


STEPS: tuple[Probe, ...] = (
    of_exchange(
        "own mailbox: created",
        "what New-Mailbox gives back",
        lambda scene: run(scene, "New-Mailbox", Shared=True, Name=scene.own, Alias=scene.own),
    ),
    of_exchange(
        "own mailbox: read at once",
        "whether what was just made can be read at once",
        lambda scene: run(scene, "Get-Mailbox", Identity=scene.own),
    ),
    Probe("exchange/own mailbox: appears", "that it can be read within a minute", _appears),
    of_exchange(
        "own mailbox: quotas",
        "that quotas in order are taken, and nothing comes back",
        lambda scene: run(
            scene,
            "Set-Mailbox",
            Identity=scene.own,
            IssueWarningQuota="10GB",
            ProhibitSendQuota="11GB",
            ProhibitSendReceiveQuota="12GB",
        ),
    ),
    of_exchange(
        "own mailbox: quotas out of order",
        "how a warning above the limit is refused",
        lambda scene: run(scene, "Set-Mailbox", Identity=scene.own, IssueWarningQuota="40GB"),
    ),
    of_exchange(
        "own mailbox: permissions",
        "which permissions a new mailbox has",
        lambda scene: run(scene, "Get-MailboxPermission", Identity=scene.own),
    ),
)


async def removed(scene: Scene, desk: Desk) -> bool:
    """
    Whether the test's own mailbox is gone, after it was told to go.

    What was just made may not be found for a while, so that nobody has it is believed only once
    Remove-Mailbox was taken, or found nothing for a minute.
    """
    for seconds in (0, *_APPEARS_S):
        await scene.wait(seconds)
        answer = await desk.exchange(run(scene, "Remove-Mailbox", Identity=scene.own))
        if not _is_missing(answer):
            break
    for seconds in (0, *_APPEARS_S):
        await scene.wait(seconds)
        if _is_missing(await desk.exchange(run(scene, "Get-Mailbox", Identity=scene.own))):
            return True
    return False


def _is_missing(answer: Answer) -> bool:
    return answer.status == _MISSING or b"ManagementObjectNotFoundException" in answer.body
