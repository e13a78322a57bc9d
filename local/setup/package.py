"""
Make dist/nightshift.zip: what .funcignore leaves, the deployed requirements, and byte-code.

Without byte-code each cold start compiles several seconds' worth: the folder is read-only in
Azure. It is checked against the source by hash, as files get new times when they are unpacked.
"""

import compileall
import py_compile
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_PACKAGES = Path(".python_packages", "lib", "site-packages")
# Where the app runs: Flex Consumption, Linux on x86-64. Newest first; pip takes any of them.
_PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")


def ignored(name: str, patterns: Sequence[str]) -> bool:
    """Whether a file or folder called *name* at the top of the app stays behind."""
    return any(fnmatch(name, pattern) for pattern in patterns)


def read_patterns(text: str) -> tuple[str, ...]:
    """The patterns of a .funcignore."""
    lines = (line.strip().rstrip("/") for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def write(root: Path, target: Path) -> Path:
    """The package of the app in *root*, made in *target*."""
    stage = target / "app"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    for source in _kept(root):
        if source.is_dir():
            shutil.copytree(
                source, stage / source.name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy2(source, stage)
    _install(root / "requirements.txt", stage / _PACKAGES)
    compileall.compile_dir(
        stage,
        quiet=2,
        stripdir=stage,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    package = target / "nightshift.zip"
    _zip(stage, package)
    return package


def _kept(root: Path) -> Iterator[Path]:
    patterns = read_patterns((root / ".funcignore").read_text(encoding="utf-8"))
    return (path for path in sorted(root.iterdir()) if not ignored(path.name, patterns))


def _install(requirements: Path, target: Path) -> None:
    platforms = [part for name in _PLATFORMS for part in ("--platform", name)]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-compile", "--only-binary=:all:", "--no-deps"]
    command += ["--python-version", "3.13", *platforms]
    subprocess.run([*command, "--target", str(target), "-r", str(requirements)], check=True)


def _zip(folder: Path, package: Path) -> None:
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))


def main() -> int:
    """0 when the package is made."""
    try:
        package = write(ROOT, ROOT / "dist")
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"nightshift: pip ended with {error.returncode}; nothing was packaged\n")
        return 1
    size_mb = package.stat().st_size / 1e6
    sys.stdout.write(f"{package.relative_to(ROOT)}, {size_mb:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
