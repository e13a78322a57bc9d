"""An environment of its own in which the wheel is installed, and nothing of this checkout."""

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from shared.audit.snapshot import Snapshot

ROOT = Path(__file__).resolve().parents[2]
_SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def wheel(folder: Path) -> Path:
    """The wheel of this checkout, made in *folder*."""
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))


def borrowing(folder: Path) -> Path:
    """A new environment that has the libraries of this one, but not our own editable install."""
    _run("uv", "venv", "--quiet", "--no-project", "--python", sys.executable, folder)
    [site] = (path for path in folder.rglob("site-packages") if path.is_dir())
    # Found on the path, another folder's own .pth files are not read: ours stays out.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder


def install(made: Path, environment: Path) -> None:
    """The wheel *made* is in *environment*, without its libraries."""
    python = environment / _SCRIPTS / "python"
    _run("uv", "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, made)


def _run(*command: object) -> None:
    subprocess.run([sys.executable, "-m", *map(str, command)], check=True, cwd=ROOT.anchor)


@dataclass(frozen=True)
class Desk:
    """Somebody's machine: the environment, an empty folder they are in, no settings at all."""

    environment: Path
    folder: Path

    def nightshift(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """What the installed command says."""
        # Python on Windows does not start without the one; the other keeps the person's own away.
        kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        return subprocess.run(
            [self.environment / _SCRIPTS / "nightshift", *map(str, arguments)],
            cwd=self.folder,
            env={**kept, "HOME": str(self.folder), "LOCALAPPDATA": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )

    def keep(self, snapshot: Snapshot) -> Path:
        """The file in which *snapshot* is."""
        file = self.folder / "snapshot.json"
        file.write_text(json.dumps(snapshot.document()), encoding="utf-8")
        return file
