"""
Where a person's tokens are kept between two commands: encrypted by the system, or nowhere.

Windows encrypts with DPAPI, macOS in the Keychain, Linux by libsecret (GNOME Keyring, KWallet).
Tokens never lie on a disk in plain text.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from azure.identity import TokenCachePersistenceOptions
from azure.identity._persistent_cache import _load_persistent_cache
from msal import TokenCache
from msal_extensions import build_encrypted_persistence

from shared.config import ConfigError

_NAME = "nightshift"
_KINDS = TokenCache.CredentialType


@dataclass(frozen=True, slots=True)
class Keeping:
    """How tokens are kept; without `options` in the memory of one command, and `why`."""

    options: TokenCachePersistenceOptions | None
    why: str = ""

    @property
    def kind(self) -> str:
        """As `whoami` names it."""
        return "memory" if self.options is None else "encrypted"


def keeping() -> Keeping:
    """A cache that the operating system encrypts, so that the next command asks nobody."""
    try:
        # Linux tries its key ring here; Windows and macOS always have one.
        build_encrypted_persistence(str(Path(tempfile.gettempdir()) / "nightshift-no-cache"))
    except ImportError:
        return Keeping(None, "libsecret and PyGObject are not installed for this Python")
    except (OSError, RuntimeError):
        return Keeping(None, "the system's key ring is locked or not running")
    return Keeping(TokenCachePersistenceOptions(name=_NAME))


def forget(kept: Keeping) -> int:
    """
    No account is in the cache any more, and no token; how many accounts there were.

    The cache is this command's own, so nobody else is signed out.

    Raises:
        ConfigError: The cache cannot be read, or not reached any more, so it is not emptied.

    """
    if kept.options is None:
        _require_that_none_was_kept(kept.why)
        return 0
    try:
        # azure-identity has no way to sign out, and keeps to itself where its cache lies.
        accounts = _emptied(_load_persistent_cache(kept.options))
        _mark().unlink(missing_ok=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise ConfigError(
            "the cache of tokens cannot be read, so it is not emptied: remove the item "
            f"{_NAME}.nocae from the system's key ring (on Windows, and if a file of that name is "
            "there, from the folder .IdentityService of your account)"
        ) from error
    return accounts


def _mark() -> Path:
    """What azure-identity leaves beside a cache in a key ring; where there is none, none was."""
    return Path.home() / ".IdentityService" / f"{_NAME}.nocae"


def _require_that_none_was_kept(why: str) -> None:
    """Raises: ConfigError when an earlier command kept tokens where this one cannot reach."""
    if _mark().is_file():
        raise ConfigError(
            "tokens that an earlier command kept in the system's key ring may still be there, and "
            f"this one cannot reach it: {why}. Unlock it, or go where it is at hand, and run "
            "`nightshift logout` again"
        )


def _emptied(cache: TokenCache) -> int:
    removals: dict[str, Callable[[dict[str, object]], None]] = {
        _KINDS.REFRESH_TOKEN: cache.remove_rt,
        _KINDS.ACCESS_TOKEN: cache.remove_at,
        _KINDS.ID_TOKEN: cache.remove_idt,
    }
    for kind, remove in removals.items():
        for entry in list(cache.search(kind)):
            remove(entry)
    accounts = list(cache.search(_KINDS.ACCOUNT))
    for account in accounts:
        cache.remove_account(account)
    return len(accounts)
