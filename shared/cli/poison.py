"""nightshift poison: messages that could not be taken, and sending them once more."""

from typing import TYPE_CHECKING

import typer

from shared.app import app as current
from shared.cli import output

if TYPE_CHECKING:
    from shared.failures import Failure

app = typer.Typer(help="Messages that could not be taken.", no_args_is_help=True)


@app.command("list")
def list_failures(
    queue: str | None = typer.Option(None, help="Only messages of this queue."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """List the kept messages with the reason of each."""

    async def work() -> "list[Failure]":
        return await current().failures.list(queue)

    failures = output.run(work())
    if as_json:
        output.print_json({"failures": [_shown(failure) for failure in failures]})
    elif not failures:
        output.say("No message is kept: every one was taken.")
    else:
        output.print_table(
            "Messages that could not be taken",
            ("Queue", "Failure", "Times", "Last", "Reason"),
            [
                (
                    failure.queue,
                    failure.failure_id,
                    str(failure.times),
                    failure.last_at,
                    f"{failure.code}: {failure.text}",
                )
                for failure in failures
            ],
        )


@app.command()
def replay(
    queue: str = typer.Argument(help="The queue it came from, as `poison list` shows it."),
    failure: str = typer.Argument(help="The failure's id, as `poison list` shows it."),
) -> None:
    """Put a kept message on its queue once more; it stays in the list, marked as replayed."""

    async def work() -> bool:
        return await current().failures.replay(queue, failure)

    if not output.run(work()):
        output.fail(f"No failure {failure} of {queue} is kept; see: nightshift poison list")
    output.say(f"Sent to {queue} once more.")


def _shown(failure: "Failure") -> dict[str, str | int | bool]:
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
