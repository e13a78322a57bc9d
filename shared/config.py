"""
Policy as code: YAML files beside the app, checked at load.

Every mistake is reported with its file, its line and what to do, all of a file's at once.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel


class ConfigError(Exception):
    """A configuration that cannot be used; the text says where and what to do."""


class MissingFile(ConfigError):
    """A configuration file that is not there."""


class Section(BaseModel):
    """Part of a configuration file: camelCase there, unknown members refused, immutable here."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True
    )


@dataclass(frozen=True, slots=True)
class Loaded[T]:
    """A checked configuration, and the digest of the text it came from."""

    value: T
    sha256: str


def load[T: BaseModel](path: Path, model: type[T]) -> Loaded[T]:
    """
    The configuration in *path* as a *model*.

    Raises:
        MissingFile: There is none.
        ConfigError: The file cannot be read, is no YAML, or does not fit the model.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        kind = MissingFile if isinstance(error, FileNotFoundError) else ConfigError
        raise kind(
            f"{path}: {error.strerror or 'cannot be read'}; put the file there or point "
            f"NIGHTSHIFT_CONFIG_DIR at the folder that has it"
        ) from error
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not YAML: {_where(error)}") from error
    if twice := list(_repeated(tree)):
        raise ConfigError(
            "\n".join(
                f"{path}:{line}: {name}: stands here a second time; keep one of the two"
                for name, line in twice
            )
        )
    try:
        value = model.model_validate({} if content is None else content)
    except ValidationError as error:
        raise ConfigError(_explain(path, tree, error)) from error
    return Loaded(value, hashlib.sha256(text.encode()).hexdigest())


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be read"
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)


def _repeated(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Every name that one mapping has twice, with its line: YAML would keep the last in silence."""
    if isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from _repeated(part)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for name, value in node.value:
            if isinstance(name, yaml.ScalarNode):
                if name.value in seen:
                    yield name.value, name.start_mark.line + 1
                seen.add(name.value)
            yield from _repeated(value)


def _explain(path: Path, tree: yaml.Node | None, error: ValidationError) -> str:
    lines = []
    for fault in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in fault["loc"])
        lines.append(f"{path}:{_line(tree, fault['loc'])}: {place or 'file'}: {_advice(fault)}")
    return "\n".join(lines)


def _advice(fault: object) -> str:
    kind, message = fault["type"], fault["msg"]  # type: ignore[index]  # pydantic's ErrorDetails
    if kind == "extra_forbidden":
        return "no such setting; check the spelling or remove it"
    if kind == "missing":
        return "is required; add it"
    return str(message).removeprefix("Value error, ")


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """The line of the deepest part of *location* that the file has."""
    line = node.start_mark.line + 1 if node else 1
    for part in location:
        found = _child(node, part)
        if found is None:
            break
        node, line = found
    return line


def _child(node: yaml.Node | None, part: int | str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(part):
                return value, name.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None
