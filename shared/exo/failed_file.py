"""The rows that are left, as a table that can be run again as it is."""

import csv
import io
from pathlib import Path

from shared.cells import for_spreadsheet, one_line
from shared.exo.many import Outcome
from shared.exo.table_file import OUTCOME, REASON, TableFile
from shared.exo.targets import Target


def failed_file(source: Path) -> Path:
    """
    Where what is left of *source* goes: `people.failed.csv` beside it, or the next free number.

    No file is overwritten, *source* least of all.
    """
    stem = source.name.removesuffix(source.suffix).partition(".failed")[0]
    names = (f"{stem}.failed{number}.csv" for number in ("", *(f"-{n}" for n in range(2, 10_000))))
    free = (source.with_name(name) for name in names)
    return next(place for place in free if not place.exists())


def rows_left(table: TableFile, left: list[tuple[Target, Outcome]]) -> str:
    """The rows of *left* under the columns of *table*, each with its outcome and why."""
    out = io.StringIO(newline="")
    write = csv.writer(out, delimiter=table.separator, lineterminator="\r\n")
    write.writerow([*table.columns, OUTCOME, REASON])
    for target, outcome in left:
        cells = [target.row.cells.get(column, "") for column in table.columns]
        reason = for_spreadsheet(one_line(outcome.reason))
        write.writerow([*cells, outcome.ending.value, reason])
    return out.getvalue()
