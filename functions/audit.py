"""The audit configuration: a timer puts one message a tenant on a queue, a function works it."""

import azure.functions as func

from shared.app import app

bp = func.Blueprint()


@bp.function_name("start_audit")
@bp.timer_trigger(arg_name="timer", schedule="%NIGHTSHIFT_AUDIT_SCHEDULE%")
async def start_audit(timer: func.TimerRequest) -> None:
    """Every tenant has a run for today, and a message that starts it."""
    await app().audit.start_morning()


@bp.function_name("run_audit")
@bp.queue_trigger(arg_name="msg", queue_name="audit-runs", connection="NightshiftStorage")
async def run_audit(msg: str) -> None:
    """The tenant's configuration was read, kept as evidence, and judged."""
    await app().poison.unless_ours("audit-runs", msg, app().audit.run)
