"""What becomes of messages that no attempt can process. Nothing here fails on a body."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.failures import Failures, failure_id_of
from shared.runs import BadMessage, Runs, run_named
from shared.store import names

_CODE = "poison"
_TEXT_OF_CASE = (
    "Five attempts failed; the exceptions are in the app's log. Mend the cause, then send the "
    "request again with a new requestId; what was done already is found done."
)
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
        await self._keep(names.CASE_RUNS, body)
        await self.fail_case(body, _CODE, _TEXT_OF_CASE)

    async def run(self, queue: str, body: str) -> None:
        """The message is kept; the run it names has failed, unless it ended meanwhile."""
        text = await self._keep(queue, body)
        if named := run_named(body):
            await self.runs.fail(*named, text)

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
