"""The night's timers, fired by hand: quotas in report, then in enforce, the audit, the doctor."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

import yaml
from rich.console import Console

from local.demo import story
from local.demo.checks import Finding, same
from local.stack.child import StackError
from local.stack.stack import Stack
from shared.store.names import RESULTS, RUNS

_PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.2


class Night:
    """Fires timers and waits for their results."""

    def __init__(self, console: Console, stack: Stack) -> None:
        self._console = console
        self._stack = stack

    async def quotas(self, planted: Mapping[str, Any]) -> list[Finding]:
        """Drift is shown, then gone, but where enforcing would cut off mail."""
        self._console.rule("2  The quota timer fires", align="left")
        first = await self._run("plan_quota", "quota")
        story.quota_report(self._console, first, "report")
        self._enforce()
        second = await self._run("plan_quota", "quota")
        story.quota_report(self._console, second, "enforce")
        third = await self._run("plan_quota", "quota")
        story.quota_report(self._console, third, "enforce, once more")
        drift = set(planted["quotaDrift"])
        refused = {*planted["quotaRefused"], *planted["quotaUnknown"]}
        return [
            same("the drift is what the seed planted", _mailboxes(first), drift | refused),
            same(
                "enforcing set each but those it would cut off",
                _mailboxes(second, "changed"),
                drift - refused,
            ),
            same("a second night changes nothing", _mailboxes(third, "changed"), set()),
        ]

    async def audit(self, planted: Mapping[str, Any]) -> list[Finding]:
        """The audit finds just the faults that the seed planted."""
        self._console.print()
        self._console.rule("3  The audit timer fires", align="left")
        report = await self._run("start_audit", "audit")
        story.audit_report(self._console, report)
        found = {
            f"{finding['control']} {finding['resource']}"
            for finding in report["findings"]
            if finding["status"] in ("fail", "unknown")
        }
        wanted = {f"{fault['control']} {fault['resource']}" for fault in planted["audit"]}
        return [same("the audit finds just the planted faults", found, wanted)]

    async def connection(self) -> list[Finding]:
        """Nothing stands between app and tenant; each session's log is as it was written."""
        from shared.app import app  # noqa: PLC0415 - the SDKs read their trust at import
        from shared.transcript.chain import Verdict  # noqa: PLC0415 - likewise
        from shared.transcript.selection import Selection  # noqa: PLC0415 - likewise

        self._console.print()
        self._console.rule("4  The connection timer fires", align="left")
        report = await self._run("start_connection_checks", "connection")
        archive = app().transcripts()[0]
        logs = await archive.find(Selection())
        story.connection_report(self._console, report, logs)
        troubles = {finding["code"] for finding in report["findings"]}
        changed = {one.summary.session for one in logs if one.check.verdict is Verdict.TAMPERED}
        return [
            same("the doctor finds nothing between app and tenant", troubles, set()),
            same(f"{len(logs)} session logs are as they were written", changed, set()),
        ]

    async def _run(self, timer: str, kind: str) -> dict[str, Any]:
        """The result of the run that *timer* starts. Raises: StackError when none comes."""
        from shared.app import app  # noqa: PLC0415 - the SDKs read their trust at import

        known = {row.row for row in await self._rows(kind)}
        self._stack.fire(timer)
        deadline = time.monotonic() + _PATIENCE_S
        with self._console.status(f"{timer} runs"):
            while time.monotonic() < deadline:
                for row in await self._rows(kind):
                    state = row.values.get("state")
                    if row.row in known or state == "queued":
                        continue
                    if state != "completed":
                        raise StackError(f"run {row.row} is {state}: {row.values.get('reason')}")
                    name = f"{row.values['prefix']}/result.json"
                    data = await app().store.blobs.get(RESULTS, name)
                    found: dict[str, Any] = json.loads(data or b"{}")
                    return found
                await asyncio.sleep(_LOOK_EVERY_S)
        raise StackError(f"{timer} brought no result; see {self._stack.folder / 'logs'}")

    async def _rows(self, kind: str) -> list[Any]:
        from shared.app import app  # noqa: PLC0415 - as above

        return [row async for row in app().store.tables.query(RUNS, equal={"kind": kind})]

    def _enforce(self) -> None:
        """The quotas' mode is enforce from here on, as after a change of tenants.yaml."""
        file = self._stack.folder / "config" / "tenants.yaml"
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for tenant in content["tenants"].values():
            tenant["mode"]["quota"] = "enforce"
        file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        self._stack.stop_host()
        self._stack.start_host()
        self._console.print("Mode set to enforce; the app has started again with it.")


def _mailboxes(report: Mapping[str, Any], outcome: str | None = None) -> set[str]:
    return {
        change["mailbox"]
        for change in report["changes"]
        if outcome is None or change["outcome"] == outcome
    }
