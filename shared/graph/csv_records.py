"""Records of a CSV file that arrives in pieces. Pure."""

import codecs
import csv
from io import StringIO

_LONGEST = 64 * 1024  # characters of one record; a mailbox has some three hundred


class Records:
    """
    The records of a file in UTF-8, with or without a byte-order mark.

    Piece by piece, each record is given once, when it is whole. Every method raises `ValueError`
    when the text is no CSV.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._rest = ""

    def feed(self, piece: bytes) -> list[list[str]]:
        """The records that *piece* completes."""
        text = self._rest + self._decoder.decode(piece)
        end = _end_of_last(text)
        self._rest = text[end:]
        if len(self._rest) > _LONGEST:
            raise ValueError("a record does not end")
        return _records(text[:end])

    def close(self) -> list[list[str]]:
        """The record that nothing but the end of the file completes, if there is one."""
        text, self._rest = self._rest + self._decoder.decode(b"", final=True), ""
        return _records(text)


def _end_of_last(text: str) -> int:
    """Where the last whole record ends: behind a line end that no quotes enclose."""
    end = len(text)
    quotes = text.count('"')
    while (line_end := text.rfind("\n", 0, end)) >= 0:
        quotes -= text.count('"', line_end, end)
        if quotes % 2 == 0:
            return line_end + 1
        end = line_end
    return 0


def _records(text: str) -> list[list[str]]:
    try:
        lines = StringIO(text, newline="")  # a line ends with CR or LF and nothing else
        return [record for record in csv.reader(lines, strict=True) if record]
    except csv.Error as error:
        raise ValueError(str(error)) from error
