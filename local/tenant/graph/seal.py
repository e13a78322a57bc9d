"""
Tokens that callers carry back to us: they say nothing to anybody else, and cannot be made up.

Page links, delta links and the addresses of reports hold one. It is bound to its tenant.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from hmac import compare_digest

from local.tenant.messages import Document, compact

_SEAL_BYTES = 12


class BadSeal(Exception):
    """The token was not made here, or was changed."""


def sealed(key: bytes, content: Document) -> str:
    """*content* as a token under *key*."""
    body = compact(content).encode()
    return urlsafe_b64encode(_seal(key, body) + body).decode().rstrip("=")


def opened(key: bytes, token: str) -> Document:
    """
    What `sealed` put into *token* under the same *key*.

    Raises:
        BadSeal: It did not.

    """
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError as error:  # UnicodeEncodeError is one
        raise BadSeal from error
    seal, body = raw[:_SEAL_BYTES], raw[_SEAL_BYTES:]
    if not compare_digest(seal, _seal(key, body)):
        raise BadSeal
    content: Document = json.loads(body)
    return content


def _seal(key: bytes, body: bytes) -> bytes:
    return blake2b(body, key=key, person=b"graph-token", digest_size=_SEAL_BYTES).digest()
