"""
A certificate that the vault makes by a policy, signed by itself.

Source: Key Vault REST reference, Create Certificate and CertificatePolicy.
"""

import base64
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from local.tenant.keyvault.imported import imported
from local.tenant.keyvault.vault import PEM, Secret
from local.tenant.messages import Document, Json

_SIZES = (2048, 3072, 4096)
_MONTHS = 12
_MONTH = timedelta(days=30.4)


class BadPolicy(Exception):
    """A policy by which no certificate can be made here."""


def self_signed(policy: Json, now: datetime) -> Secret:
    """
    A new key and its certificate, as the vault keeps them.

    Raises:
        BadPolicy: It asks for another issuer, or for what is no subject, size or validity.

    """
    about = policy if isinstance(policy, dict) else {}
    if _part(about, "issuer").get("name") not in {"Self", None}:
        raise BadPolicy("Only the issuer Self is simulated.")
    size = _part(about, "key_props").get("key_size", _SIZES[0])
    if size not in _SIZES:
        raise BadPolicy("Property policy.key_props.key_size has invalid value")
    key = rsa.generate_private_key(public_exponent=65537, key_size=int(str(size)))
    made = _signed(key, _part(about, "x509_props"), now)
    if _part(about, "secret_props").get("contentType") == PEM:
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return imported((private + made.public_bytes(Encoding.PEM)).decode())
    pfx = pkcs12.serialize_key_and_certificates(None, key, made, None, NoEncryption())
    return imported(base64.b64encode(pfx).decode())


def _signed(key: rsa.RSAPrivateKey, about: Document, now: datetime) -> x509.Certificate:
    try:
        name = x509.Name.from_rfc4514_string(str(about.get("subject") or ""))
    except ValueError as error:
        raise BadPolicy("Property policy.x509_props.subject has invalid value") from error
    months = about.get("validity_months", _MONTHS)
    if isinstance(months, bool) or not isinstance(months, int) or months not in range(1, 1200):
        raise BadPolicy("Property policy.x509_props.validity_months has invalid value")
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=10))
        .not_valid_after(now + months * _MONTH)
        .sign(key, SHA256())
    )


def _part(about: Document, name: str) -> Document:
    part = about.get(name)
    return part if isinstance(part, dict) else {}
