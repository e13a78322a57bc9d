"""The recipe in the manual: what it tells a newcomer to write is true and runs."""

import re
from pathlib import Path

import pytest

from shared.audit.judge import judge
from shared.audit.model import Control, Status
from shared.audit.settings import Policy
from tests.audit.healthy import HOME, healthy, snapshot
from tests.audit.test_audit_controls import Case

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
RECIPE = MANUAL.partition("\n## Adding a control\n")[2].partition("\n## ")[0]
MODULE, ROWS, CASE = re.findall(r"^```python\n(.*?)^```$", RECIPE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def made():
    """The control that the recipe's module makes."""
    space: dict[str, object] = {}
    exec(compile(MODULE, "docs/audit.md", "exec"), space)  # noqa: S102 - our own manual
    [control] = [value for value in space.values() if isinstance(value, Control)]
    return control


@pytest.fixture
def case():
    return eval(CASE, {"Case": Case, "HOME": HOME})  # noqa: S307 - our own manual


@pytest.fixture
def data():
    """A healthy tenant with the recipe's rows."""
    return healthy() | eval(ROWS, {})  # noqa: S307 - our own manual


def _found(control, data):
    [found] = judge(snapshot(data), [control], Policy()).findings
    return found


def test_the_recipes_control_passes_a_healthy_tenant(made, data):
    assert _found(made, data).status is Status.PASS


def test_the_recipes_case_makes_its_control_fail(made, case, data):
    data[case.key][0][case.field] = case.bad

    found = _found(made, data)

    assert (found.control, found.status) == (case.control, Status.FAIL)
    assert found.resource == case.resource


def test_the_recipes_control_is_unknown_without_its_field(made, case, data):
    del data[case.key][0][case.field]

    assert _found(made, data).status is Status.UNKNOWN


def test_the_recipes_rows_only_add_to_those_of_the_healthy_tenant(data):
    for key, rows in healthy().items():
        assert all(old.items() <= new.items() for old, new in zip(rows, data[key], strict=True))


def test_the_recipes_control_keeps_the_rules_that_every_control_keeps(made):
    assert made.id == "exo-" + made.decide.__name__.replace("_", "-")
    assert made.explanation.startswith("Passes ")
    reads = ", ".join(f"`{read.key}`" for read in made.reads)
    assert f"| `{made.id}` | {made.severity.value} | {made.title} | {reads} |" in RECIPE


def test_the_files_that_the_recipe_names_are_there():
    named = re.findall(r"`((?:tests|shared|local)/[\w/.]+)`", RECIPE)

    assert len(named) > 3
    assert [name for name in named if not (ROOT / name).exists()] == []
