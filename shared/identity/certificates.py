"""Certificates with their keys, from PFX or PEM; checked before anybody signs in with them."""

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12

from shared.config import ConfigError
from shared.identity.vault import Kept

_PEM = "application/x-pem-file"
_ENDS_SOON = timedelta(days=30)


class Fault(StrEnum):
    """What is wrong with a certificate that cannot be used."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    PASSWORD = "password"  # noqa: S105 - the name of a fault
    UNSUITABLE = "unsuitable"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"


class BadCertificate(ConfigError):
    """A certificate nobody can sign in with; `fault` says what is wrong with it."""

    def __init__(self, fault: Fault, text: str) -> None:
        super().__init__(text)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its key, unencrypted, as azure-identity takes them; never shown."""

    subject: x509.Certificate
    pem: bytes = field(repr=False)

    def ends_soon(self, now: datetime) -> bool:
        """Whether it is valid for less than 30 days from *now*."""
        return self.subject.not_valid_after_utc - now < _ENDS_SOON


def of_vault(kept: Kept, now: datetime) -> Certificate:
    """
    The certificate that a vault keeps, PEM or PFX in base64.

    Raises:
        BadCertificate: It is none, or not valid *now*.

    """
    where = f"{kept.name!r} in Key Vault"
    if kept.content_type == _PEM:
        return _checked(kept.value.encode(), None, where, now)
    try:
        data = base64.b64decode(kept.value, validate=True)
    except ValueError as error:
        raise BadCertificate(
            Fault.UNREADABLE, f"{where} is no certificate; import it as PFX or PEM"
        ) from error
    return _checked(data, None, where, now)


def of_file(path: Path, password: str | None, now: datetime) -> Certificate:
    """
    The certificate in the file *path*, PEM or PFX, opened with *password*.

    Raises:
        BadCertificate: The file cannot be read, the password does not fit, or it is not valid
            *now*.

    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise BadCertificate(
            Fault.MISSING, f"certificate {path}: {reason}; check certificateFile"
        ) from error
    return _checked(data, password, str(path), now)


def _checked(data: bytes, password: str | None, where: str, now: datetime) -> Certificate:
    secret = password.encode() if password else None
    try:
        key, subject = _pem(data, secret) if b"-----BEGIN" in data else _pfx(data, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        fault = Fault.UNREADABLE if password is None else Fault.PASSWORD
        raise BadCertificate(fault, f"{where} cannot be opened: {_advice(password)}") from error
    if not isinstance(key, RSAPrivateKey) or subject is None:
        raise BadCertificate(
            Fault.UNSUITABLE,
            f"{where} needs an RSA key and its certificate; export both into one file",
        )
    if key.public_key() != subject.public_key():
        raise BadCertificate(
            Fault.UNSUITABLE,
            f"{where}: the key is not that of the certificate; export both again",
        )
    begins, ends = subject.not_valid_before_utc, subject.not_valid_after_utc
    if now >= ends:
        raise BadCertificate(
            Fault.EXPIRED,
            f"{where} expired on {ends:%Y-%m-%d}; make a new one and add it to the app "
            "registration",
        )
    if now < begins:
        raise BadCertificate(
            Fault.NOT_YET_VALID,
            f"{where} is valid only from {begins:%Y-%m-%d %H:%M} UTC; wait, or check this "
            "machine's clock",
        )
    return Certificate(subject, _unencrypted(key, subject))


def _advice(password: str | None) -> str:
    if password is None:
        return "it is no PFX or PEM, or needs a password (certificatePasswordSecret)"
    return (
        "the password does not fit, or it is no PFX or PEM; put the right password into the secret "
        "that certificatePasswordSecret names, or export the file again"
    )


def _pfx(data: bytes, password: bytes | None) -> tuple[object, x509.Certificate | None]:
    key, subject, _ = pkcs12.load_key_and_certificates(data, password)
    return key, subject


def _pem(data: bytes, password: bytes | None) -> tuple[object, x509.Certificate | None]:
    key = serialization.load_pem_private_key(data, password)
    found = x509.load_pem_x509_certificates(data)
    return key, found[0] if found else None


def _unencrypted(key: RSAPrivateKey, subject: x509.Certificate) -> bytes:
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + subject.public_bytes(serialization.Encoding.PEM)
