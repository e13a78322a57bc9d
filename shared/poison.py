"""What becomes of messages that no attempt can process. Nothing here fails on a body."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.failures import Failures, failure_id_of
from shared.runs import BadMessage, Runs
from shared.store import names
from shared.web.request import Json

_CODE = "poison"
_TEXT = (
    "Five attempts failed; the exceptions are in the app's log. Mend the cause, then: "
    "nightshift poison replay {queue} {failure}"
)


@dataclass(frozen=True, slots=True)
class Poison:
    """Keeps such messages, and fails what they stood for."""

    failures: Failures
    runs: Runs
    fail_case: Callable[[str, str, str], Awaitable[None]]

    async def request(self, body: str) -> None:
        """The request is kept."""
        await self._keep(names.REQUESTS, body)

    async def case(self, body: str) -> None:
        """The message is kept; the case it names has failed, unless it went on meanwhile."""
        text = await self._keep(names.CASE_RUNS, body)
        await self.fail_case(body, _CODE, text)

    async def run(self, queue: str, body: str) -> None:
        """The message is kept; the run it names has failed, unless it ended meanwhile."""
        text = await self._keep(queue, body)
        content = _content(body)
        tenant_id, run_id = content.get("tenant"), content.get("run")
        if isinstance(tenant_id, str) and isinstance(run_id, str):
            await self.runs.fail(tenant_id, run_id, text)

    async def unless_ours(
        self, queue: str, body: str, work: Callable[[str], Awaitable[None]]
    ) -> None:
        """*work* was done with *body*; one that no run of ours sent is kept, not tried again."""
        try:
            await work(body)
        except BadMessage as error:
            await self.failures.keep(queue, body, code="not-ours", text=str(error))

    async def _keep(self, queue: str, body: str) -> str:
        text = _TEXT.format(queue=queue, failure=failure_id_of(body))
        await self.failures.keep(queue, body, code=_CODE, text=text)
        return text


def _content(body: str) -> dict[str, Json]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
