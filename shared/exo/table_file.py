"""
A table of rows as spreadsheets write it: CSV in the ways there are. Pure.

Facts that surprised us:
- A spreadsheet in Europe separates by semicolons, and may say so in a first line `sep=;`.
- "Unicode text" is UTF-16 with tabs. What is neither that nor UTF-8 has lost its letters already
  for whoever guesses, so it is refused.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.exo.refusal import WrongLine

OUTCOME, REASON = "nightshift-outcome", "nightshift-reason"
_OURS = frozenset({OUTCOME, REASON})
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = (",", ";", "\t")
_LONGEST_CELL = 1 << 20
_MISTAKES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: the line of the file it begins at, and those of its cells that are not empty."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableFile:
    """The rows of a file under their `columns`, but for those that an earlier run added."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    separator: str


def table_of(data: bytes) -> TableFile:
    """
    The table in *data*.

    Raises:
        WrongLine: It is no text in Unicode, has no header, or a row does not fit the header.

    """
    text = _text(data)
    first, _, rest = text.partition("\n")
    told = first.strip().casefold()
    if told.startswith("sep=") and len(told) == len("sep=") + 1:
        return _table(rest, told[-1], skipped=1)
    return _table(text, _separator(first), skipped=0)


def refuse(mistakes: Sequence[str]) -> None:
    """Nothing, when there are no *mistakes*. Raises: WrongLine with all of them, or the first."""
    if not mistakes:
        return
    shown = list(mistakes[:_MISTAKES_SHOWN])
    if len(mistakes) > len(shown):
        shown.append(f"and {len(mistakes) - len(shown)} more")
    raise WrongLine("Nothing was sent, because of these rows:\n" + "\n".join(shown))


def _text(data: bytes) -> str:
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise WrongLine(
            "The file is no text in UTF-8 or UTF-16. Save it from the spreadsheet as "
            '"CSV UTF-8 (comma delimited)".'
        )
    return text


def _separator(header: str) -> str:
    """The one that stands most often in *header*; a header of one column has none."""
    return max(_SEPARATORS, key=header.count)


def _table(text: str, separator: str, *, skipped: int) -> TableFile:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines = _lines(reader, skipped)
    header = next(lines, (0, []))[1]
    columns = _columns(header)
    mistakes: list[str] = []
    rows = []
    for number, cells in lines:
        if len(cells) != len(header):
            mistakes.append(
                f"line {number}: {len(cells)} cells under {len(header)} columns; look for a "
                "separator or a quote too many"
            )
            continue
        given = {name: cell for name, cell in zip(header, cells, strict=True) if cell.strip()}
        rows.append(
            TableRow(number, {one.strip(): cell for one, cell in given.items() if not _ours(one)})
        )
    refuse(mistakes)
    if not rows:
        raise WrongLine("The file has no rows below its header.")
    return TableFile(columns, tuple(rows), separator)


def _lines(reader: Iterator[list[str]], skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, and the line it begins at."""
    number = skipped + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise WrongLine(
                f"The file cannot be read as CSV from line {number} on: {error}. Look for a quote "
                "that is not closed."
            ) from error
        if any(cell.strip() for cell in cells):
            yield number, cells
        number = skipped + 1 + reader.line_num  # type: ignore[attr-defined] # csv's own reader has it


def _columns(header: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(one.strip() for one in header if not _ours(one))
    if not columns or not all(columns):
        raise WrongLine("The first line must name a parameter above each column: Identity,Office.")
    lowered = [one.casefold() for one in columns]
    if twice := {one for one in columns if lowered.count(one.casefold()) > 1}:
        raise WrongLine(f"The column {min(twice)} is there twice; leave one out.")
    return columns


def _ours(column: str) -> bool:
    return column.strip().casefold() in _OURS
