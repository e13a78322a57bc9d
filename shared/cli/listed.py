"""
Long lists on stdout as they come: a table, CSV or JSON, with no more than a page in memory.

A list that broke off is no whole document in JSON, so that nobody takes it for all there is.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.cells import for_spreadsheet, text

if TYPE_CHECKING:
    from shared.exo.sheets import Sheet
    from shared.web.request import Json, Row


class Form(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def listed(
    form: Form,
    name: str,
    columns: Sequence[str],
    head: Mapping[str, Json],
    brief: Sequence[str] = (),
) -> Sheet:
    """
    A list of what *name* says, in *form*; in JSON *head* stands before it.

    A table has the *brief* columns alone, if any, so that it fits a screen.
    """
    match form:
        case Form.TABLE:
            return _Table(name, brief or columns)
        case Form.CSV:
            return _Csv(columns)
        case Form.JSON:
            from shared.exo.sheets import JsonSheet

            return JsonSheet(sys.stdout, head, name=name)


async def print_pages[T](
    paper: Sheet,
    pages: AsyncIterator[Sequence[T]],
    entry: Callable[[T], Row],
    most: int | None,
    doing: str,
) -> tuple[int, bool]:
    """
    At most *most* rows of *pages* are on *paper*, each as *entry* has it, with progress.

    How many they are, and whether there would be more.
    """
    from shared.cli import output

    count, more = 0, False
    with output.console.status(doing) as status:
        async for rows in pages:
            fits = rows if most is None else rows[: most - count]
            more = more or len(fits) < len(rows)
            count += len(fits)
            status.stop()  # what moves on the screen would run into the lines
            paper.add([entry(row) for row in fits])
            status.start()
            status.update(f"{doing}: {count}")
    paper.end({"more": more})
    return count, more


class _Table:
    """A table for each page."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self._name, self._columns = name, columns

    def add(self, rows: Sequence[Row]) -> None:
        from shared.cli import output

        shown = [[text(one.get(column)) for column in self._columns] for one in rows]
        output.print_table(self._name, self._columns, shown)
        self._name = ""

    def end(self, more: Mapping[str, Json]) -> list[str]:  # noqa: ARG002 - told beside it
        return []


class _Csv:
    """RFC 4180; what a spreadsheet would take for a formula begins with an apostrophe."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._out = csv.writer(sys.stdout, lineterminator="\n")  # the stream makes it its own
        self._out.writerow(columns)

    def add(self, rows: Sequence[Row]) -> None:
        for one in rows:
            self._out.writerow([for_spreadsheet(text(one.get(name))) for name in self._columns])

    def end(self, more: Mapping[str, Json]) -> list[str]:  # noqa: ARG002 - told beside it
        return []
