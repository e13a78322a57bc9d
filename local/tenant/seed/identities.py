"""From an index to an identity, and from whatever names an identity back to its index."""

import re
from hashlib import blake2b

from local.tenant.seed.guests import guest, number_in
from local.tenant.seed.layout import EMPLOYEE_ID_TWINS, NAME_TWINS, Layout
from local.tenant.seed.pools import (
    COUNTRIES,
    DEPARTMENTS,
    EQUIPMENT,
    FAMILY,
    GIVEN,
    ROOMS,
    TEAMS,
    TITLES,
)
from local.tenant.seed.specials import BY_DISPLAY_NAME, SPECIALS, stem_of
from local.tenant.state.kinds import Kind
from local.tenant.state.person import Identity

# A GUID ends in the index, turned over by an odd factor modulo 2^48: looks random, reads back.
_NODES = 1 << 48
_FACTOR = 0x5DEECE66D1B5
_BACK = pow(_FACTOR, -1, _NODES)
_OFFSETS = (0x1B873593CC9E, 0x2545F4914F6C, 0x3C6EF372FE94)
# Names walk through all pairs in steps that share no factor with their number.
_PAIRS = len(GIVEN) * len(FAMILY)
_STEP = 2749
_STEP_BACK = pow(_STEP, -1, _PAIRS)
_DIGITS = re.compile(r"(\d+)$")
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-([0-9a-f]{12})")


class Identities:
    """All identities of one tenant."""

    def __init__(self, layout: Layout, key: bytes, domain: str, initial_domain: str) -> None:
        self._layout = layout
        self._key = key
        self._domain = domain
        self._initial = initial_domain
        self._partner = "contoso.com" if domain == "fabrikam.com" else "fabrikam.com"

    def chance(self, index: int) -> bytes:
        """64 bytes of chance that belong to *index*; the first 30 name it, the rest is free."""
        return blake2b(index.to_bytes(8), key=self._key, digest_size=64).digest()

    def of(self, index: int, chance: bytes | None = None) -> Identity:
        """The identity with *index*."""
        chance = chance or self.chance(index)
        ids = _guids(chance, index)
        if self._layout.is_break_glass(index):
            return self._break_glass(index, ids)
        if self._layout.is_guest(index):
            number = index - self._layout.guests.start + 1
            return guest(index, number, ids, self._partner, self._initial)
        given, family, display, stem = self._names(index)
        special = SPECIALS.get(index)
        alias = f"{special.mailbox_stem or stem if special else stem}{index}"
        upn, address = f"{stem}{index}@{self._domain}", f"{alias}@{self._domain}"
        code, country = COUNTRIES[chance[30] % len(COUNTRIES)]
        person = self._layout.is_person(index)
        number = EMPLOYEE_ID_TWINS[0] if index == EMPLOYEE_ID_TWINS[1] else index
        return Identity(
            index,
            *ids,
            upn,
            alias,
            address,
            given,
            family,
            display,
            f"E{number:06d}" if person else None,
            DEPARTMENTS[index % 10] if person else "Facilities",
            TITLES[chance[31] % len(TITLES)] if person else "",
            code,
            country,
        )

    def second_address(self, who: Identity) -> str:
        """The address of *who* in the initial domain, beside the primary one."""
        return f"{who.alias}@{self._initial}"

    def find(self, text: str) -> list[int]:
        """The indexes whose identity *text* may name; the caller compares."""
        text = text.strip().casefold()
        found: set[int] = set()
        if match := _GUID.fullmatch(text):
            node = int(match[1], 16)
            found |= {(node - offset) * _BACK % _NODES for offset in _OFFSETS}
        local = text.partition("@")[0].removeprefix("smtp:")
        if match := _DIGITS.search(local):
            number = int(match[1])
            found |= {number, self._layout.mailboxes + number - 1}
        if (guest_number := number_in(text)) is not None:
            found.add(self._layout.guests.start + guest_number - 1)
        found |= self._by_display_name(text)
        return sorted(index for index in found if index < self._layout.people)

    def by_employee_id(self, employee_id: str) -> list[int]:
        """The people with *employee_id*."""
        digits = employee_id[1:]
        if employee_id[:1] not in {"E", "e"} or not digits.isdecimal():
            return []
        number = int(digits)
        candidates = {number} | (
            {EMPLOYEE_ID_TWINS[1]} if number == EMPLOYEE_ID_TWINS[0] else set()
        )
        inside = sorted(one for one in candidates if one < self._layout.mailboxes)
        return [one for one in inside if self.of(one).employee_id == f"E{number:06d}"]

    def _names(self, index: int) -> tuple[str, str, str, str]:
        """Given name, family name, display name, and the alias up to its number."""
        place = index // 10
        match self._layout.kind(index):
            case Kind.USER if special := SPECIALS.get(index):
                given, family = special.given, special.family
                return given, family, f"{given} {family}", stem_of(index, special.stem)
            case Kind.USER:
                given, family = self._pair(index)
                shown = self._pair(NAME_TWINS[0]) if index == NAME_TWINS[1] else (given, family)
                stem = f"{given}.{family}".lower()
                return given, family, " ".join(shown), stem
            case Kind.SHARED:
                name, prefix = TEAMS[place % len(TEAMS)], "shared"
            case Kind.ROOM:
                name, prefix = ROOMS[place % len(ROOMS)], "room"
            case Kind.EQUIPMENT:
                name, prefix = EQUIPMENT[place % len(EQUIPMENT)], "equipment"
        stem = f"{prefix}.{name.lower().replace(' ', '-')}"
        return "", "", f"{prefix.title()} {name} {index}", stem

    def _pair(self, index: int) -> tuple[str, str]:
        pair = index * _STEP % _PAIRS
        return GIVEN[pair % len(GIVEN)], FAMILY[pair // len(GIVEN)]

    def _by_display_name(self, text: str) -> set[int]:
        if text in BY_DISPLAY_NAME:
            return {BY_DISPLAY_NAME[text]}
        if text.endswith(f"({self._partner})"):
            return {*self._layout.guests}
        given, _, family = text.partition(" ")
        try:
            pair = _FAMILY_AT[family] * len(GIVEN) + _GIVEN_AT[given]
        except KeyError:
            match = _DIGITS.search(text)
            return {int(match[1])} if match else set()
        first = pair * _STEP_BACK % _PAIRS
        twins = {NAME_TWINS[1]} if first == NAME_TWINS[0] else set()
        return set(range(first, self._layout.mailboxes, _PAIRS)) | twins

    def _break_glass(self, index: int, ids: tuple[str, str, str]) -> Identity:
        number = index - self._layout.mailboxes + 1
        alias = f"breakglass{number}"
        upn = f"{alias}@{self._initial}"
        name = f"Break Glass {number}"
        return Identity(
            index, *ids, upn, alias, upn, "", "", name, None, "Security", "", "US", "United States"
        )


_GIVEN_AT = {name.casefold(): place for place, name in enumerate(GIVEN)}
_FAMILY_AT = {name.casefold(): place for place, name in enumerate(FAMILY)}


def _guids(chance: bytes, index: int) -> tuple[str, str, str]:
    """Object id, Guid and ExchangeGuid."""
    return (
        _guid(chance[:10], index, 0),
        _guid(chance[10:20], index, 1),
        _guid(chance[20:30], index, 2),
    )


def _guid(chance: bytes, index: int, which: int) -> str:
    node = (index * _FACTOR + _OFFSETS[which]) % _NODES
    text = chance.hex()
    return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-a{text[15:18]}-{node:012x}"
