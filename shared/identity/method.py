"""What every way of signing in is given, and what it makes of it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from azure.core.credentials_async import AsyncTokenCredential

from shared.identity.vault import Vault
from shared.tenants import Auth, Cloud


def on_the_terminal(sentence: str) -> None:
    """What a sign-in has to say stands beside the results, never among them."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def someone_is_there() -> bool:
    """Whether a person sits at the terminal, who can read a question and act on it."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def not_kept(record: str) -> None:
    """Nothing is remembered of who signed in."""
    del record


@dataclass(frozen=True, slots=True)
class Ground:
    """
    Where a sign-in takes place: the tenant, its authority, the vault that keeps certificates.

    `discovery` is off for an authority on this machine, which Microsoft does not know. `tell` shows
    a sentence to the person at the prompt, if one is there (`attended`); `remember` is told
    azure-identity's record of who signed in, which holds no secret.
    """

    tenant_id: str
    authority: str
    vault: Vault
    now: datetime
    discovery: bool = True
    tell: Callable[[str], None] = on_the_terminal
    attended: bool = True
    remember: Callable[[str], None] = not_kept
    cloud: Cloud = Cloud.PUBLIC


class Method(Protocol):
    """A module of `shared.identity.methods`."""

    async def credential(self, ground: Ground, auth: Auth) -> AsyncTokenCredential:
        """A fresh credential; it holds no token yet. Raises: ConfigError."""
        ...
