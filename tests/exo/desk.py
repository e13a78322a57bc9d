"""An admin at a prompt in front of the local tenant."""

from typer.testing import CliRunner

from shared.app import app_is
from shared.cli.exo import app
from tests.harness import House


class Prompt:
    """`nightshift exo …` as the Exchange administrator of *house*."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.admin = house.sign_in()

    def run(self, *words, typed=None):
        with app_is(self.house.app):
            return CliRunner().invoke(app, list(words), input=typed)

    async def row(self, cmdlet, **parameters):
        """The one row that *cmdlet* gives."""
        async with self.house.app.desk.open(run="test", reason="read back") as session:
            [row] = await session.exchange.invoke(cmdlet, **parameters)
        await self.house.app.close()
        return row

    async def writes(self):
        """The names of the cmdlets that write and reached the tenant."""
        seen = await self.house.control("GET", "requests?since=0")
        return [one["cmdlet"] for one in seen["requests"] if not _reads(one["cmdlet"] or "Get-")]


def _reads(cmdlet):
    return cmdlet.startswith("Get-")
