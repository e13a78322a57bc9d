"""
Poison queues: what five attempts could not process.

A handler that succeeds deletes the message, so the body is kept first; a handler that fails is
called again every ten minutes for ever, so none of these can fail on a body, whatever it holds.
"""

import azure.functions as func

from shared.app import app

bp = func.Blueprint()


@bp.function_name("offboarding_requests_poison")
@bp.queue_trigger(
    arg_name="msg", queue_name="offboarding-requests-poison", connection="NightshiftStorage"
)
async def offboarding_requests_poison(msg: str) -> None:
    """The request is kept for a person to read and replay."""
    await app().poison.request(msg)


@bp.function_name("offboarding_cases_poison")
@bp.queue_trigger(
    arg_name="msg", queue_name="offboarding-cases-poison", connection="NightshiftStorage"
)
async def offboarding_cases_poison(msg: str) -> None:
    """The message is kept, and its case has failed."""
    await app().poison.case(msg)


@bp.function_name("quota_batches_poison")
@bp.queue_trigger(arg_name="msg", queue_name="quota-batches-poison", connection="NightshiftStorage")
async def quota_batches_poison(msg: str) -> None:
    """The message is kept, and its run has failed."""
    await app().poison.run("quota-batches", msg)


@bp.function_name("audit_runs_poison")
@bp.queue_trigger(arg_name="msg", queue_name="audit-runs-poison", connection="NightshiftStorage")
async def audit_runs_poison(msg: str) -> None:
    """The message is kept, and its run has failed."""
    await app().poison.run("audit-runs", msg)


@bp.function_name("connection_checks_poison")
@bp.queue_trigger(
    arg_name="msg", queue_name="connection-checks-poison", connection="NightshiftStorage"
)
async def connection_checks_poison(msg: str) -> None:
    """The message is kept, and its run has failed."""
    await app().poison.run("connection-checks", msg)
