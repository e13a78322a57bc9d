"""How wide the columns of a table are on a narrow terminal: ids and addresses stay whole. Pure."""

from collections.abc import Sequence

from rich.cells import cell_len


def widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | list[None]:
    """
    A width for each of *columns* (its heading and cells) that breaks no word, *room* in all.

    None for each when they need no such care: all fits as it is, or even the words do not.
    """
    natural = [max(_longest(cell.splitlines()) for cell in column) for column in columns]
    least = [max(_longest(cell.split()) for cell in column) for column in columns]
    if sum(natural) <= room or sum(least) > room:
        return [None] * len(columns)
    spare, wanted = room - sum(least), sum(natural) - sum(least)
    return [low + spare * (high - low) // wanted for low, high in zip(least, natural, strict=True)]


def _longest(parts: Sequence[str]) -> int:
    return max(map(cell_len, parts), default=0)
