"""How much of a listing is read: a page, all of it, or what was asked for."""

import pytest

from shared.exchange.catalogue import catalogue
from shared.exchange.command import command
from shared.exo.native import native_read
from shared.exo.plan import sized
from shared.exo.running import run
from shared.exo.sheets import Held

PAGES = (1000, 1000, 3)


class Listing:
    """The native reads of a tenant with three pages of mailboxes."""

    def __init__(self):
        self.read = 0

    async def entities(self, cmdlet, steps, query):
        for size in PAGES:
            self.read += 1
            yield [{"Alias": "adele"}] * size


@pytest.mark.parametrize(
    ("given", "everything", "rows", "pages"),
    [
        ({}, False, 1000, 1),
        ({}, True, 2003, 3),
        ({"ResultSize": "Unlimited"}, False, 2003, 3),
        ({"ResultSize": 2003}, False, 2003, 3),
    ],
)
async def test_a_native_read_ends_where_it_should(given, everything, rows, pages):
    listing, held = Listing(), Held(5)
    wanted = native_read("Get-EXOMailbox", given)

    ended = await run(listing, wanted, held, everything=everything, told=lambda _: None)

    assert (ended.rows, listing.read, ended.more) == (rows, pages, pages == 1)
    assert (held.count, len(held.rows)) == (rows, 5)


@pytest.mark.parametrize(
    ("cmdlet", "given", "everything", "size"),
    [
        ("Get-Mailbox", {}, False, 1000),
        ("Get-Mailbox", {}, True, "Unlimited"),
        ("Get-Mailbox", {"ResultSize": 5}, True, 5),
        ("Get-MessageTraceV2", {}, True, 1000),
        ("Get-OrganizationConfig", {}, True, None),
    ],
)
def test_a_cmdlet_is_asked_for_as_much_as_it_can_give(cmdlet, given, everything, size):
    wanted = sized(command(catalogue(), cmdlet, given), everything=everything)

    assert wanted.parameters.get("ResultSize") == size
