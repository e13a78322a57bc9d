"""A certificate with its key, as it is brought to the vault: PFX in base64, or PEM."""

import base64

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import Certificate, load_pem_x509_certificate

from local.tenant.keyvault.vault import PEM, PFX, Secret


class Unreadable(Exception):
    """It is no certificate with a key, or the password is another."""


def imported(value: str, password: str | None = None) -> Secret:
    """
    The secret that the vault keeps of *value*: without its password, in the form it came in.

    Raises:
        Unreadable: It is no certificate with a key, or the password is another.

    """
    secret = password.encode() if password else None
    try:
        if "-----BEGIN" in value:
            return _from_pem(value.encode(), secret)
        return _from_pfx(base64.b64decode(value, validate=True), secret)
    except (ValueError, TypeError) as error:
        form = "PEM" if "-----BEGIN" in value else "PKCS#12"
        text = f"The specified {form} X.509 certificate content can not be read."
        raise Unreadable(
            f"{text} Please check if certificate is in valid {form} format."
        ) from error


def _from_pem(content: bytes, password: bytes | None) -> Secret:
    certificate, key = load_pem_x509_certificate(content), load_pem_private_key(content, password)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return _kept(pem.decode() + certificate.public_bytes(Encoding.PEM).decode(), PEM, certificate)


def _from_pfx(content: bytes, password: bytes | None) -> Secret:
    key, certificate, others = pkcs12.load_key_and_certificates(content, password)
    if certificate is None or not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise ValueError("a certificate and its key are wanted")
    pfx = pkcs12.serialize_key_and_certificates(None, key, certificate, others, NoEncryption())
    return _kept(base64.b64encode(pfx).decode(), PFX, certificate)


def _kept(value: str, content_type: str, certificate: Certificate) -> Secret:
    return Secret(
        value,
        content_type,
        not_before=certificate.not_valid_before_utc,
        expires=certificate.not_valid_after_utc,
        certificate=certificate.public_bytes(Encoding.DER),
    )
