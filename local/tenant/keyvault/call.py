"""One request to the vault, and what secrets and certificates have in common in their answers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from local.tenant.keyvault import refusals
from local.tenant.keyvault.roles import Action, allowed
from local.tenant.keyvault.vault import Secret, Vault, Version
from local.tenant.messages import Answer, Document, Json, Request

_NAME = re.compile(r"[0-9A-Za-z-]{1,127}")
_PAGE = 25
_LAST = 4_102_444_800  # the year 2100


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a client that holds *roles* in the vault."""

    vault: Vault
    request: Request
    app_id: str
    roles: tuple[str, ...]
    now: datetime

    def require(self, action: Action) -> None:
        """Raises: VaultRefusal: No role of the caller has *action* in it."""
        if not allowed(self.roles, action):
            raise refusals.forbidden(self.app_id, action)

    def body(self) -> Document:
        """The body of the request. Raises: NotJson."""
        return self.request.document()

    def place(self, *parts: str) -> str:
        """The address of something in the vault."""
        return "/".join((self.request.origin, *parts))

    def page(self, rows: Iterable[Document], path: str) -> Answer:
        """*rows*, so many as the caller wants at once, and where there are more of them."""
        listed: list[Json] = list(rows)
        size = _number(self.request.query.get("maxresults", str(_PAGE)), _PAGE) or 1
        start = _number(self.request.query.get("$skiptoken", "0"), len(listed))
        after = start + size
        more = f"{self.place(path)}?api-version={self.request.query['api-version']}"
        link = f"{more}&$skiptoken={after}&maxresults={size}" if after < len(listed) else None
        return Answer.of(200, {"value": listed[start:after], "nextLink": link})


def named(name: str) -> str:
    """*name*, which may be one. Raises: VaultRefusal."""
    if not _NAME.fullmatch(name):
        raise refusals.bad_parameter(f"The request URI contains an invalid name: {name}")
    return name


def attributes(version: Version) -> Document:
    """When a version may be used."""
    secret = version.secret
    found: Document = {
        "enabled": secret.enabled,
        "created": _seconds(version.created),
        "updated": _seconds(version.updated),
        "recoveryLevel": "Recoverable+Purgeable",
        "recoverableDays": 90,
    }
    if secret.not_before:
        found["nbf"] = _seconds(secret.not_before)
    if secret.expires:
        found["exp"] = _seconds(secret.expires)
    return found


def labelled(secret: Secret, given: Document) -> Secret:
    """
    *secret* with the attributes and tags in *given*; what is left out stays.

    Raises:
        VaultRefusal: One of them cannot be.

    """
    wanted, tags = given.get("attributes"), given.get("tags")
    if wanted is None:
        wanted = {}
    if not isinstance(wanted, dict):
        raise refusals.bad_parameter("Property attributes has invalid value")
    if isinstance(enabled := wanted.get("enabled"), bool):
        secret = replace(secret, enabled=enabled)
    if "nbf" in wanted:
        secret = replace(secret, not_before=_time(wanted["nbf"], "nbf"))
    if "exp" in wanted:
        secret = replace(secret, expires=_time(wanted["exp"], "exp"))
    if isinstance(tags, dict):
        secret = replace(secret, tags={key: str(value) for key, value in tags.items()})
    return secret


def _time(value: Json, name: str) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LAST:
        raise refusals.bad_parameter(f"Property {name} has invalid value")
    return datetime.fromtimestamp(value, UTC)


def _seconds(time: datetime) -> int:
    return int(time.timestamp())


def _number(text: str, most: int) -> int:
    if not text.isdecimal():
        raise refusals.bad_parameter(f"The parameter {text} is no number")
    return min(int(text[:9]), most)
