"""
A certificate authority for this machine, made once and kept.

Its key stays beside the certificate, readable by its owner only, so that certificates of a
second run are trusted by whoever trusts the first one's.
"""

import os
from pathlib import Path

import trustme

_CA_CERTIFICATE, _CA_KEY = "ca.pem", "ca.key"
_NAMES = ("localhost", "127.0.0.1", "::1")


def ca_file(directory: Path) -> Path:
    """Where the authority's certificate is, the file to trust; made if it is not there yet."""
    _authority(directory)
    return directory / _CA_CERTIFICATE


def issue(directory: Path, name: str) -> tuple[Path, Path]:
    """Certificate chain and key, in *directory*, for a server *name* on this machine."""
    leaf = _authority(directory).issue_cert(*_NAMES, common_name=name)
    certificate, key = directory / f"{name}.pem", directory / f"{name}.key"
    chain = b"".join(blob.bytes() for blob in leaf.cert_chain_pems)
    _write(certificate, chain, 0o644)
    _write(key, leaf.private_key_pem.bytes(), 0o600)
    return certificate, key


def _authority(directory: Path) -> trustme.CA:
    """
    The authority in *directory*, the same for all processes that start there at the same moment.

    The file of the key holds the certificate too, and is made whole or not at all: the first one
    that is there counts.
    """
    certificate, key = directory / _CA_CERTIFICATE, directory / _CA_KEY
    if not (certificate.exists() and key.exists()):
        directory.mkdir(parents=True, exist_ok=True)
        # RSA: some clients of the Azure SDK for Node and old OpenSSL builds refuse other keys.
        made = trustme.CA(organization_name="Local tenant", key_type=trustme.KeyType.RSA)
        _write_first(key, made.private_key_pem.bytes() + made.cert_pem.bytes(), 0o600)
        _write(certificate, _certificate_in(key.read_bytes()), 0o644)
    return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())


def _certificate_in(both: bytes) -> bytes:
    return both[both.index(b"-----BEGIN CERTIFICATE-----") :]


def _write_first(path: Path, content: bytes, mode: int) -> None:
    """*path* holds *content*, or what another process put there before."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.first")
    _write(fresh, content, mode)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another was faster
    finally:
        fresh.unlink()


def _write(path: Path, content: bytes, mode: int) -> None:
    """*path* holds *content*, never for a moment with wider rights than *mode*."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    fresh.replace(path)
