"""The Bicep files as text, and the few shapes that tests look for in them."""

import re
from collections.abc import Iterator
from pathlib import Path

INFRA = Path(__file__).resolve().parents[2] / "infra"
FILES = sorted(INFRA.rglob("*.bicep"))

_BLOCK = re.compile(r"^(?:resource|module) .*?^[}\]]$", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    """The file *name* below infra/, without its comments."""
    return without_comments((INFRA / name).read_text(encoding="utf-8"))


def without_comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//"))


def blocks(text: str) -> Iterator[str]:
    """Every resource and module of *text*, outermost ones only."""
    yield from _BLOCK.findall(text)


def strings_of(text: str, name: str) -> list[str]:
    """The literal strings of `var name = ...`, whether it is one or a list."""
    found = re.search(rf"^var {name} = (\[.*?^\]|'[^']*')", text, re.MULTILINE | re.DOTALL)
    assert found, f"no var {name}"
    return re.findall(r"'([^'$]*)'", found[1])


def members_of(text: str, name: str) -> dict[str, str]:
    """The members of `var name = {...}` with the text of their values."""
    found = re.search(rf"^var {name} = \{{\n(.*?)^\}}", text, re.MULTILINE | re.DOTALL)
    assert found, f"no var {name}"
    return dict(re.findall(r"^  (\w+): (.*)$", found[1], re.MULTILINE))
