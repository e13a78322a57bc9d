"""
Microsoft's Python worker library, run in this process.

The names of its coroutines carry no promise, so its version is pinned, and they are used in this
file alone. Source: azure-functions-runtime 1.3.0.
"""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from uuid import uuid4

import azure_functions_runtime as library

from local.host.binding import bodies
from local.host.errors import BadApp, InvocationFailed
from local.host.messages import (
    ParameterBinding,
    Record,
    StatusResult,
    TypedData,
    invocation,
    request,
)
from local.host.model import Function, Returned


@dataclass(frozen=True, slots=True)
class Indexed:
    """A function as the library lists it: bindings are JSON texts."""

    name: str
    id: str
    bindings: tuple[str, ...]


class Worker:
    """The app, loaded. One a process: the library keeps its functions in a global."""

    def __init__(self, indexed: tuple[Indexed, ...]) -> None:
        self.indexed = indexed

    @classmethod
    async def load(cls, app_dir: Path) -> "Worker":
        """
        The app in *app_dir*, imported and indexed.

        Raises:
            BadApp: It has no function_app.py, or that cannot be imported and indexed.

        """
        if not (app_dir / "function_app.py").is_file():
            raise BadApp(f"{app_dir} holds no function_app.py; point --app at the folder that does")
        # First, where Azure has it last: this project is on the path too, and has a function_app.
        sys.path.insert(0, str(app_dir))
        library.start_threadpool_executor()
        init = await library.worker_init_request(
            request(
                "worker_init_request",
                capabilities={},
                function_app_directory=str(app_dir),
                host_version="4",
            )
        )
        _check_loaded(app_dir, init.result)
        listed = await library.functions_metadata_request(request("functions_metadata_request"))
        return cls(
            tuple(
                Indexed(found.name, found.function_id, tuple(found.raw_bindings))
                for found in listed.function_metadata_results or ()
            )
        )

    async def invoke(
        self,
        function: Function,
        value: TypedData,
        metadata: Mapping[str, TypedData],
        invocation_id: str | None = None,
    ) -> Returned:
        """
        What *function* left behind after one run on *value*.

        Raises:
            InvocationFailed: It raised; also SystemExit and a cancellation of its own making,
                which the library lets through.

        """
        run_id = invocation_id or str(uuid4())
        inputs = {function.trigger.parameter: value}
        token = library.invocation_id_cv.set(run_id)
        try:
            answer = await library.invocation_request(
                invocation(run_id, function.id, inputs, metadata)
            )
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise  # it is we who are stopping, or out of time
            raise InvocationFailed("CancelledError: the function cancelled itself") from error
        except (SystemExit, KeyboardInterrupt, GeneratorExit) as error:
            raise InvocationFailed(f"{type(error).__name__}: {error}") from error
        finally:
            library.invocation_id_cv.reset(token)
        return _returned(answer)

    @staticmethod
    def close() -> None:
        """The library's threads are gone; those still running are waited for."""
        library.stop_threadpool_executor()


def _check_loaded(app_dir: Path, result: Record) -> None:
    if result.status == StatusResult.Success:
        return
    failure = cast("Record", result.exception)
    raise BadApp(f"the app in {app_dir} cannot be loaded: {failure.message}")


def _returned(answer: Record) -> Returned:
    result = cast("Record", answer.result)
    if result.status != StatusResult.Success:
        failure = cast("Record", result.exception)
        raise InvocationFailed(str(failure.message), str(failure.stack_trace or ""))
    outputs = {
        output.name: bodies(output.data)
        for output in cast("list[ParameterBinding]", answer.output_data or [])
    }
    if answer.return_value is not None:
        outputs["$return"] = bodies(cast("TypedData", answer.return_value))
    return Returned(outputs)
