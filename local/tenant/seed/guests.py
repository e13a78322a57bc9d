"""
Guests: accounts of people from another company, named after the address they were invited by.

Source: "Properties of a Microsoft Entra B2B collaboration user".
"""

import re

from local.tenant.seed.pools import FAMILY, GIVEN
from local.tenant.state.person import Identity

_NUMBER = re.compile(r"(\d+)(?:_[^@]*#ext#)?(?:@|$)")


def guest(
    index: int, number: int, ids: tuple[str, str, str], partner: str, initial: str
) -> Identity:
    """Guest *number* of *partner*, whose account is in the *initial* domain of the tenant."""
    given, family = GIVEN[number * 7 % len(GIVEN)], FAMILY[number * 5 % len(FAMILY)]
    local = f"{given}.{family}{number}".lower()
    alias = f"{local}_{partner}#EXT#"
    return Identity(
        index,
        *ids,
        f"{alias}@{initial}",
        alias,
        f"{local}@{partner}",
        given,
        family,
        f"{given} {family} ({partner})",
        None,
        "",
        "",
        "",
        "",
    )


def number_in(text: str) -> int | None:
    """The number of the guest whom *text*, in lower case, may name by address or sign-in name."""
    match = _NUMBER.search(text)
    return int(match[1]) if match else None
