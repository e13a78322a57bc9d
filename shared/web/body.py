"""The body of an answer: whole, unpacked once, and never larger than is safe to hold."""

import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx

from shared.web.errors import Call, Malformed, Unreachable

# A page of a thousand mailboxes with all their properties has about ten.
LARGEST_BYTES = 64 * 1024**2
ENCODING = "gzip"
_PLAIN = frozenset({"", "identity"})
_PIECE_BYTES = 64 * 1024
_WITH_A_HEADER = 16 + zlib.MAX_WBITS  # zlib's word for the format of gzip


async def body_of(call: Call, response: httpx.Response, largest: int = LARGEST_BYTES) -> bytes:
    """
    The whole body of *response*, unpacked.

    Raises:
        Malformed: It is larger than *largest*, or as `pieces` raises.
        Unreachable: It ends early.

    """
    found: list[bytes] = []
    size = 0
    async with aclosing(pieces(call, response)) as body:
        async for piece in body:
            size += len(piece)
            if size > largest:
                raise Malformed(call, f"the answer is larger than {largest} bytes; it was not read")
            found.append(piece)
    return b"".join(found)


async def pieces(call: Call, response: httpx.Response) -> AsyncGenerator[bytes]:
    """
    The body of *response*, unpacked, in small pieces.

    One layer of one encoding is unpacked and no more: each further layer of a hostile body would
    be a thousand times larger, and would be so within one step.

    Raises:
        Malformed: It is encoded in a way that was not asked for, or is not what it says.
        Unreachable: It is packed and ends before its packing does.

    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in _PLAIN:
        body = response.aiter_bytes(_PIECE_BYTES)
    elif encoding == ENCODING:
        body = _unpacked(call, response)
    else:
        raise Malformed(call, "the answer is encoded in a way that was not asked for")
    async for piece in body:
        yield piece


async def _unpacked(call: Call, response: httpx.Response) -> AsyncGenerator[bytes]:
    """
    What the packed body of *response* holds, in all its members.

    httpx would take one that is cut off for whole, and would drop all members but the first.
    """
    unpacker, begun = zlib.decompressobj(_WITH_A_HEADER), False
    async for packed in response.aiter_raw():
        rest, begun = packed, True
        while rest:
            if unpacker.eof:
                unpacker = zlib.decompressobj(_WITH_A_HEADER)
            try:
                piece = unpacker.decompress(rest, _PIECE_BYTES)
            except zlib.error:
                raise Malformed(call, "the answer is not packed as it says") from None
            rest = unpacker.unconsumed_tail or unpacker.unused_data
            yield piece
            while len(piece) == _PIECE_BYTES and not rest:  # what it holds back may be more
                piece = unpacker.decompress(b"", _PIECE_BYTES)
                yield piece
    if begun and not unpacker.eof:
        raise Unreachable(call, "the answer breaks off", sent=True)
