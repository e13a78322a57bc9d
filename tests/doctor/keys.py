"""Certificates with keys, as files."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nightshift")])


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def certificate(begins: datetime, days: int) -> x509.Certificate:
    """A certificate that is good for *days* from *begins* on."""
    builder = x509.CertificateBuilder().subject_name(_NAME).issuer_name(_NAME)
    builder = builder.public_key(_key().public_key()).serial_number(1)
    valid = builder.not_valid_before(begins).not_valid_after(begins + timedelta(days=days))
    return valid.sign(_key(), hashes.SHA256())


def pfx(file: Path, made: x509.Certificate, password: str | None = None) -> Path:
    """The file that holds *made* with its key."""
    encryption = (
        serialization.BestAvailableEncryption(password.encode())
        if password
        else serialization.NoEncryption()
    )
    data = pkcs12.serialize_key_and_certificates(b"nightshift", _key(), made, None, encryption)
    file.write_bytes(data)
    return file
