"""What a room holds is found by being there, and nothing hides behind another's name."""

import sys
from importlib import import_module

import pytest

from shared.discovered import discovered


@pytest.fixture
def room(tmp_path, monkeypatch):
    def made(**files):
        folder = tmp_path / "room_of_a_test"
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        for known in [one for one in sys.modules if one.startswith("room_of_a_test")]:
            monkeypatch.delitem(sys.modules, known)
        return import_module("room_of_a_test")

    return made


def test_each_thing_of_the_kind_is_found_in_the_order_of_names(room):
    held = room(first="B = 2\nNAME = 'b'", second="A = 1\nfrom .first import B")

    assert list(discovered(held, int, str).items()) == [("1", 1), ("2", 2)]


def test_two_of_one_name_are_refused_not_one_of_them_dropped(room):
    held = room(first="A = [1]", second="B = [1, 1]")

    with pytest.raises(ValueError, match="two files"):
        discovered(held, list, lambda one: str(one[0]))
