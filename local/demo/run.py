"""`make demo`: the main job, end to end, on real parts, told so that a person can follow it."""

import asyncio
import os
import signal
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from local.demo import story
from local.demo.cast import Cast, choose
from local.demo.checks import Finding, final_state
from local.demo.letters import Letter, write
from local.demo.night import Night
from local.stack.child import StackError
from local.stack.stack import Stack
from shared.store.names import RESULTS

if TYPE_CHECKING:
    from local.demo.inbox import Inbox

_PEOPLE = 250
_PATIENCE_S = 120.0
_LOOK_EVERY_S = 0.2
_INTERRUPTED = 130
# A demo of thirteen leavers out of 250 people is more than a normal day may have.
_LIMITS = {"leaversPerHour": 50, "leaversPerDayPercent": 20, "quotaChangesPerNight": 500}
_MODES = {"offboarding": "enforce", "quota": "report", "audit": "report"}


class DemoFailed(Exception):
    """Something did not come to its end; the text says what."""


def demo() -> int:
    """The exit code: 0 when everything is as it should be, 1 when not, 130 when interrupted."""
    console = Console()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _played(console)
    except KeyboardInterrupt:
        console.print("\nStopped; no process is left behind.")
        return _INTERRUPTED
    except (StackError, DemoFailed) as error:
        console.print(f"The demo stopped: {error}", style="red", markup=False)
        return 1


def _played(console: Console) -> int:
    begun = time.monotonic()
    story.opening(console, _PEOPLE)
    with Stack(mailboxes=_PEOPLE, section={"mode": _MODES, "limits": _LIMITS}) as stack:
        story.started(console, time.monotonic() - begun)
        # The clients in this process trust and sign in as the app's own process does.
        os.environ.update(stack.environment)
        findings = asyncio.run(Demo(console, stack).play())
        story.closing(console, findings, stack.folder, time.monotonic() - begun)
    return 1 if any(finding.wrong for finding in findings) else 0


class Demo:
    """The story, scene by scene."""

    def __init__(self, console: Console, stack: Stack) -> None:
        self._console = console
        self._stack = stack
        self._night = Night(console, stack)

    async def play(self) -> list[Finding]:
        """What was looked at in the end, and what is wrong. Raises: DemoFailed, StackError."""
        from shared.app import app  # noqa: PLC0415 - the SDKs read their trust at import

        try:
            return await self._scenes()
        finally:
            await app().close()

    async def _scenes(self) -> list[Finding]:
        cast = choose(self._pick)
        before = {upn: self._look(upn) for upn in (*cast.out_tonight, *cast.untouched)}
        findings = await self._offboarding(cast)
        findings += final_state(cast, self._look, before, self._tenant("state")["violations"])
        planted = self._tenant("state")["tenants"][0]["planted"]
        findings += await self._night.quotas(planted)
        findings += await self._night.audit(planted)
        findings += await self._night.connection()
        return findings

    async def _offboarding(self, cast: Cast) -> list[Finding]:
        from local.demo.inbox import Inbox  # noqa: PLC0415 - as in `play`

        letters = write(cast, datetime.now(UTC))
        story.letters(self._console, letters)
        environment = self._stack.environment
        service = environment["NightshiftStorage__queueServiceUri"]
        async with Inbox.open(service, environment["NightshiftStorage__clientId"]) as inbox:
            begun = time.monotonic()
            for letter in letters:
                await inbox.send(letter)
            expected = {one.request_id: one for one in letters if one.ends}
            await self._answered(inbox, expected)
            story.outcomes(self._console, letters, inbox.states, time.monotonic() - begun)
            story.evidence(self._console, cast.leavers[0], await self._evidence(inbox, letters[0]))
            return [
                *(_as_expected(letter, inbox.last(letter.request_id)) for letter in letters),
                Finding("no answer came twice", ", ".join(inbox.twice)),
                await self._kept(letters),
            ]

    async def _answered(self, inbox: "Inbox", expected: Mapping[str, Letter]) -> None:
        """Every letter has its last answer. Raises: DemoFailed when one does not come."""
        deadline = time.monotonic() + _PATIENCE_S
        with self._console.status("waiting for the answers") as status:
            while True:
                await inbox.read()
                there = [
                    name
                    for name, letter in expected.items()
                    if (inbox.last(name) or {}).get("state") == letter.ends
                ]
                status.update(f"{len(there)} of {len(expected)} requests are answered")
                if len(there) == len(expected):
                    return
                if time.monotonic() > deadline:
                    missing = ", ".join(sorted(expected.keys() - set(there)))
                    raise DemoFailed(f"no last answer for {missing}; see {self._stack.folder}/logs")
                await asyncio.sleep(_LOOK_EVERY_S)

    async def _evidence(self, inbox: "Inbox", letter: Letter) -> Path:
        """The result of *letter*, copied to where it is found when storage is gone."""
        from shared.app import app  # noqa: PLC0415 - as in `play`

        address = str((inbox.last(letter.request_id) or {})["result"])
        name = address.partition(f"/{RESULTS}/")[2]
        content = await app().store.blobs.get(RESULTS, name)
        if content is None:
            raise DemoFailed(f"{letter.request_id} is answered, but there is nothing at {address}")
        file = self._stack.folder / f"{letter.request_id}-result.json"
        file.write_bytes(content)
        return file

    async def _kept(self, letters: list[Letter]) -> Finding:
        """What was no request is kept whole, with its reason."""
        from shared.app import app  # noqa: PLC0415 - as in `play`

        wanted = {letter.body for letter in letters if letter.reason == "not-json"}
        kept = {one.body for one in await app().failures.list() if one.code == "not-json"}
        missing = "" if wanted <= kept else "the body is not among the failures"
        return Finding("what was no request is kept, with the reason", missing)

    def _pick(self, kind: str, count: int) -> list[str]:
        return self._stack.picks(kind, count)

    def _look(self, upn: str) -> dict[str, Any]:
        return self._tenant(f"users/{upn}")

    def _tenant(self, path: str) -> dict[str, Any]:
        answer = self._stack.http.get(f"{self._stack.tenant.endpoint}/_tenant/{path}")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def _as_expected(letter: Letter, answer: Mapping[str, Any] | None) -> Finding:
    what = f"{letter.request_id or 'a body'}: {letter.title}"
    if letter.ends is None or answer is None:
        return Finding(what)
    state, code = answer["state"], (answer["reason"] or {}).get("code")
    if state != letter.ends or (letter.reason and code != letter.reason):
        return Finding(what, f"{state} ({code}) instead of {letter.ends} ({letter.reason})")
    return Finding(what)
