"""How the command line speaks: one document or a table on stdout, everything else on stderr."""

import asyncio
import logging
import sys
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shared import cells
from shared.app import app
from shared.cli.table_widths import widths
from shared.config import ConfigError
from shared.exchange.rows import Unreadable
from shared.store.ports import SignInFailed, StoreError, Unavailable
from shared.web.distrust import distrust
from shared.web.errors import Refused, ServiceError, Transient
from shared.web.request import Json

FAILED, MISUSED, STOPPED = 1, 2, 130
_SIGN_IN = (
    "Check the tenant's auth in tenants.yaml. A managed identity signs in only in Azure: from a "
    "desk, give it another method (docs/deploy.md)."
)

console = Console(stderr=True)
# Into a file or another program lines are not folded: they are searched there.
_screen = Console(width=None if sys.stdout.isatty() else 500)


def print_json(document: Mapping[str, Json] | Sequence[Json]) -> None:
    """*document* is the one thing on stdout."""
    sys.stdout.write(cells.document(document, indent=2) + "\n")


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for people; its cells, columns and title are text, never markup."""
    table = Table(title=_plain(title), title_justify="left", header_style="bold")
    room = _screen.width - (3 * len(columns) + 1)  # what the frame leaves
    found = widths([*zip(columns, *rows, strict=True)], room)
    for column, width in zip(columns, found, strict=True):
        table.add_column(_plain(column), overflow="fold", width=width)
    for row in rows:
        table.add_row(*map(_plain, row))
    _screen.print(table)


def print_facts(facts: Sequence[tuple[str, str]], title: str = "") -> None:
    """One thing's properties: in two columns for people, piped as lines of `name: value`."""
    if not _screen.is_terminal:
        for name, value in facts:
            say(f"{cells.one_line(name)}: {cells.one_line(value)}")
        return
    columns = Table.grid(padding=(0, 2))
    columns.title, columns.title_justify = _plain(title) if title else None, "left"
    columns.add_column()
    columns.add_column(overflow="fold")
    for name, value in facts:
        columns.add_row(_plain(name), _plain(value))
    _screen.print(columns)


def say(sentence: str) -> None:
    """A sentence for people, on stdout."""
    _screen.print(cells.harmless(sentence), markup=False, highlight=False, soft_wrap=True)


def fail(sentence: str, code: int = MISUSED) -> NoReturn:
    """Say what went wrong and end with *code*."""
    console.print(
        cells.harmless(sentence), style="red", markup=False, highlight=False, soft_wrap=True
    )
    raise typer.Exit(code)


def run[T](work: Coroutine[object, object, T]) -> T:
    """
    What *work* returns; the app's connections are closed afterwards.

    A failure that has a reason becomes one sentence and the exit code that fits.
    """

    async def guarded() -> T:
        try:
            return await work
        finally:
            await app().close()

    with explained():
        return asyncio.run(guarded())


@contextmanager
def explained() -> Iterator[None]:
    """Within the block, a failure that has a reason becomes one sentence and its exit code."""
    # Azure's own log lines would come before the sentence.
    logging.getLogger("azure").addHandler(logging.NullHandler())
    try:
        yield
    except ConfigError as error:
        fail(str(error))
    except Transient as error:
        fail(f"{error}\n{_what_then(error)}", FAILED)
    except Refused as error:
        fail(f"{error}\n{_remedy(error)}" if _gave_no_token(error) else str(error), FAILED)
    except SignInFailed as error:
        fail(
            f"Cannot sign in to the storage account: {error}\n"
            "Check the identity this process runs as (IDENTITY_ENDPOINT, or `az login`).",
            FAILED,
        )
    except Unavailable as error:
        fail(
            f"The storage account did not answer as it should: {error}\n"
            "Check NightshiftStorage__...ServiceUri, the network, and the roles of this sign-in.",
            FAILED,
        )
    except Unreadable as why:
        fail(
            f"The answer of the service lacks what is needed, so nothing was decided: {why}.",
            FAILED,
        )
    except (ServiceError, StoreError) as error:
        fail(str(error), FAILED)
    except KeyboardInterrupt:
        fail("Stopped. Run it again: what was done already is found done.", STOPPED)


def _plain(given: str) -> Text:
    return Text(cells.harmless(given))


def _gave_no_token(error: Refused) -> bool:
    """Entra, or the identity endpoint, refused; not we, because a token that came is of no use."""
    return error.call.name == "sign-in" and (error.call.target or "").startswith("https://")


def _remedy(error: Refused) -> str:
    """What mends a sign-in that was refused, by what the doctor knows."""
    from shared.doctor.explain import explain

    fixes = (match.finding.fix for match in explain(str(error)) if match.sure)
    return next(fixes, _SIGN_IN)


def _what_then(error: Transient) -> str:
    if distrust(error):
        return "Waiting does not help."
    return "It may pass: try again in some minutes."
