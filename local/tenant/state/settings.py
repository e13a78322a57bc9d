"""Organisation settings and policies, as rows by the cmdlet family that reads them."""

from copy import deepcopy

from local.tenant.exchange.values import Row


class Settings:
    """One list of rows for each family: `RemoteDomain`, `TransportConfig`, ..."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self._rows = deepcopy(rows)

    def rows(self, family: str) -> list[Row]:
        """The rows of *family*; changing one changes the tenant."""
        return self._rows[family]

    def saved(self) -> dict[str, list[Row]]:
        """The rows of all families."""
        return self._rows

    def restore(self, saved: dict[str, list[Row]]) -> None:
        """The rows are those of *saved*."""
        self._rows = saved

    def only(self, family: str) -> Row:
        """The one row of a family that has exactly one."""
        [row] = self._rows[family]
        return row
