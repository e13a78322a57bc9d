"""Connections: a timer puts one message a tenant on a queue, a function examines the tenant."""

import azure.functions as func

from shared.app import app

bp = func.Blueprint()


@bp.function_name("start_connection_checks")
@bp.timer_trigger(arg_name="timer", schedule="%NIGHTSHIFT_CONNECTION_SCHEDULE%")
async def start_connection_checks(timer: func.TimerRequest) -> None:
    """Every tenant has a check for today, and a message that starts it."""
    await app().connection_checks.start()


@bp.function_name("run_connection_check")
@bp.queue_trigger(arg_name="msg", queue_name="connection-checks", connection="NightshiftStorage")
async def run_connection_check(msg: str) -> None:
    """The tenant's connection was examined, and what changed since the last time was told once."""
    await app().poison.unless_ours("connection-checks", msg, app().connection_checks.run)
