"""A row as controls see it: a field that is absent or null is never taken for a value."""

from shared.web.request import Json, Row

_TEXTS = {"true": True, "false": False}


class Absent(Exception):
    """Something a verdict needs was not read; the text says what, and so why it is unknown."""


class Record:
    """One row of a read."""

    def __init__(self, row: Row) -> None:
        self._row = row

    def __contains__(self, name: str) -> bool:
        return name in self._row

    def value(self, name: str) -> Json:
        """
        The value of *name*, null included.

        Raises:
            Absent: The row has no such field, or has an error in its place.

        """
        if name in self._row:
            return self._row[name]
        error = self._row.get("error")
        if isinstance(error, dict):
            raise Absent(str(error.get("message") or "it could not be read"))
        raise Absent(f"the service did not return {name}")

    def truth(self, name: str) -> bool:
        """*name* as a truth value; some answers have it as text. Raises: Absent."""
        value = self.value(name)
        known = _TEXTS.get(value.casefold()) if isinstance(value, str) else value
        if isinstance(known, bool):
            return known
        raise Absent(f"{name} is {value!r}, neither true nor false")

    def text(self, name: str) -> str:
        """*name* as text. Raises: Absent."""
        value = self.value(name)
        if isinstance(value, str):
            return value
        raise Absent(f"{name} is {value!r}, not text")

    def text_or_none(self, name: str) -> str | None:
        """*name* as text, None where it is null or empty: not set. Raises: Absent."""
        value = self.value(name)
        return None if value in (None, "") else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """*name* as a list of texts. Raises: Absent."""
        value = self.value(name)
        if isinstance(value, list):
            return tuple(str(part) for part in value)
        raise Absent(f"{name} is {value!r}, not a list")

    def first_text(self, *names: str) -> str:
        """The first of *names* that is a text with content; a place holder when none is."""
        values = (self._row.get(name) for name in names)
        found = next((value for value in values if isinstance(value, str) and value), None)
        return found or "(a row without a name)"
