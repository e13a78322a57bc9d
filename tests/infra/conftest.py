"""What the templates would deploy, worked out by the Bicep compiler without Azure."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.check import find_compiler
from tests.infra.predicted import HR, READERS, SUBSCRIPTION, Predicted
from tests.infra.sources import INFRA

EVERYTHING = f"""using 'main.bicep'
param alertEmail = 'on-call@contoso.com'
param hrPrincipalId = '{HR}'
param reportReadersGroupId = '{READERS}'
"""
LEAST = """using 'main.bicep'
param alertEmail = 'on-call@contoso.com'
param evidenceLocked = true
"""


@pytest.fixture(scope="session")
def compiler() -> Path:
    found = find_compiler(os.environ, Path.home())
    if found is None:
        pytest.skip("no Bicep compiler; `az bicep install` gets it, or set BICEP to its path")
    return found


@pytest.fixture(scope="session")
def everything(compiler, tmp_path_factory) -> Predicted:
    """Every parameter that adds something is given."""
    return predict(compiler, tmp_path_factory.mktemp("everything"), EVERYTHING)


@pytest.fixture(scope="session")
def least(compiler, tmp_path_factory) -> Predicted:
    """Nothing optional is given, and the evidence is locked already."""
    return predict(compiler, tmp_path_factory.mktemp("least"), LEAST)


def predict(compiler: Path, folder: Path, parameters: str) -> Predicted:
    shutil.copytree(INFRA, folder, dirs_exist_ok=True)
    (folder / "main.bicepparam").write_text(parameters, encoding="utf-8")
    where = [
        "--subscription-id",
        SUBSCRIPTION,
        "--resource-group",
        "rg",
        "--location",
        "westeurope",
    ]
    done = subprocess.run(
        [compiler, "snapshot", "main.bicepparam", "--mode", "overwrite", *where],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "Unrecognized" in done.stderr:
        pytest.skip("this Bicep compiler has no `snapshot`; `az bicep upgrade`")
    assert done.returncode == 0, done.stderr
    return Predicted(json.loads((folder / "main.snapshot.json").read_text(encoding="utf-8")))
