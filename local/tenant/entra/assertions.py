"""
Client assertions: a JWT that the client signs with its certificate.

Two dialects exist: RS256 with `x5t` (SHA-1) and PS256 with `x5t#S256`; times may be fractions.
Source: Microsoft identity platform application authentication certificate credentials.
"""

import base64
from collections.abc import Sequence
from datetime import datetime

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509 import Certificate
from jwt.types import Options

from local.tenant.state.clients import Client

_LEEWAY_S = 300


class BadAssertion(Exception):
    """The assertion proves nothing."""


class NotNow(BadAssertion):
    """The assertion is not within its time range: the clock of who made it is off."""


def checked(assertion: str, client: Client, audiences: Sequence[str], now: datetime) -> None:
    """
    Nothing, when *assertion* is signed by a certificate of *client* and says what it must.

    Raises:
        NotNow: It is not yet good, or no longer.
        BadAssertion: With any other reason.

    """
    certificate = _certificate(assertion, client)
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise BadAssertion("the certificate's key is no RSA key")
    # Times are checked below, by the clock of the world.
    options: Options = {
        "verify_exp": False,
        "verify_nbf": False,
        "verify_iat": False,
        "require": ["exp", "iss", "sub", "jti"],
    }
    try:
        claims = jwt.decode(
            assertion,
            key,
            algorithms=["RS256", "PS256"],
            audience=list(audiences),
            options=options,
        )
    except jwt.InvalidTokenError as error:
        raise BadAssertion(str(error)) from error
    if {claims["iss"], claims["sub"]} != {client.client_id}:
        raise BadAssertion("issuer and subject are not the client id")
    moment = now.timestamp()
    if float(claims["exp"]) <= moment or float(claims.get("nbf", 0)) > moment + _LEEWAY_S:
        raise NotNow("the assertion is not within its time range")
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        raise BadAssertion("the certificate is not within its time range")


def _certificate(assertion: str, client: Client) -> Certificate:
    try:
        header = jwt.get_unverified_header(assertion)
    except jwt.InvalidTokenError as error:
        raise BadAssertion("the assertion is no JWT") from error
    named = {str(header.get(name, "")).rstrip("=") for name in ("x5t", "x5t#S256")} - {""}
    for certificate in client.certificates:
        # SHA-1 only names the certificate here; the signature is what proves.
        if named & {_thumbprint(certificate, SHA1()), _thumbprint(certificate, SHA256())}:  # noqa: S303 - see above
            return certificate
    raise BadAssertion("no registered certificate has the thumbprint that the assertion names")


def _thumbprint(certificate: Certificate, algorithm: SHA1 | SHA256) -> str:
    return base64.urlsafe_b64encode(certificate.fingerprint(algorithm)).rstrip(b"=").decode()
