import pytest

from tests.exo.desk import Prompt
from tests.harness import House


@pytest.fixture
def prompt(tmp_path):
    return Prompt(House(tmp_path))
