"""Microsoft's worker library with a small app, in a process of its own."""

import json
import subprocess
import sys
import textwrap

import pytest

APP = """
    import asyncio
    import azure.functions as func

    app = func.FunctionApp()

    @app.function_name("work")
    @app.queue_trigger(arg_name="msg", queue_name="work", connection="X")
    @app.queue_output(arg_name="out", queue_name="done", connection="X")
    async def work(msg: str, out: func.Out[str]) -> None:
        match msg:
            case "raise":
                raise ValueError("no")
            case "exit":
                raise SystemExit(3)
            case "cancel":
                raise asyncio.CancelledError
        out.set(["did", msg])

    @app.function_name("meta")
    @app.queue_trigger(arg_name="msg", queue_name="meta", connection="X")
    @app.queue_output(arg_name="$return", queue_name="done", connection="X")
    def meta(msg: func.QueueMessage) -> str:
        return f"{msg.id} {msg.dequeue_count} {msg.get_body().decode()}"

    @app.function_name("tick")
    @app.timer_trigger(arg_name="timer", schedule="0 * * * * *")
    async def tick(timer: func.TimerRequest) -> None:
        assert timer.past_due
"""
SCRIPT = """
    import asyncio, json, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from local.host import binding
    from local.host.errors import HostError
    from local.host.functions import runnable
    from local.host.messages import TypedData
    from local.host.model import Message
    from local.host.worker import Worker

    AT = datetime(2026, 11, 24, tzinfo=UTC)

    async def main():
        worker = await Worker.load(Path(sys.argv[1]))
        functions = {f.name: f for f in runnable(worker.indexed, {})}
        said = {"functions": sorted(functions)}

        async def run(name, value, metadata):
            try:
                returned = await worker.invoke(functions[name], value, metadata)
            except HostError as error:
                return str(error)
            return {key: list(bodies) for key, bodies in returned.outputs.items()}

        for text in ("hello", "raise", "exit", "cancel"):
            said[text] = await run("work", TypedData(string=text), {})
        for body in ('{"id": "theirs"}', '{"dequeueCount": "abc"}'):
            data = binding.queue_metadata(Message("ours", body, 2, "r", AT, AT, AT), body)
            said[body] = await run("meta", TypedData(string=body), data)
        timer = binding.timer_payload(past_due=True, last=None, updated=AT, following=AT)
        said["tick"] = await run("tick", timer, {})
        worker.close()
        print(json.dumps(said))

    asyncio.run(main())
"""


def in_a_process(tmp_path, app, script=SCRIPT):
    (tmp_path / "function_app.py").write_text(textwrap.dedent(app))
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    done = in_a_process(tmp_path_factory.mktemp("app"), APP)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_function_is_indexed(said):
    assert said["functions"] == ["meta", "tick", "work"]


def test_outputs_come_back(said):
    assert said["hello"] == {"out": ["did", "hello"]}


def test_an_exception_is_a_failure(said):
    assert said["raise"] == "ValueError: no"


def test_system_exit_is_a_failure_of_the_function_alone(said):
    assert said["exit"] == "SystemExit: 3"


def test_a_function_that_cancels_itself_has_failed(said):
    assert said["cancel"].startswith("CancelledError")


def test_a_body_lies_over_the_messages_metadata(said):
    assert said['{"id": "theirs"}'] == {"$return": ['theirs 2 {"id": "theirs"}']}


def test_a_hostile_body_breaks_a_function_that_takes_more_than_text(said):
    assert "DequeueCount" in said['{"dequeueCount": "abc"}']


def test_a_timer_is_told_that_it_is_past_due(said):
    assert said["tick"] == {}


LOAD = """
    import asyncio, sys
    from pathlib import Path
    from local.host.errors import BadApp
    from local.host.worker import Worker
    try:
        asyncio.run(Worker.load(Path(sys.argv[1])))
    except BadApp as error:
        print(error)
"""


def test_an_app_that_cannot_be_imported_is_said_to_be_bad(tmp_path):
    done = in_a_process(tmp_path, "import no_such_module_anywhere", LOAD)

    assert "cannot be loaded" in done.stdout
    assert "no_such_module_anywhere" in done.stdout


def test_a_folder_without_an_app_is_said_to_be_one(tmp_path):
    done = in_a_process(tmp_path, APP, LOAD.replace("Path(sys.argv[1])", "Path(sys.argv[1], 'x')"))

    assert "no function_app.py" in done.stdout
