"""
Where a link in an answer may lead: the token travels to our own origin alone. Pure.

A link is text from outside. It is taken apart and put together again below our origin, so that
no reading of it by another parser can lead the request elsewhere.
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import SplitResult, unquote, urlsplit

from shared.web.errors import Call, Malformed
from shared.web.request import Request

_VERSION = "/v1.0/"
_DEFAULT_PORT = 443


def follow(request: Request, link: str) -> Request:
    """
    *request*, sent to *link* instead.

    Raises:
        Malformed: The link leads to another host or out of the version; it is not followed.

    """
    return replace(request, url=inside(request.call, origin_of(request.url), link))


def origin_of(url: str) -> str:
    """Scheme and host of *url*."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def inside(call: Call, origin: str, link: str) -> str:
    """
    *link* as an address below *origin* and `/v1.0/`.

    Raises:
        Malformed: It leads elsewhere, or means different things to different readers.

    """
    for flaw in _flaws(origin, link):
        raise Malformed(call, f"a link of the answer {flaw}; not followed")
    parts = urlsplit(link)
    return f"{origin}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _flaws(origin: str, link: str) -> Iterator[str]:
    if not link.isprintable() or " " in link or "\\" in link:
        yield "has characters that no address has"
    try:
        ours, theirs = _place(urlsplit(origin)), _place(urlsplit(link))
    except ValueError:
        yield "is no address"
        return
    if theirs != ours or "@" in urlsplit(link).netloc:
        yield "leads to another host"
    path = urlsplit(link).path
    if not path.startswith(_VERSION) or _climbs(path):
        yield f"leads out of {_VERSION}"


def _place(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORT


def _climbs(path: str) -> bool:
    return bool({".", ".."} & set(unquote(path).replace("\\", "/").split("/")))
