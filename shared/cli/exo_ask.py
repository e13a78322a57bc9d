"""Asking whoever is about to take something away, and warning of whom it would meet."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from shared.cells import one_line
from shared.cli import output
from shared.cli.emergency import emergency_accounts
from shared.cli.exo_show import Wanted, note
from shared.cli.quota import someone_is_there
from shared.exchange.command import Command
from shared.exchange.sealing import Sealed, seal
from shared.exchange.values import Value
from shared.exo.guard import Question, question, warnings
from shared.exo.protected import emergency, role_holders
from shared.session import Session
from shared.web.request import Effect


def require_somebody(asked: Question | None, wanted: Wanted) -> None:
    """Nothing, when *asked* can be answered; otherwise the command ends here, exit 2."""
    if asked is None or _meant(asked, wanted):
        return
    if wanted.meant is not None:
        output.fail(
            f"{asked.sentence} --yes-i-mean says something else; it must be '{asked.answer}'. "
            "Nothing was sent."
        )
    if not someone_is_there():
        output.fail(
            f"{asked.sentence} Nobody is there to ask, so nothing was sent. If you mean it, add "
            f"--yes-i-mean '{asked.answer}'."
        )


async def warned_and_meant(
    session: Session, calls: Sequence[Command[Value]], asked: Question | None, wanted: Wanted
) -> bool:
    """Whether *calls* are to be sent, after everything that speaks against them was told."""
    if calls and calls[0].cmdlet.effect is Effect.WRITE and not session.what_if:
        for sentence in (*warnings(calls), *emergency(calls, emergency_accounts())):
            note(f"Warning: {sentence}")
    if asked is None or session.what_if:
        return True
    for sentence in await role_holders(session, calls):
        note(f"Warning: {sentence}")
    return _meant(asked, wanted) or _typed_back(asked)


def typed_secret(parameter: str) -> Sealed:
    """What somebody types twice for *parameter*, unseen, sealed for the service."""
    return seal(typer.prompt(parameter, hide_input=True, confirmation_prompt=True, err=True))


def question_for(calls: Sequence[Command[Value]], *, many: bool, ask: bool) -> Question | None:
    """What must be typed back before *calls* are sent; *ask*: somebody wants to be asked."""
    found = question(calls, many=many)
    if found is None and ask and calls and calls[0].cmdlet.effect is Effect.WRITE:
        return Question(f"{calls[0].cmdlet.name} is about to run.", "yes")
    return found


def _meant(asked: Question, wanted: Wanted) -> bool:
    return wanted.meant is not None and asked.answered(wanted.meant)


def _typed_back(asked: Question) -> bool:
    note(asked.sentence)
    typed = typer.prompt(one_line(f"Type {asked.answer} to do it"), default="", err=True)
    if asked.answered(typed):
        return True
    note("That is something else, so nothing was sent.")
    return False
