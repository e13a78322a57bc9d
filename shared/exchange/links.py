"""
Where the link to a next page may lead: the token travels to our own tenant's address. Pure.

A link is text from outside. It is taken apart and put together again below our origin, so that
no reading of it by another parser can lead the request elsewhere.
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import SplitResult, unquote, urlsplit

from shared.web.errors import Malformed
from shared.web.request import Request

_DEFAULT_PORT = 443


def next_page(root: str, request: Request, link: str) -> Request:
    """
    The request for the page behind *link*: the same call, sent to that address below *root*.

    Raises:
        Malformed: The link leads to another host, tenant or resource; it is not followed.

    """
    for flaw in _flaws(root, request.url, link):
        raise Malformed(request.call, f"the link to the next page {flaw}; not followed")
    origin, parts = urlsplit(root), urlsplit(link)
    query = f"?{parts.query}" if parts.query else ""
    return replace(request, url=f"{origin.scheme}://{origin.netloc}{parts.path}{query}")


def _flaws(root: str, asked: str, link: str) -> Iterator[str]:
    if not link.isascii() or not link.isprintable() or " " in link or "\\" in link:
        yield "has characters that no address has"
    try:
        ours, theirs = urlsplit(root), urlsplit(link)
        same = _place(ours) == _place(theirs)
    except ValueError:
        yield "is no address"
        return
    if not same or "@" in theirs.netloc:
        yield "leads to another host"
    wanted, given = _resource(ours.path, urlsplit(asked).path), _resource(ours.path, theirs.path)
    if given is None:
        yield "leads to another tenant"
    elif given != wanted or _climbs(theirs.path):
        yield "leads to another resource"


def _place(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORT


def _resource(root: str, path: str) -> str | None:
    """`invokecommand` or the entity set that *path* names; None when it is not below *root*."""
    below = path[len(root) :]
    if not path.casefold().startswith(root.casefold()) or not below.startswith("/"):
        return None
    return below[1:].partition("/")[0].partition("(")[0].casefold()


def _climbs(path: str) -> bool:
    return bool({".", ".."} & set(unquote(path).replace("\\", "/").split("/")))
