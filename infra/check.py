"""
Whether the Bicep in this folder builds without a diagnostic and is formatted.

`python infra/check.py` exits 0 when it does, and when there is no compiler to ask; 1 otherwise.
The compiler is the one that BICEP names, else `bicep` on PATH, else the Azure CLI's.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent

_NOT_CHECKED = (
    "Bicep not checked: no compiler was found; `az bicep install` gets it, or set BICEP to its path"
)
_TOO_OLD = "BCP081"  # the compiler does not know the API version
_PATIENCE_S = 120.0


class NoSuchCompiler(Exception):
    """BICEP names something that cannot be run."""


def find_compiler(environment: Mapping[str, str], home: Path) -> Path | None:
    """
    The compiler to use, or None when there is none.

    Raises:
        NoSuchCompiler: One is named, and is not there: a check that was asked for must not vanish.

    """
    named = environment.get("BICEP")
    if named:
        found = shutil.which(named)
        if found is None:
            raise NoSuchCompiler(
                f"BICEP is {named!r}, which is no program; correct it, or unset it to look on PATH"
            )
        return Path(found).absolute()
    places = [environment.get("PATH", ""), str(home / ".azure" / "bin")]
    found = shutil.which("bicep", path=os.pathsep.join(filter(None, places)))
    return Path(found).absolute() if found else None


def problems(compiler: Path, folder: Path) -> list[str]:
    """What is wrong with the Bicep in *folder*, a line each; empty when nothing is."""
    said = [
        *_diagnostics(compiler, folder, "build", "main.bicep", "--stdout"),
        *_diagnostics(compiler, folder, "build-params", "main.bicepparam", "--stdout"),
        *_diagnostics(compiler, folder, "lint", "--pattern", "**/*.bicep"),
    ]
    if any(_TOO_OLD in line for line in said):
        said.append("the compiler is older than what the templates need: `az bicep upgrade`")
    return [*dict.fromkeys(said), *_unformatted(compiler, folder)]


def main() -> int:
    """Say what was found; the exit code."""
    try:
        compiler = find_compiler(os.environ, Path.home())
        if compiler is None:
            print(_NOT_CHECKED)
            return 0
        found = problems(compiler, HERE)
    except (NoSuchCompiler, OSError, subprocess.TimeoutExpired) as error:
        print(f"Bicep could not be checked: {error}", file=sys.stderr)
        return 1
    for line in found:
        print(line, file=sys.stderr)
    print(f"Bicep: {len(found)} problems" if found else "Bicep builds without a diagnostic")
    return 1 if found else 0


def _diagnostics(compiler: Path, folder: Path, *arguments: str) -> list[str]:
    """
    Every line of the compiler's diagnostics.

    It exits 0 over warnings, so what it says counts and not only how it ends.
    """
    done = subprocess.run(
        [compiler, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    if done.returncode and not lines:
        lines = [f"bicep {arguments[0]} ended with exit code {done.returncode} and said nothing"]
    return lines


def _unformatted(compiler: Path, folder: Path) -> list[str]:
    """The files that the formatter would change, found on a copy."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("__pycache__"))
        said = [
            *_diagnostics(compiler, copy, "format", "--pattern", "**/*.bicep"),
            *_diagnostics(compiler, copy, "format", "--pattern", "**/*.bicepparam"),
        ]
        changed = [
            f"{path.relative_to(folder).as_posix()} is not formatted: `bicep format` it"
            for path in sorted([*folder.rglob("*.bicep"), *folder.rglob("*.bicepparam")])
            if path.read_bytes() != (copy / path.relative_to(folder)).read_bytes()
        ]
    return said + changed


if __name__ == "__main__":
    sys.exit(main())
