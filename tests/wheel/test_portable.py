"""Nothing in the command assumes an operating system, or a library that is not declared."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "shared").rglob("*.py"))
TREES = {file.relative_to(ROOT).as_posix(): ast.parse(file.read_bytes()) for file in SOURCES}
# Modules and names that Windows has not, or that start a shell.
_POSIX = {"curses", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "termios"} | {
    *("add_signal_handler", "chown", "fork", "forkpty", "geteuid", "getuid", "killpg", "mkfifo"),
    *("setsid", "SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2", "system", "popen", "SelectorEventLoop"),
}
_PLACE = re.compile(r"(?:~/|/(?:bin|dev|etc|home|opt|proc|root|run|tmp|usr|var)/)")


def named(tree: ast.Module) -> Iterator[str]:
    """Each module imported in *tree*, and each name looked up in another, that it relies upon."""
    does_without = {id(one) for one in tried(tree)}
    for node in ast.walk(tree):
        if id(node) in does_without:
            continue
        match node:
            case ast.Import(names=names):
                yield from (one.name.partition(".")[0] for one in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                yield module.partition(".")[0]
                yield from (one.name for one in names)
            case ast.Attribute(value=ast.Name(id="os" | "signal" | "asyncio"), attr=name):
                yield name
            case ast.Attribute(attr="add_signal_handler" as name):
                yield name


def tried(tree: ast.Module) -> Iterator[ast.stmt]:
    """The imports in *tree* whose failure is expected and borne."""
    for node in ast.walk(tree):
        match node:
            case ast.Try(body=body, handlers=[ast.ExceptHandler(type=ast.Name(id="ImportError"))]):
                yield from body


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (one.name.partition(".")[0] for one in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]


def test_nothing_is_used_that_only_some_systems_have():
    used = {name: _POSIX & {*named(tree)} for name, tree in TREES.items()}

    assert {name: what for name, what in used.items() if what} == {}


def test_no_place_of_one_system_is_named():
    places = {
        name: node.value
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _PLACE.match(node.value)
    }

    assert places == {}


def test_every_library_that_is_imported_is_declared_or_needed_by_one_that_is():
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {*map(_plain, content["project"]["dependencies"])}
    there = declared | {
        _plain(one) for name in declared for one in requires(name) or () if "extra ==" not in one
    }
    origin = packages_distributions()
    foreign = {name for tree in TREES.values() for name in imported(tree)}
    foreign -= sys.stdlib_module_names | {"shared"}

    assert {name for name in foreign if not there & {*map(_plain, origin.get(name, ()))}} == set()


def _plain(requirement: str) -> str:
    """The distribution that *requirement* names, as all are written alike."""
    name = re.split(r"[\s<>=!~\[;(]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()
