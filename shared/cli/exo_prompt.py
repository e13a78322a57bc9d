"""nightshift exo without a cmdlet: a prompt that takes many lines with one sign-in."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import replace

import typer

from shared.app import app as current
from shared.cli import output
from shared.cli.exo import Form
from shared.cli.exo_run import run_line
from shared.cli.exo_show import Wanted, note
from shared.exchange.catalogue import catalogue
from shared.exo import literals
from shared.exo.completion import completed
from shared.exo.protected import PERMISSIONS
from shared.exo.refusal import WrongLine
from shared.session import Session

_LEAVES = frozenset({"exit", "quit", "disconnect-exchangeonline"})
_SWITCHES: dict[str, Callable[[Wanted], Wanted]] = {
    "--json": lambda wanted: replace(wanted, form=Form.JSON),
    "--all": lambda wanted: replace(wanted, everything=True),
    "--for-excel": lambda wanted: replace(wanted, spreadsheet=True),
    "--what-if": lambda wanted: replace(wanted, what_if=True),
    "--with-output": lambda wanted: replace(wanted, with_output=True),
}
_VALUED = frozenset({"--output", "--select", "--yes-i-mean"})


class Staying:
    """One loop, and one session that keeps the sign-in, for all lines of a prompt."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._held = AsyncExitStack()

    def sign_in(self, tenant: str | None) -> Session:
        """The session that stays open. A failure ends the command with one sentence."""
        desk = current().desk.open(
            tenant,
            run=f"exo-{secrets.token_hex(4)}",
            reason="exo prompt",
            graph=PERMISSIONS,
        )
        return self.run(self._held.enter_async_context(desk))

    def run[T](self, work: Coroutine[object, object, T]) -> T:
        """What *work* returns. A failure that has a reason ends the line with one sentence."""
        with output.explained():
            return self._runner.run(work)

    def close(self) -> None:
        """Nothing is open any more, and no token is held."""
        self._runner.run(self._held.aclose())
        self._runner.run(current().close())
        self._runner.close()


def talk(tenant: str | None) -> None:
    """Lines are taken until somebody leaves; a wrong one is told, and the next is asked for."""
    staying = Staying()
    try:
        session = staying.sign_in(tenant)
        note(f"{session.principal.user} in {session.tenant.domain}; exit or Ctrl-D leaves.")
        _offer_completion()
        wanted = Wanted(tenant=tenant, prompt=staying)
        while (text := _line()) is not None:
            # Ctrl-C at a question drops the line, not the prompt; nothing was sent then.
            with suppress(typer.Exit, typer.Abort):
                _take(text, wanted)
    finally:
        staying.close()


def with_options(text: str, wanted: Wanted) -> tuple[str, Wanted]:
    """
    *text* without our own options, and *wanted* as they say.

    Raises:
        WrongLine: An option lacks its value, or a quote is not closed.

    """
    rest: list[str] = []
    words = iter(literals.words(text))
    for word in words:
        if word in _SWITCHES:
            wanted = _SWITCHES[word](wanted)
        elif word in _VALUED:
            wanted = _valued(word, next(words, None), wanted)
        else:
            rest.append(word)
    return " ".join(rest), wanted


def _valued(option: str, word: str | None, wanted: Wanted) -> Wanted:
    value = literals.bare(word or "")
    match option:
        case "--output" if value in list(Form):
            return replace(wanted, form=value)
        case "--select" if value:
            return replace(wanted, select=tuple(literals.members(value)))
        case "--yes-i-mean" if value:
            return replace(wanted, meant=value)
        case _:
            raise WrongLine(f"{option} needs a value; see nightshift exo --help.")


def _line() -> str | None:
    """What was typed; None when somebody leaves. Ctrl-C drops a line that was begun."""
    while True:
        try:
            text = input("exo> ").strip()
        except EOFError:
            return None
        except KeyboardInterrupt:
            typer.echo()
            continue
        if text.casefold() in _LEAVES:
            return None
        if text:
            return text


def _take(text: str, wanted: Wanted) -> None:
    try:
        rest, chosen = with_options(text, wanted)
    except WrongLine as error:
        output.fail(str(error))
    run_line([rest], chosen)


def _offer_completion() -> None:
    """TAB completes where the terminal can; Windows has no readline."""
    try:
        import readline
    except ImportError:
        return

    def offered(text: str, number: int) -> str | None:
        before = readline.get_line_buffer()[: readline.get_begidx()].split()
        found = completed(catalogue(), before, text)
        return f"{found[number]} " if number < len(found) else None

    readline.set_completer_delims(" \t")
    readline.set_completer(offered)
    readline.parse_and_bind("tab: complete")
