"""A sub-command that is imported when it is called, and until then is a name and one line."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_group


class Later(TyperCommand):
    """
    What stands in the help and in completion for a command of `shared/cli/`*module*`.py`.

    To call it is to call the command itself: a group as a whole, or one that stands *alone*.
    """

    def __init__(self, name: str, line: str, module: str, *, alone: bool) -> None:
        super().__init__(name, help=line)
        self._module = module
        self._alone = alone

    def make_context(self, *given: Any, **more: Any) -> Any:  # noqa: ANN401 - Typer hides the class
        """A context of the command itself, with its own options, help and sub-commands."""
        name = str(self.name)
        holder = typer.Typer()
        holder.add_typer(
            import_module(f"shared.cli.{self._module}").app, name=None if self._alone else name
        )
        return get_group(holder).commands[name].make_context(*given, **more)
