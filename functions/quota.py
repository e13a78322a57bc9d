"""Quotas: the night's timer puts one message a tenant on a queue, the queue function works it."""

import azure.functions as func

from shared.app import app

bp = func.Blueprint()


@bp.function_name("plan_quota")
@bp.timer_trigger(arg_name="timer", schedule="%NIGHTSHIFT_QUOTA_SCHEDULE%")
async def plan_quota(timer: func.TimerRequest) -> None:
    """Every tenant has a run for tonight, and a message that starts it."""
    await app().quota.start_night()


@bp.function_name("enforce_quota")
@bp.queue_trigger(arg_name="msg", queue_name="quota-batches", connection="NightshiftStorage")
async def enforce_quota(msg: str) -> None:
    """The tenant's mailboxes were compared with the policy and, in mode enforce, brought to it."""
    await app().poison.unless_ours("quota-batches", msg, app().quota.run)
