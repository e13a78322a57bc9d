"""Offboarding: a request comes in, its case is run, and a timer sees that nothing is lost."""

import azure.functions as func

from shared.app import app

bp = func.Blueprint()


@bp.function_name("accept_offboarding")
@bp.queue_trigger(arg_name="msg", queue_name="offboarding-requests", connection="NightshiftStorage")
async def accept_offboarding(msg: str) -> None:
    """The request has a case, or its body is kept with the reason why not."""
    await app().offboarding.accept(msg)


@bp.function_name("run_offboarding")
@bp.queue_trigger(arg_name="msg", queue_name="offboarding-cases", connection="NightshiftStorage")
async def run_offboarding(msg: str) -> None:
    """The case went as far as it could; only an unknown error gives the message back."""
    await app().offboarding.run(msg)


@bp.function_name("release_offboarding")
@bp.timer_trigger(arg_name="timer", schedule="%NIGHTSHIFT_RELEASE_SCHEDULE%")
async def release_offboarding(timer: func.TimerRequest) -> None:
    """Due cases are queued, stalled ones revived, answers that are owed sent."""
    await app().offboarding.release()
