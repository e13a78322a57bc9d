"""
Ids of what belongs to a person, which lead back to the person: no table of them is needed.

Like the ids of people, they end in a number that is turned over by an odd factor modulo 2^48.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

_NODES = 1 << 48
_FACTOR = 0x4F6CDD1DA3C5
_BACK = pow(_FACTOR, -1, _NODES)
_EACH = 16  # the most that a person has of one sort
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of one *sort* of things in the tenant with *key*."""

    key: bytes
    sort: str

    def chance(self, index: int) -> bytes:
        """32 bytes of chance that belong to person *index*."""
        return self._digest(f"chance/{index}", 32)

    def guid(self, index: int, number: int = 0) -> str:
        """The id of thing *number* of person *index*."""
        node = ((index * _EACH + number) * _FACTOR + self._offset) % _NODES
        text = self._digest(f"{index}/{number}", 10).hex()
        return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-a{text[15:18]}-{node:012x}"

    def owner(self, guid: str) -> int | None:
        """Whose thing *guid* is; None for what is no id of this sort."""
        match = _GUID.fullmatch(guid.casefold())
        if match is None:
            return None
        place = (int(match[2], 16) - self._offset) * _BACK % _NODES
        index, number = divmod(place, _EACH)
        return index if self.guid(index, number) == guid.casefold() else None

    def token(self, index: int, number: int = 0) -> str:
        """The same as an opaque text, as the directory names grants and assignments."""
        raw = UUID(self.guid(index, number)).bytes
        return urlsafe_b64encode(self._digest(f"token/{index}/{number}", 16) + raw).decode()[:43]

    def holder(self, token: str) -> int | None:
        """Whose thing *token* names; None for what is no token of this sort."""
        try:
            raw = urlsafe_b64decode(token.encode("ascii") + b"=")
            guid = str(UUID(bytes=raw[16:]))
        except ValueError:  # UnicodeEncodeError is one
            return None
        return self.owner(guid)

    @property
    def _offset(self) -> int:
        return int.from_bytes(self._digest("offset", 6))

    def _digest(self, what: str, size: int) -> bytes:
        return blake2b(f"{self.sort}/{what}".encode(), key=self.key, digest_size=size).digest()
