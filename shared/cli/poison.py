"""nightshift poison: messages that could not be taken, and sending them once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from shared.failures import Failure

app = typer.Typer(help="Messages that could not be taken.", no_args_is_help=True)


@app.command("list")
def list_failures(
    queue: str | None = typer.Option(None, help="Only messages of this queue."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """List the kept messages with the reason of each."""
    from shared.app import app as current
    from shared.cli import output
    from shared.store.names import WORK_QUEUES

    if queue is not None and queue not in WORK_QUEUES:
        output.fail(f"No queue {queue!r}; there are: {', '.join(WORK_QUEUES)}")

    async def work() -> list[Failure]:
        return await current().failures.list(queue)

    failures = output.run(work())
    if as_json:
        output.print_json({"failures": [_shown(failure) for failure in failures]})
    elif not failures:
        output.say("No message is kept: every one was taken.")
    else:
        output.print_table(
            "Messages that could not be taken",
            ("Queue", "Failure", "Times", "Last", "Replayed", "Reason"),
            [
                (
                    failure.queue,
                    failure.failure_id,
                    str(failure.times),
                    failure.last_at[:19],
                    "yes" if failure.replayed else "",
                    f"{failure.code}: {failure.text}",
                )
                for failure in failures
            ],
        )


@app.command()
def replay(
    queue: str = typer.Argument(help="The queue it came from, as `poison list` shows it."),
    failure: str = typer.Argument(help="The failure's id, or its first letters."),
) -> None:
    """
    Put a kept message on its queue once more; it stays in the list, marked as replayed.

    That helps where the cause lay here, such as an unknown tenant. A body that is wrong itself
    must be mended and sent anew by whoever sent it.
    """
    from shared.app import app as current
    from shared.cli import output

    async def work() -> bool:
        kept = await current().failures.list(queue)
        fitting = [one.failure_id for one in kept if one.failure_id.startswith(failure)]
        return len(fitting) == 1 and await current().failures.replay(queue, fitting[0])

    if not output.run(work()):
        output.fail(
            f"No single failure of {queue} begins with {failure}; see: nightshift poison list"
        )
    output.say(f"Sent to {queue} once more.")


def _shown(failure: Failure) -> dict[str, str | int | bool]:
    return {
        "queue": failure.queue,
        "failure": failure.failure_id,
        "code": failure.code,
        "reason": failure.text,
        "times": failure.times,
        "lastAt": failure.last_at,
        "replayed": failure.replayed,
        "body": failure.body,
    }
