"""On a narrow terminal a table folds at blanks; ids and addresses can be copied whole."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from shared.cli import output
from shared.cli.table_widths import widths

WORDS = st.lists(st.text("ab日", min_size=1, max_size=9), min_size=1, max_size=6)
COLUMNS = st.lists(st.lists(WORDS.map(" ".join), min_size=2, max_size=2), min_size=1, max_size=5)


@given(COLUMNS, st.integers(1, 120))
def test_no_word_is_broken_and_no_more_room_is_taken_than_there_is(columns, room):
    found = widths(columns, room)

    assert found[0] is None or sum(found) <= room
    assert found[0] is None or all(
        _cells(word) <= width
        for column, width in zip(columns, found, strict=True)
        for cell in column
        for word in cell.split()
    )


def _cells(word):
    return sum(2 if one == "日" else 1 for one in word)


def test_what_fits_as_it_is_needs_no_care():
    assert widths([["session", "09a8ac2b4f5d"], ["why", "setup app"]], 80) == [None, None]


def test_where_not_even_the_words_fit_nothing_is_promised():
    assert widths([["session", "09a8ac2b4f5d"]], 5) == [None]


@pytest.mark.parametrize("width", [60, 80])
def test_an_id_and_an_address_stand_on_one_line_each(monkeypatch, width):
    file = io.StringIO()
    monkeypatch.setattr(output, "_screen", Console(file=file, width=width))

    output.print_table(
        "2 sessions",
        ("session", "who", "why"),
        [("09a8ac2b4f5d", "tomas.sterling2@contoso.com", "a long reason of many words " * 5)],
    )

    shown = file.getvalue()
    assert "09a8ac2b4f5d" in shown
    assert "tomas.sterling2@contoso.com" in shown
    assert max(map(len, shown.splitlines())) <= width
