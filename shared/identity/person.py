"""
A person who signs in at a workstation; azure-identity does that in threads only.

Tokens that are still good are used without a question. Who has to be asked is asked only where
somebody can answer: a command in a script says that the sign-in is over, instead of waiting for a
browser that nobody sees.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from azure.core.credentials import AccessToken
from azure.identity import AuthenticationRecord, AuthenticationRequiredError

from shared.identity import token_cache
from shared.identity.method import Ground
from shared.identity.public_client import client_id_of
from shared.identity.signed_in import NotSignedIn, SignedIn, SigningIn
from shared.tenants import Auth


class Asking(Protocol):
    """A credential of azure-identity that can ask a person."""

    def get_token(self, *scopes: str, claims: str | None = None) -> AccessToken: ...

    def authenticate(self, *, scopes: Any, claims: str | None = None) -> AuthenticationRecord: ...  # noqa: ANN401 - azure-identity's signature

    def close(self) -> None: ...


class Person:
    """
    The asynchronous face of credentials that wait for a person.

    *make* gives one for the settings that azure-identity wants; there is one for each public
    client, made at its first token. *where* is told before somebody is asked.
    """

    def __init__(
        self, ground: Ground, auth: Auth, make: Callable[..., Asking], where: str = ""
    ) -> None:
        self._ground = ground
        self._auth = auth
        self._make = make
        self._where = where
        self._before = _record_of(auth)
        self._credentials: dict[str, Asking] = {}
        self._turn = asyncio.Lock()

    async def get_token(
        self, *scopes: str, claims: str | None = None, **options: object
    ) -> AccessToken:
        """
        A token for *scopes*.

        Raises:
            NotSignedIn: Somebody would have to be asked, and nobody is there; or it was another.

        """
        del options
        # One question at a time: a second browser would open for the second service.
        async with self._turn:
            return await in_thread(partial(self._token, scopes, claims))

    async def close(self) -> None:
        for credential in self._credentials.values():
            credential.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    def _token(self, scopes: tuple[str, ...], claims: str | None) -> AccessToken:
        credential = self._credential(client_id_of(self._auth, scopes[0]))
        try:
            return credential.get_token(*scopes, claims=claims)
        except AuthenticationRequiredError:
            self._announce()
        record = credential.authenticate(scopes=scopes, claims=claims)
        if self._before and record.home_account_id != self._before.home_account_id:
            raise NotSignedIn(
                f"{record.username} answered, and {self._before.username} is signed in here; to "
                "change, run `nightshift login`"
            )
        self._ground.remember(record.serialize())
        return credential.get_token(*scopes, claims=claims)

    def _credential(self, client: str) -> Asking:
        if client not in self._credentials:
            self._credentials[client] = self._make(**self._settings(client))
        return self._credentials[client]

    def _settings(self, client: str) -> dict[str, object]:
        """What azure-identity is told; a record brings client and authority with it."""
        settings: dict[str, object] = {
            "tenant_id": self._ground.tenant_id,
            "disable_instance_discovery": not self._ground.discovery,
            "disable_automatic_authentication": True,
            "cache_persistence_options": token_cache.keeping().options,
        }
        if self._before is None:
            return {**settings, "client_id": client, "authority": self._ground.authority}
        record = AuthenticationRecord(
            self._ground.tenant_id,
            client,
            urlsplit(self._ground.authority).netloc,
            self._before.home_account_id,
            self._before.username,
        )
        return {**settings, "authentication_record": record}

    def _announce(self) -> None:
        """Who is asked knows why. Raises: NotSignedIn when nobody is there to be asked."""
        again = self._before and f"{self._before.username} has to sign in again: {_why()}"
        if not self._ground.attended and not isinstance(self._auth, SigningIn):
            raise NotSignedIn(
                f"{again or f'{self._auth.method} asks a person, and nobody is there to sign in'}. "
                "Nobody is at a terminal to be asked: run `nightshift login`, or this command, at "
                "a terminal, or let an app sign in (docs/connect.md)"
            ) from None
        if again:
            self._ground.tell(f"{again}.")
        if self._where:
            self._ground.tell(self._where)


def _why() -> str:
    kept = token_cache.keeping()
    if kept.options is None:
        return f"tokens are kept in memory only, because {kept.why}, so each command asks"
    return "the sign-in has run out or was revoked, or is the first for this service"


def _record_of(auth: Auth) -> AuthenticationRecord | None:
    if not isinstance(auth, SignedIn):
        return None
    try:
        return AuthenticationRecord.deserialize(auth.record)
    except (KeyError, TypeError, ValueError) as error:
        raise NotSignedIn(
            "the record of the sign-in cannot be read; run `nightshift login` again"
        ) from error


async def in_thread[T](work: Callable[[], T]) -> T:
    """
    What *work* returns.

    Its thread does not hold the process: who stops the command need not wait for the browser.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            outcome.set_exception(error)

    Thread(target=run, name="sign-in", daemon=True).start()
    return await asyncio.wrap_future(outcome)
