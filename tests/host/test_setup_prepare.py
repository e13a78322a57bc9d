"""prepare.py: what is done once is not done twice, and what is missing is said."""

import pytest

from local.setup.package import ignored, read_patterns
from local.setup.prepare import NotReady, Stage, ensure, node_version, stages


class Made:
    """A stage that counts how often it was made, and may fail."""

    def __init__(self, folder):
        self.source = folder / "lock"
        self.source.write_text("one")
        self.folder = folder / "made"
        self.times = 0
        self.fails = False

    def make(self):
        self.folder.mkdir(exist_ok=True)
        self.times += 1
        if self.fails:
            raise NotReady("cannot")

    def ensure(self, variety=""):
        return ensure(Stage("a stage", self.folder, (self.source,), self.make, variety))


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path)


def test_a_stage_is_made_once(made):
    assert [made.ensure(), made.ensure()] == [True, False]
    assert made.times == 1


def test_a_changed_source_makes_it_again(made):
    made.ensure()
    made.source.write_text("two")

    assert made.ensure()


def test_another_interpreter_makes_it_again(made):
    made.ensure("3.13.0")

    assert made.ensure("3.13.1")


def test_a_stage_that_failed_is_made_again_though_its_source_is_the_same(made):
    made.ensure()
    made.source.write_text("two")
    made.fails = True
    with pytest.raises(NotReady):
        made.ensure()

    made.source.write_text("one")
    made.fails = False

    assert made.ensure()


@pytest.mark.parametrize(
    ("said", "version"), [("v20.20.2\n", 20), ("v8.1.0", 8), ("", 0), ("node: not found", 0)]
)
def test_the_version_of_node(said, version):
    assert node_version(said) == version


@pytest.fixture
def azurite_stage(tmp_path, monkeypatch):
    """The stage of Azurite on a machine whose PATH is one empty folder."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    for name in ("requirements-dev.txt", "pyproject.toml", "package-lock.json"):
        (tmp_path / name).write_text("")
    (tmp_path / "node_modules").mkdir()
    _, stage = stages(tmp_path, {"PATH": str(programs)})
    return stage


def program(stage, name, body):
    path = stage.folder.parent / "bin" / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_no_node_is_said_with_the_remedy(azurite_stage):
    with pytest.raises(NotReady, match=r"Node\.js is missing; install Node\.js 20 or newer"):
        ensure(azurite_stage)


def test_an_old_node_is_said_with_its_version(azurite_stage):
    program(azurite_stage, "node", "echo v18.1.0")
    program(azurite_stage, "npm", "exit 0")

    with pytest.raises(NotReady, match=r"v18\.1\.0 is too old"):
        ensure(azurite_stage)


def test_npm_that_fails_is_heard(azurite_stage):
    program(azurite_stage, "node", "echo v20.1.0")
    program(azurite_stage, "npm", "echo no route to host; exit 1")

    with pytest.raises(NotReady, match="registry reachable") as caught:
        ensure(azurite_stage)

    assert "no route to host" in str(caught.value)


def test_what_was_left_in_the_environment_reaches_no_program(tmp_path, azurite_stage):
    seen = tmp_path / "seen"
    program(azurite_stage, "node", "echo v20.1.0")
    program(azurite_stage, "npm", f'echo "$NODE_OPTIONS|$PIP_TARGET" > "{seen}"')
    odd = {"NODE_OPTIONS": "--bad", "PIP_TARGET": "/nowhere", "PATH": str(tmp_path / "bin")}
    _, stage = stages(tmp_path, odd)

    ensure(stage)

    assert seen.read_text() == "|\n"


def test_what_funcignore_names_stays_behind():
    patterns = read_patterns("# a comment\n\n.*\ntests/\n*.md\n")

    behind = [
        name
        for name in (".venv", "tests", "README.md", "shared", "host.json")
        if ignored(name, patterns)
    ]

    assert behind == [".venv", "tests", "README.md"]
