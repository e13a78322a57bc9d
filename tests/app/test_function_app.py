"""The app as Microsoft's worker sees it, and what importing it costs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from functions import audit, connections, offboarding, poison, quota

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = {
    "accept_offboarding",
    "run_offboarding",
    "release_offboarding",
    "plan_quota",
    "enforce_quota",
    "start_audit",
    "run_audit",
    "start_connection_checks",
    "run_connection_check",
    "offboarding_requests_poison",
    "offboarding_cases_poison",
    "quota_batches_poison",
    "audit_runs_poison",
    "connection_checks_poison",
}
HEAVY = (
    "azure.identity",
    "azure.storage",
    "azure.data",
    "azure.keyvault",
    "cryptography",
    "pydantic",
    "httpx",
    "yaml",
    "typer",
    "rich",
    "dns",
    "shared.offboarding",
    "shared.quota",
    "shared.audit",
    "shared.doctor",
)


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def indexed() -> dict:
    """The functions that Microsoft's worker finds, by name, with their bindings."""
    code = (
        "import asyncio, json\n"
        "from pathlib import Path\n"
        "from local.host.worker import Worker\n"
        "async def main():\n"
        "    worker = await Worker.load(Path('.'))\n"
        "    return {f.name: [json.loads(b) for b in f.bindings] for f in worker.indexed}\n"
        "print(json.dumps(asyncio.run(main())))\n"
    )
    return json.loads(python(code))


def test_the_worker_finds_exactly_the_functions_that_exist(indexed):
    assert indexed.keys() == FUNCTIONS


def test_every_queue_that_has_a_function_has_its_poison_handler(indexed):
    queues = {b[0]["queueName"] for b in indexed.values() if b[0]["type"] == "queueTrigger"}
    work = {queue for queue in queues if not queue.endswith("-poison")}

    assert {f"{queue}-poison" for queue in work} == queues - work


def test_nothing_runs_at_start_up_and_every_schedule_is_a_setting(indexed):
    timers = [b[0] for b in indexed.values() if b[0]["type"] == "timerTrigger"]

    assert len(timers) == 4
    for timer in timers:
        assert not timer.get("runOnStartup")
        assert timer["schedule"].startswith("%NIGHTSHIFT_")


def test_every_queue_function_takes_plain_text(indexed):
    for module in (audit, connections, offboarding, poison, quota):
        for name, value in vars(module).items():
            if name in FUNCTIONS and indexed[name][0]["type"] == "queueTrigger":
                function = value.build().get_user_function()
                assert function.__annotations__["msg"] is str, name


def test_importing_the_app_loads_nothing_that_the_first_message_may_not_need():
    loaded = json.loads(
        python("import json, sys, function_app; print(json.dumps(sorted(sys.modules)))")
    )

    heavy = [name for name in loaded if name.startswith(HEAVY)]
    assert heavy == []
