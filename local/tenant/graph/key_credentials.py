"""
The certificates of an application: what is written is checked, and proves who it is from then on.

Source: keyCredential of the application type. A key is never read back: whoever writes the list
again names the keys to keep by `keyId`.
"""

from base64 import b64decode, b64encode
from datetime import datetime
from uuid import uuid4

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.x509 import Certificate, load_der_x509_certificate

from local.tenant.graph import refusals
from local.tenant.graph.times import instant
from local.tenant.messages import Document, Json

_TYPE, _USAGE = "AsymmetricX509Cert", "Verify"


def credentials(given: Json, before: list[Document], now: datetime) -> list[Document]:
    """
    The list as it is kept, with what Graph adds to each key.

    Raises:
        GraphRefusal: It is no list, or one entry is no certificate to verify with.

    """
    if not isinstance(given, list):
        raise _invalid("keyCredentials is a list")
    known = {one["keyId"]: one for one in before}
    return [_credential(one, known, now) for one in given]


def certificates(kept: list[Document]) -> list[Certificate]:
    """The certificates in a list that `credentials` made."""
    return [_loaded(str(one["key"])) for one in kept]


def _credential(given: Json, known: dict[Json, Document], now: datetime) -> Document:
    if not isinstance(given, dict):
        raise _invalid("an entry is an object")
    if given.get("key") is None and given.get("keyId") in known:
        return known[given["keyId"]]
    if given.get("type") != _TYPE or given.get("usage") != _USAGE:
        raise _invalid(f"type must be {_TYPE} and usage {_USAGE}")
    certificate = _loaded(str(given.get("key") or ""))
    if certificate.not_valid_after_utc < now:
        raise _invalid("the certificate has run out")
    thumbprint = certificate.fingerprint(SHA1())  # noqa: S303 - how the service names a certificate
    return {
        "keyId": given.get("keyId") or str(uuid4()),
        "type": _TYPE,
        "usage": _USAGE,
        "key": given["key"],
        "displayName": given.get("displayName") or certificate.subject.rfc4514_string(),
        "customKeyIdentifier": b64encode(thumbprint).decode(),
        "startDateTime": instant(certificate.not_valid_before_utc),
        "endDateTime": instant(certificate.not_valid_after_utc),
    }


def _loaded(text: str) -> Certificate:
    try:
        return load_der_x509_certificate(b64decode(text, validate=True))
    except ValueError as error:
        raise _invalid("key is no certificate in base64") from error


def _invalid(why: str) -> refusals.GraphRefusal:
    return refusals.bad_request(f"New key credential must be valid: {why}.")
