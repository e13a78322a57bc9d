"""
Long lists on stdout as they come: a table, CSV or JSON, with no more than a page in memory.

A list that broke off is no whole document in JSON, so that nobody takes it for all there is.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from shared.cells import document, for_spreadsheet, text

if TYPE_CHECKING:
    from shared.web.request import Json

    type Entry = Mapping[str, Json]


class Form(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Listed(Protocol):
    """A list on its way out."""

    def add(self, entries: Sequence[Entry]) -> None:
        """*entries* are printed."""
        ...

    def end(self, *, more: bool) -> None:
        """Nothing else comes; *more* says that there would be."""
        ...


def listed(
    form: Form, name: str, columns: Sequence[str], head: Entry, brief: Sequence[str] = ()
) -> Listed:
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
            return _Json(name, head)


class _Table:
    """A table for each page."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self._name, self._columns = name, columns

    def add(self, entries: Sequence[Entry]) -> None:
        from shared.cli import output

        rows = [[text(one.get(column)) for column in self._columns] for one in entries]
        output.print_table(self._name, self._columns, rows)
        self._name = ""

    def end(self, *, more: bool) -> None:
        pass


class _Csv:
    """RFC 4180; what a spreadsheet would take for a formula begins with an apostrophe."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._out = csv.writer(sys.stdout, lineterminator="\n")  # the stream makes it its own
        self._out.writerow(columns)

    def add(self, entries: Sequence[Entry]) -> None:
        for one in entries:
            self._out.writerow([for_spreadsheet(text(one.get(name))) for name in self._columns])

    def end(self, *, more: bool) -> None:
        pass


class _Json:
    """One document: its head, then `name: [...]` and whether there is `more`."""

    def __init__(self, name: str, head: Entry) -> None:
        self._between = ""
        sys.stdout.write(f'{document(head)[:-1]}, "{name}": [')

    def add(self, entries: Sequence[Entry]) -> None:
        for one in entries:
            sys.stdout.write(f"{self._between}\n  {document(one)}")
            self._between = ","

    def end(self, *, more: bool) -> None:
        sys.stdout.write(f'\n], "more": {json.dumps(more)}}}\n')
