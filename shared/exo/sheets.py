"""Rows on their way to a file, however many: JSON, a line for each, or CSV; few are held."""

import csv
from collections.abc import Mapping, Sequence
from typing import Protocol, TextIO

from shared.cells import document, for_spreadsheet, text
from shared.exo.columns import selected
from shared.web.request import Json, Row


class Sheet(Protocol):
    """Where rows go."""

    def add(self, rows: Sequence[Row]) -> None:
        """*rows* are in it."""
        ...

    def end(self, more: Mapping[str, Json]) -> list[str]:
        """It is whole; *more* stands beside the rows where there is room. What is to be noted."""
        ...


class JsonSheet:
    """One document, with *head* before the rows, which are called *name*."""

    def __init__(
        self,
        file: TextIO,
        head: Mapping[str, Json],
        select: Sequence[str] = (),
        *,
        name: str = "rows",
    ) -> None:
        self._file = file
        self._select = select
        self._written = 0
        members = ", ".join(f"{document(name)}: {document(one)}" for name, one in head.items())
        file.write(f"{{{members}, {document(name)}: [")

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._file.write(",\n" if self._written else "\n")
            self._file.write(document(selected(row, self._select)))
            self._written += 1

    def end(self, more: Mapping[str, Json]) -> list[str]:
        members = "".join(f", {document(name)}: {document(one)}" for name, one in more.items())
        self._file.write(f"\n]{members}}}\n" if self._written else f"]{members}}}\n")
        return []


class JsonLines:
    """A document for each row, on a line of its own."""

    def __init__(self, file: TextIO, select: Sequence[str]) -> None:
        self._file = file
        self._select = select

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._file.write(document(selected(row, self._select)) + "\n")

    def end(self, more: Mapping[str, Json]) -> list[str]:  # noqa: ARG002 - a line has no room for it
        return []


class CsvSheet:
    """
    RFC 4180: lines end in CRLF, quotes are doubled. The columns are those of the first page.

    *spreadsheet* guards cells that would be formulas, and tells a spreadsheet that it is UTF-8.
    """

    def __init__(self, file: TextIO, select: Sequence[str], *, spreadsheet: bool) -> None:
        self._file = file
        self._spreadsheet = spreadsheet
        self._rows = csv.writer(file, lineterminator="\r\n")
        self._columns = list(select)
        self._begun = False
        self._left_out: dict[str, None] = {}
        self._select = bool(select)

    def add(self, rows: Sequence[Row]) -> None:
        if not self._columns:
            self._columns = list(dict.fromkeys(name for row in rows for name in row))
        self._begin()
        known = set(self._columns)
        for row in rows:
            if not self._select:
                self._left_out |= dict.fromkeys(name for name in row if name not in known)
            chosen = selected(row, self._columns)
            self._rows.writerow([self._cell(chosen.get(name)) for name in self._columns])

    def end(self, more: Mapping[str, Json]) -> list[str]:  # noqa: ARG002 - CSV has no room for it
        self._begin()
        if not self._left_out:
            return []
        names = ", ".join(self._left_out)
        return [f"Later rows also have {names}; name columns with --select to have them."]

    def _begin(self) -> None:
        if self._begun or not self._columns:
            return
        self._begun = True
        if self._spreadsheet:
            self._file.write("\ufeff")
        self._rows.writerow([self._cell(one) for one in self._columns])

    def _cell(self, value: Json) -> str:
        cell = text(value)
        return for_spreadsheet(cell) if self._spreadsheet else cell


class Held:
    """The first rows, for a table on a screen, and how many there are."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.rows: list[Row] = []
        self.count = 0

    def add(self, rows: Sequence[Row]) -> None:
        self.rows += rows[: max(0, self._most - len(self.rows))]
        self.count += len(rows)

    def end(self, more: Mapping[str, Json]) -> list[str]:  # noqa: ARG002 - told beside the table
        return []
