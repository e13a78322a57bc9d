"""A person is asked when nothing else helps, one question at a time, and only where they are."""

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from azure.core.credentials import AccessToken
from azure.identity import (
    AuthenticationRecord,
    AuthenticationRequiredError,
    TokenCachePersistenceOptions,
)
from msal import TokenCache

from shared.config import ConfigError
from shared.identity import token_cache
from shared.identity.method import Ground
from shared.identity.person import Person, in_thread
from shared.identity.signed_in import NotSignedIn, SignedIn, SigningIn
from shared.tenants import Auth
from tests.fakes import FakeClock

TENANT = "11111111-2222-3333-4444-555555555555"
EXCHANGE = "https://outlook.office365.com/.default"
WHERE = "Sign in in the browser."
GRAPH = "https://graph.microsoft.com/User.Read.All"


def record(user: str = "ann") -> AuthenticationRecord:
    return AuthenticationRecord(TENANT, "client", "login.example", f"{user}.home", user)


class Fake:
    """A credential of azure-identity: *answers* says who answers when somebody is asked."""

    def __init__(self, answers: str, settings: dict) -> None:
        self.answers = answers
        self.settings = settings
        self.signed_in = False
        self.asked = 0

    def get_token(self, *scopes, claims=None):
        if not self.signed_in:
            raise AuthenticationRequiredError(scopes)
        return AccessToken("token", 0)

    def authenticate(self, *, scopes, claims=None):
        self.asked += 1
        self.signed_in = True
        return record(self.answers)

    def close(self):
        pass


class Desk:
    """
    A person of whom *before* is known, at a terminal or not; *answers* is who answers.

    Who is not known comes by *kind*: by a line of tenants.yaml, or by signing in just now.
    """

    def __init__(
        self,
        before: str = "",
        *,
        attended: bool = True,
        answers: str = "ann",
        kind: type[Auth] = Auth,
    ) -> None:
        self.made: list[Fake] = []
        self.remembered: list[str] = []
        self.told: list[str] = []
        ground = Ground(
            TENANT,
            "https://login.example:8443",
            SimpleNamespace(),
            FakeClock().now(),
            tell=self.told.append,
            attended=attended,
            remember=self.remembered.append,
        )
        kept = record(before).serialize() if before else ""
        way = "interactive"
        auth = SignedIn(method=way, record=kept) if before else kind(method=way)
        self.person = Person(ground, auth, lambda **given: self._make(answers, given), WHERE)

    def _make(self, answers: str, given: dict) -> Fake:
        self.made.append(Fake(answers, given))
        return self.made[-1]


async def test_who_signs_in_just_now_is_asked_wherever_they_are_and_remembered():
    desk = Desk(attended=False, kind=SigningIn)

    await desk.person.get_token(EXCHANGE)
    await desk.person.get_token(EXCHANGE)

    assert [one.asked for one in desk.made] == [1]
    assert AuthenticationRecord.deserialize(desk.remembered[0]).username == "ann"


async def test_an_identity_that_is_a_person_is_not_waited_for_where_nobody_is():
    there, away = Desk(), Desk(attended=False)

    await there.person.get_token(EXCHANGE)
    with pytest.raises(NotSignedIn, match="nobody is there to sign in"):
        await away.person.get_token(EXCHANGE)

    assert (there.made[0].asked, away.made[0].asked) == (1, 0)


async def test_each_service_has_an_application_of_its_own_and_the_same_account():
    desk = Desk("ann")

    await desk.person.get_token(EXCHANGE)
    await desk.person.get_token(GRAPH)

    records = [one.settings["authentication_record"] for one in desk.made]
    assert {one.home_account_id for one in records} == {"ann.home"}
    assert {one.authority for one in records} == {"login.example:8443"}
    assert records[0].client_id != records[1].client_id


async def test_who_was_here_is_asked_again_at_a_terminal_alone():
    there, away = Desk("ann"), Desk("ann", attended=False)

    await there.person.get_token(EXCHANGE)
    with pytest.raises(NotSignedIn, match="nightshift login"):
        await away.person.get_token(EXCHANGE)

    assert (there.made[0].asked, away.made[0].asked) == (1, 0)
    assert "ann has to sign in again" in there.told[0]
    assert (there.told[1:], away.told) == ([WHERE], [])


async def test_another_account_than_the_one_that_is_signed_in_gets_no_token():
    desk = Desk("ann", answers="bob")

    with pytest.raises(NotSignedIn, match="bob answered, and ann is signed in"):
        await desk.person.get_token(EXCHANGE)

    assert desk.remembered == []


def test_a_damaged_record_says_to_sign_in_again():
    with pytest.raises(NotSignedIn, match="nightshift login"):
        Person(SimpleNamespace(), SignedIn(method="interactive", record="{}"), Fake)


async def test_who_stops_the_command_need_not_wait_for_the_browser():
    daemon = await in_thread(lambda: threading.current_thread().daemon)

    assert daemon


@pytest.mark.parametrize(
    ("fails", "why"),
    [
        (ImportError("no gi"), "not installed"),
        (OSError("no display"), "locked or not running"),
        (RuntimeError("locked"), "locked or not running"),
    ],
)
def test_where_the_system_encrypts_nothing_tokens_stay_in_memory(monkeypatch, tmp_path, fails, why):
    def fail(path: str) -> None:
        raise fails

    monkeypatch.setattr(token_cache, "build_encrypted_persistence", fail)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)

    kept = token_cache.keeping()

    assert (kept.kind, kept.options) == ("memory", None)
    assert why in kept.why
    assert token_cache.forget(kept) == 0


def test_tokens_that_lie_in_a_key_ring_that_is_locked_now_are_not_called_gone(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(token_cache, "_load_persistent_cache", lambda options: TokenCache())
    locked = token_cache.Keeping(None, "the system's key ring is locked or not running")
    open_now = token_cache.Keeping(TokenCachePersistenceOptions(name="nightshift"))
    (tmp_path / ".IdentityService").mkdir()
    (tmp_path / ".IdentityService" / "nightshift.nocae").touch()

    with pytest.raises(ConfigError, match="may still be there"):
        token_cache.forget(locked)

    assert token_cache.forget(open_now) == 0
    assert token_cache.forget(locked) == 0


def test_a_cache_that_the_system_encrypts_outlives_the_command(monkeypatch):
    monkeypatch.setattr(token_cache, "build_encrypted_persistence", lambda path: None)

    kept = token_cache.keeping()

    assert kept.kind == "encrypted"
    assert kept.options.allow_unencrypted_storage is False
