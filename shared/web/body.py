"""The body of an answer, never larger than is safe to hold."""

import httpx

from shared.web.errors import Call, Malformed

# A page of a thousand mailboxes with all their properties has about ten.
LARGEST_BYTES = 64 * 1024**2
ENCODING = "gzip"
_READABLE = frozenset({"", "identity", ENCODING})


async def body_of(call: Call, response: httpx.Response, largest: int = LARGEST_BYTES) -> bytes:
    """
    The whole body of *response*, unpacked.

    One layer of one encoding is unpacked and no more: each further layer of a hostile body would
    be a thousand times larger, and would be so within one step.

    Raises:
        Malformed: It is larger than *largest*, or encoded in a way that was not asked for.

    """
    check_encoding(call, response)
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > largest:
            raise Malformed(call, f"the answer is larger than {largest} bytes; it was not read")
        chunks.append(chunk)
    return b"".join(chunks)


def check_encoding(call: Call, response: httpx.Response) -> None:
    """
    Nothing, when the body of *response* is encoded at most once, and as was asked for.

    Raises:
        Malformed: It is not.

    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in _READABLE:
        raise Malformed(call, "the answer is encoded in a way that was not asked for")
