"""One thing's properties as they are printed: for people, and for a program behind a pipe."""

import io

import pytest
from rich.console import Console

from shared.cli import output

FACTS = [("id", "7"), ("much longer name", "a\nb [bold]c[/bold]"), ("who", "x" * 600)]


@pytest.fixture
def screen(monkeypatch):
    def made(**options):
        file = io.StringIO()
        monkeypatch.setattr(output, "_screen", Console(file=file, **options))
        return file

    return made


def test_piped_each_is_one_line_of_its_name_and_value_and_nothing_else(screen):
    file = screen(width=500)

    output.print_facts(FACTS, "a title")

    assert file.getvalue().splitlines() == [
        "id: 7",
        "much longer name: a b [bold]c[/bold]",
        f"who: {'x' * 600}",
    ]


def test_on_a_terminal_values_stand_in_one_column_and_fold_to_its_width(screen):
    file = screen(width=60, force_terminal=True, color_system=None)

    output.print_facts(FACTS, "a title")

    title, first, second, third, *rest = file.getvalue().splitlines()
    assert title.strip() == "a title"
    assert first.index("7") == second.rindex("a")
    assert "[bold]c[/bold]" in third
    assert max(map(len, [first, second, third, *rest])) <= 60


def test_what_steers_a_terminal_is_written_out(screen):
    file = screen(width=60, force_terminal=True, color_system=None)

    output.print_facts([("name", "\x1b[2Jgone")])

    assert "\x1b[2J" not in file.getvalue()
