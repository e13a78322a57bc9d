"""One token per scope, tenant and principal: renewed before it ends, one renewal at a time."""

import asyncio
import base64
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError, ServiceRequestError

from shared.clock import Clock
from shared.web.distrust import distrust
from shared.web.errors import Call, Refused, ServiceError, ServiceFault, Unreachable
from shared.web.request import Json

_EARLY_S = 300  # what is about to end is not handed out
_TOO_MANY, _SERVER_FAULT = 429, 500
# What can stand behind `Bearer` in a header, with room for what no standard foresees.
_SENDABLE = re.compile(r"[!-~]+")
# What is raised at an answer, or a token, in which a number stands for a text, or the like.
_STUMBLES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError)


@dataclass(frozen=True, slots=True)
class Claims:
    """
    What a token says of its bearer. Read, not proven: the service proves it.

    An app has `roles`; a person has `scopes` and is called `user`. `directory_roles` are template
    ids; a token that names none does not say. `expires_at` is in seconds of Unix time.
    """

    tenant_id: str
    audience: str
    object_id: str
    app_id: str
    roles: frozenset[str]
    scopes: frozenset[str] = frozenset()
    user: str | None = None
    directory_roles: frozenset[str] = frozenset()
    expires_at: int | None = None

    @property
    def administers_exchange(self) -> bool:
        """Whether Exchange's admin API takes the token at all; what it may run, roles decide."""
        return "Exchange.ManageAsApp" in self.roles or "Exchange.Manage" in self.scopes


class TokenOptions(TypedDict, total=False):
    """What a credential is told beside the scope."""

    claims: str


class ScopeTokens:
    """The tokens for one service of one principal; *scopes* are all of that service."""

    def __init__(
        self,
        make: Callable[[], Awaitable[AsyncTokenCredential]],
        scopes: tuple[str, ...],
        clock: Clock,
    ) -> None:
        self._make = make
        self._scopes = scopes
        self._clock = clock
        self._turn = asyncio.Lock()
        self._credential: AsyncTokenCredential | None = None
        self._held: AccessToken | None = None
        self._claims: str | None = None

    async def token(self) -> str:
        """
        A token good for at least five minutes.

        Raises:
            Refused: Entra gives none; the text says why.
            Unreachable: Entra, or the identity endpoint, did not answer.
            ServiceFault: It failed.

        """
        async with self._turn:
            if (
                self._held is None
                or self._held.expires_on - self._clock.now().timestamp() < _EARLY_S
            ):
                self._held = _sendable(self._scopes[0], await self._fetch())
            return self._held.token

    async def renew(self, stale: str, claims: str | None) -> None:
        """The next token is a new one, unless somebody renewed *stale* already."""
        async with self._turn:
            if self._held is None or self._held.token != stale:
                return
            # Credentials cache inside; only a new one asks again.
            await self._drop()
            self._claims = _decoded(claims) if claims else None

    async def close(self) -> None:
        """No token is held afterwards."""
        async with self._turn:
            await self._drop()

    async def _drop(self) -> None:
        held, self._credential, self._held = self._credential, None, None
        if held is not None:
            await held.close()

    async def _fetch(self) -> AccessToken:
        call = Call("sign-in", self._scopes[0])
        try:
            return await self._asked()
        except AzureError as error:
            raise _told(call, error) from error
        except _STUMBLES as error:
            detail = f"the answer cannot be read ({type(error).__name__})"
            raise ServiceFault(call, detail, ran=False) from error
        except ValueError as error:  # a certificate that cannot be read, by its maker's word
            raise Refused(call, _first_line(error)) from error

    async def _asked(self) -> AccessToken:
        """
        A new token; a credential that was good before is made anew when it is refused.

        So a certificate that was replaced in Key Vault and in the app registration is taken up
        without a restart.
        """
        if self._credential is not None:
            try:
                return await self._credential.get_token(*self._scopes, **self._options())
            except ClientAuthenticationError as error:
                if _is_passing(error):
                    raise
                await self._drop()
        self._credential = await self._make()
        return await self._credential.get_token(*self._scopes, **self._options())

    def _options(self) -> TokenOptions:
        return {"claims": self._claims} if self._claims else {}


def _told(call: Call, error: AzureError) -> ServiceError:
    """What *error* is to whoever wanted a token."""
    if (untrusted := distrust(error)) is not None:
        return Unreachable(call, untrusted, sent=False)
    match error:
        case ServiceRequestError():
            return Unreachable(call, _first_line(error), sent=False)
        case ClientAuthenticationError() if not _is_passing(error):
            return Refused(call, _first_line(error), status=error.status_code)
        case ClientAuthenticationError():
            # The SDK gives a throttled or failing Entra the same class as a refusal.
            return ServiceFault(call, _first_line(error), ran=False, status=error.status_code)
        case _:
            return ServiceFault(call, _first_line(error), ran=False)


def _sendable(scope: str, found: AccessToken) -> AccessToken:
    """*found*, when its token can stand in a header. Raises: ServiceFault, which shows none."""
    token: object = found.token  # no library looks
    if isinstance(token, str) and _SENDABLE.fullmatch(token):
        return found
    raise ServiceFault(Call("sign-in", scope), "what came is no token", ran=False)


def _is_passing(error: ClientAuthenticationError) -> bool:
    status = error.status_code
    return status is not None and (status == _TOO_MANY or status >= _SERVER_FAULT)


def claims_of(token: str) -> Claims:
    """What *token* says. Raises: ValueError when it is no JWT."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return Claims(
            str(claims.get("tid", "")),
            str(claims.get("aud", "")),
            str(claims.get("oid", "")),
            str(claims.get("appid") or claims.get("azp") or ""),
            _names(claims.get("roles")),
            frozenset(str(claims.get("scp") or "").split()),
            _user(claims),
            _names(claims.get("wids")),
            int(claims["exp"]) if "exp" in claims else None,
        )
    except (*_STUMBLES, ValueError) as error:
        raise ValueError("the token cannot be read") from error


def _names(listed: Json) -> frozenset[str]:
    """The names that *listed* holds; none when it is no list, as of a text's letters."""
    return frozenset(map(str, listed)) if isinstance(listed, list) else frozenset()


def _user(claims: Mapping[str, Json]) -> str | None:
    """What a person is called; a guest has no `upn` in this tenant. An app is no user."""
    name = claims.get("upn") or (claims.get("unique_name") if "scp" in claims else None)
    return str(name) if name else None


def _first_line(error: Exception) -> str:
    """The first sentence of an Azure error; what follows may quote the answer's body."""
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__


def _decoded(challenge: str) -> str | None:
    """
    The claims that *challenge* asks for; None when it cannot be read.

    It comes as base64 in either alphabet, with or without padding; credentials want its JSON.
    """
    try:
        claims = base64.urlsafe_b64decode(challenge + "=" * (-len(challenge) % 4)).decode()
        return claims if isinstance(json.loads(claims), dict) else None
    except (ValueError, RecursionError):
        return None
