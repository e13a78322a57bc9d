"""Errors as people paste them, each with the code of what it means."""

from pathlib import Path

_FILE = Path(__file__).with_suffix(".txt")


def pasted() -> list[tuple[str, str]]:
    """Code and text, the five of the guide first."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    pairs = [line.split(": ", 1) for line in lines if not line.startswith("#")]
    return [(code, text) for code, text in pairs]
