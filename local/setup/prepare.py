"""
Make this checkout ready to run: virtual environment, dependencies, Azurite.

Runs on the Python that `find-python.sh` found, before anything is installed, so it uses the
standard library alone. Each stage leaves a stamp of what it was made from, so a second run does
nothing; a stage that was interrupted leaves none and is done again.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OLDEST_NODE = 20
_STAMP = ".nightshift-stamp"
# Left over from another project, these lead pip and node astray.
_NOT_OURS = (
    *("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "NODE_OPTIONS", "NODE_PATH", "NODE_ENV"),
    *("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PIP_NO_DEPS"),
)


class NotReady(Exception):
    """Something is missing; the text says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the set-up: made in *folder* from *sources* by *make*."""

    what: str
    folder: Path
    sources: Sequence[Path]
    make: Callable[[], None]
    variety: str = ""  # what else it depends on, such as the interpreter


def ensure(stage: Stage) -> bool:
    """Whether there was anything to do. Raises: NotReady."""
    stamp = stage.folder / _STAMP
    wanted = _digest(stage)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    sys.stderr.write(f"nightshift: {stage.what}\n")
    stamp.unlink(missing_ok=True)
    stage.make()
    stamp.write_text(wanted, encoding="utf-8")
    return True


def stages(root: Path, environment: Mapping[str, str]) -> tuple[Stage, ...]:
    """What a checkout in *root* needs, in order."""
    requirements = root / "requirements-dev.txt"
    project = root / "pyproject.toml"
    env = {k: v for k, v in environment.items() if k not in _NOT_OURS}
    return (
        Stage(
            "making .venv and installing the pinned requirements (once)",
            root / ".venv",
            (requirements, project),
            lambda: _python_packages(root, requirements, env),
            variety=f"{sys.version_info[:2]} {root}",
        ),
        Stage(
            "installing Azurite, the storage emulator, in node_modules (once)",
            root / "node_modules",
            (root / "package-lock.json",),
            lambda: _node_packages(root, env),
        ),
    )


def node_version(said: str) -> int:
    """The major version in what `node --version` *said*; 0 if there is none."""
    match = re.match(r"v(\d+)\.", said.strip())
    return int(match.group(1)) if match else 0


def _digest(stage: Stage) -> str:
    digest = hashlib.sha256(stage.variety.encode())
    for source in stage.sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _python_packages(root: Path, requirements: Path, env: Mapping[str, str]) -> None:
    venv = root / ".venv"
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not _is_ours(python):
        # --clear: what an interrupted run or a moved checkout left behind cannot be built upon.
        _run([sys.executable, "-m", "venv", "--clear", str(venv)], root, env, _NO_VENV)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "--require-hashes", "-r", str(requirements)], root, env, _NO_PACKAGES)
    editable = ["--no-deps", "--no-build-isolation", "--editable", str(root)]
    _run([*pip, *editable], root, env, _NO_PROJECT)


def _is_ours(python: Path) -> bool:
    """Whether the environment runs and is of this Python and of this place."""
    asked = "import sys; print(sys.version_info[:2], sys.prefix)"
    wanted = f"{sys.version_info[:2]} {python.parent.parent}"
    try:
        answer = subprocess.run(
            [str(python), "-I", "-c", asked], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    pip = python.with_name("pip")
    moved = pip.is_file() and str(python.parent) not in pip.read_text(encoding="utf-8")[:500]
    return answer.stdout.strip() == wanted and not moved


def _node_packages(root: Path, env: Mapping[str, str]) -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        missing = "Node.js" if node is None else "npm, which comes with Node.js,"
        raise NotReady(f"{missing} is missing; install Node.js {OLDEST_NODE} or newer")
    said = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=False, env=env
    ).stdout
    if node_version(said) < OLDEST_NODE:
        raise NotReady(
            f"Node.js {said.strip() or 'of unknown version'} is too old; "
            f"install Node.js {OLDEST_NODE} or newer"
        )
    _run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], root, env, _NO_AZURITE)


_NO_VENV = "the virtual environment could not be made; on Debian install python3-venv"
_NO_PACKAGES = "the Python packages could not be installed; is the package index reachable?"
_NO_PROJECT = "the project could not be installed into .venv; remove .venv and run this again"
_NO_AZURITE = "Azurite could not be installed; is the npm registry reachable?"


def _run(command: Sequence[str], root: Path, env: Mapping[str, str], remedy: str) -> None:
    """*command* succeeded. Raises: NotReady, with its own last words above the remedy."""
    done = subprocess.run(
        command,
        cwd=root,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join(f"  {line}" for line in done.stdout.splitlines()[-15:])
        raise NotReady(f"{remedy}\n{tail}")


def main() -> int:
    """0 when this checkout is ready."""
    try:
        for stage in stages(ROOT, os.environ):
            ensure(stage)
    except NotReady as missing:
        sys.stderr.write(f"nightshift: {missing}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
