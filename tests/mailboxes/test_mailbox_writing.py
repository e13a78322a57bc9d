"""A write is believed when it was seen, and a password outlives whatever goes wrong."""

import pytest

from shared.mailboxes.done import Outcome
from shared.mailboxes.grant import _Holder
from shared.mailboxes.new import Newcomer, new_user
from shared.mailboxes.writing import Writer
from shared.web.errors import (
    BadCall,
    Call,
    Malformed,
    NotFound,
    Refused,
    ServiceFault,
    Unreachable,
)
from tests.fakes import FakeClock

CALL = Call("Set-Mailbox", "ada@contoso.com")


class Change:
    """A write that shows after so many looks; *error* is its answer."""

    def __init__(self, shows_after, error=None):
        self.writes = self.looks = 0
        self._after, self._error = shows_after, error

    async def write(self):
        self.writes += 1
        if self._error:
            raise self._error

    async def shows(self):
        self.looks += 1
        return self.looks > self._after

    async def settle(self):
        return await Writer(None, FakeClock(), what_if=False).settle(CALL, self.write, self.shows)


@pytest.mark.parametrize(
    "error",
    [
        None,
        Malformed(CALL, "no JSON"),
        ServiceFault(CALL, "failed", ran=True),
        Unreachable(CALL, "reset", sent=True),
    ],
)
async def test_a_write_that_shows_late_is_done_and_was_sent_once(error):
    change = Change(shows_after=3, error=error)

    assert await change.settle() is Outcome.CHANGED
    assert change.writes == 1


@pytest.mark.parametrize(
    "error", [Refused(CALL, "no role"), Unreachable(CALL, "no route", sent=False)]
)
async def test_a_write_that_cannot_have_run_is_not_looked_for(error):
    change = Change(shows_after=0, error=error)

    with pytest.raises(type(error)):
        await change.settle()

    assert change.looks == 0


async def test_a_write_that_never_shows_is_not_said_to_be_done():
    with pytest.raises(ServiceFault, match="does not show yet"):
        await Change(shows_after=99).settle()


class Blind:
    """Exchange that makes the mailbox, and may be read until then."""

    def __init__(self):
        self._made = False

    async def mailbox(self, identity, *sets):
        kind = Refused if self._made else NotFound
        raise kind(Call("Get-EXOMailbox", identity), "no")

    async def recipient(self, identity, *sets):
        raise NotFound(Call("Get-EXORecipient", identity), "no")

    async def recipients(self, *sets, where):
        yield []

    async def invoke(self, cmdlet, **given):
        self._made = True


class Kept:
    """Where the password goes; what it was told."""

    def __init__(self):
        self.told = []

    async def before(self, upn, password):
        self.told.append("before")

    async def made(self, upn, password):
        raise AssertionError

    async def not_made(self, upn, password):
        self.told.append("not made")

    async def unsure(self, upn, password):
        self.told.append("unsure")


async def test_a_password_is_not_made_void_because_the_mailbox_could_not_be_looked_at():
    kept, writer = Kept(), Writer(Blind(), FakeClock(), what_if=False)

    with pytest.raises(Refused):
        await new_user(writer, Newcomer("nova@contoso.com", "Nova", "nova"), kept)

    assert kept.told == ["before", "unsure"]


class Refusing(Blind):
    """Exchange that makes no mailbox."""

    async def invoke(self, cmdlet, **given):
        raise BadCall(Call(cmdlet, "nova@contoso.com"), "no such domain")


class Stuck(Kept):
    """A place that takes a password, and does not let go of it."""

    async def not_made(self, upn, password):
        raise Refused(Call("Key Vault", "first"), "no role")


async def test_a_password_that_could_not_be_made_void_is_told_beside_the_reason():
    writer = Writer(Refusing(), FakeClock(), what_if=False)

    with pytest.raises(BadCall) as told:
        await new_user(writer, Newcomer("nova@contoso.com", "Nova", "nova"), Stuck())

    assert "no such domain" in str(told.value)
    assert "stays kept" in str(told.value)


def test_a_holder_is_known_by_the_end_of_a_path_in_the_directory():
    alex = _Holder("guid", "alex@contoso.com", frozenset({"alex@contoso.com", "alex"}))

    assert alex.among(("contoso.onmicrosoft.com/Users/Alex",))
    assert not alex.among(("contoso.onmicrosoft.com/alex/Other", "alexander"))
