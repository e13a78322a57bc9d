"""
A certificate authority for this machine, made once and kept.

Its key stays beside the certificate, readable by its owner only, so that certificates of a
second run are trusted by whoever trusts the first one's.
"""

import os
import shutil
import tempfile
from pathlib import Path

import trustme

_TRUSTED = "ca.pem"  # a copy of the certificate, where those look who are to trust it
_FOLDER, _CERTIFICATE, _KEY = "ca", "certificate.pem", "key.pem"
_NAMES = ("localhost", "127.0.0.1", "::1")


def ca_file(directory: Path) -> Path:
    """Where the authority's certificate is, the file to trust; made if it is not there yet."""
    _authority(directory)
    return directory / _TRUSTED


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

    Key and certificate come to be as one folder, which is there whole or not at all: the first
    one counts.
    """
    made = directory / _FOLDER
    if not made.exists():
        directory.mkdir(parents=True, exist_ok=True)
        # RSA: some clients of the Azure SDK for Node and old OpenSSL builds refuse other keys.
        authority = trustme.CA(organization_name="Local tenant", key_type=trustme.KeyType.RSA)
        fresh = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}.", dir=directory))
        _write(fresh / _KEY, authority.private_key_pem.bytes(), 0o600)
        _write(fresh / _CERTIFICATE, authority.cert_pem.bytes(), 0o644)
        try:
            fresh.rename(made)  # onto a folder that holds files, no system does
        except OSError:
            shutil.rmtree(fresh)
            if not made.exists():
                raise
    certificate = (made / _CERTIFICATE).read_bytes()
    if not (trusted := directory / _TRUSTED).exists() or trusted.read_bytes() != certificate:
        _write(trusted, certificate, 0o644)
    return trustme.CA.from_pem(certificate, (made / _KEY).read_bytes())


def _write(path: Path, content: bytes, mode: int) -> None:
    """*path* holds *content*, never for a moment with wider rights than *mode*."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    fresh.replace(path)
