"""`nightshift …` typed at a prompt by an administrator of the local tenant, in this process."""

import asyncio
import json

from rich.console import Console
from typer.testing import CliRunner

from shared.app import app_is
from shared.cli import output
from shared.cli.main import app as nightshift
from tests.harness import ADMIN, House


class Prompt:
    """A House and who sits at its desk."""

    def __init__(self, folder, person=ADMIN, **house):
        self.house = House(folder, **house)
        self.admin = self.house.sign_in(person)

    def type(self, *words, answer=None):
        """What the command says; the screen is wide."""
        before, output._screen = output._screen, Console(width=400)
        try:
            with app_is(self.house.app):
                return CliRunner().invoke(nightshift, words, input=answer, terminal_width=200)
        finally:
            output._screen = before

    def json(self, *words):
        """The one document that the command prints."""
        told = self.type(*words, "--json")
        assert told.exit_code == 0, told.output
        return json.loads(told.stdout)

    def person(self, upn):
        """All that the tenant knows of a person."""
        return asyncio.run(self.house.person(upn))

    def pick(self, kind, place=0):
        """The UPN of somebody of *kind*."""
        return asyncio.run(self.house.picks(kind, place + 1))[place]

    def writes(self):
        """The cmdlets that changed something in the tenant, oldest first."""
        seen = asyncio.run(self.house.control("GET", "requests?since=0"))
        names = [one.get("cmdlet") or "" for one in seen["requests"]]
        return [name for name in names if name and not name.startswith("Get-")]

    def fault(self, **rule):
        """The tenant misbehaves as *rule* says."""
        asyncio.run(self.house.control("POST", "faults", rule))
