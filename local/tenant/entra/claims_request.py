"""
What a token request asks for by its `claims` parameter.

Source: OpenID Connect Core, section 5.5, and Entra's claims challenges: `xms_cc` says what the
client understands, `nbf` in an answer to a challenge says from when on the token must be good.
"""

import json
from dataclasses import dataclass

from local.tenant.messages import Json


class BadClaims(Exception):
    """The parameter is no JSON object."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the token has to say; `not_before` is set by an answer to a challenge alone."""

    capabilities: tuple[str, ...] = ()
    not_before: int | None = None


NOTHING = Wanted()


def wanted(text: str | None) -> Wanted:
    """
    What *text*, the parameter, asks for the access token; what is not known is passed over.

    Raises:
        BadClaims: It is no JSON object.

    """
    if not text:
        return NOTHING
    try:
        given: Json = json.loads(text)
    except ValueError as error:
        raise BadClaims(str(error)) from error
    if not isinstance(given, dict):
        raise BadClaims("an object is wanted")
    asked = given.get("access_token")
    if not isinstance(asked, dict):
        return NOTHING
    return Wanted(_capabilities(asked.get("xms_cc")), _not_before(asked.get("nbf")))


def _capabilities(asked: Json) -> tuple[str, ...]:
    values = asked.get("values") if isinstance(asked, dict) else None
    return tuple(map(str, values)) if isinstance(values, list) else ()


def _not_before(asked: Json) -> int | None:
    value = asked.get("value") if isinstance(asked, dict) else None
    return int(value) if isinstance(value, str) and value.isdecimal() else None
