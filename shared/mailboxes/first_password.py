"""The first password of a new account: made at random, and handed over in one place only."""

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

# What is not taken for something else when it is read out or typed off.
_LETTERS = "".join(set(string.ascii_letters) - set("IlOo"))
_DIGITS = "23456789"
_GROUPS, _LONG = 5, 4


def first_password() -> str:
    """A password of five groups, 115 bits of chance, with every class that Entra ID asks for."""
    alphabet = sorted(_LETTERS + _DIGITS)
    while True:
        groups = ("".join(secrets.choice(alphabet) for _ in range(_LONG)) for _ in range(_GROUPS))
        made = "-".join(groups)
        if (
            any(map(str.isupper, made))
            and any(map(str.islower, made))
            and any(map(str.isdigit, made))
        ):
            return made


class Keeping(Protocol):
    """Where the password goes. It is there before the account is made, or never is lost."""

    async def before(self, upn: str, password: str) -> None:
        """The account of *upn* is about to be made with *password*. Raises: ServiceError."""
        ...

    async def made(self, upn: str, password: str) -> str:
        """The account is there; the sentence that tells where its password is."""
        ...

    async def not_made(self, upn: str, password: str) -> None:
        """There is no such account, and the password is good for nothing."""
        ...

    async def unsure(self, upn: str, password: str) -> None:
        """Nobody knows whether the account was made."""
        ...


class Secrets(Protocol):
    """A store of secrets, as Key Vault is."""

    @property
    def address(self) -> str: ...

    async def put(self, name: str, value: str, about: Mapping[str, str]) -> str: ...

    async def void(self, name: str, version: str, about: Mapping[str, str]) -> None: ...


@dataclass(slots=True)
class InVault:
    """The password is in the secret called *name*, before there is an account for it."""

    secrets: Secrets
    name: str
    _version: str = field(default="", init=False)

    async def before(self, upn: str, password: str) -> None:
        about = {"upn": upn, "what": "first password"}
        self._version = await self.secrets.put(self.name, password, about)

    async def made(self, upn: str, password: str) -> str:
        del upn, password
        return f"its first password is the secret {self.name} in {self.secrets.address}"

    async def not_made(self, upn: str, password: str) -> None:
        del password
        about = {"upn": upn, "what": "first password of an account that was not made"}
        await self.secrets.void(self.name, self._version, about)

    async def unsure(self, upn: str, password: str) -> None:
        del upn, password  # it lies where it will be looked for, should the account be there
