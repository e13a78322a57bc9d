"""A certificate in a file of this machine: its key is made here and goes nowhere else."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from shared.config import ConfigError
from shared.identity.certificates import BadCertificate, of_file
from shared.setup.checklist import Outcome, Settled
from shared.setup.registration import Registration

_BITS = 3072
_VALID = timedelta(days=365)
_CLOCKS_DIFFER = timedelta(minutes=10)
_LONGEST_NAME = 64  # of a common name, by its standard
_OWNER_ONLY = 0o600
# Windows goes by the rights of the folder, whatever a file is made with.
_READERS = "for its owner alone" if os.name != "nt" else "for whoever may read its folder"
_PFX = frozenset({".pfx", ".p12"})


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """Keeps a certificate in *path*: PFX by its ending, else PEM; never over another file."""

    path: Path
    now: datetime

    @property
    def auth(self) -> dict[str, str]:
        return {"certificateFile": str(self.path.resolve())}

    async def certificate(
        self, app: Registration | None, *, what_if: bool
    ) -> Settled[x509.Certificate | None]:
        """The certificate of *app*; a file that is there already must be its own."""
        if self.path.exists():
            text = f"{self.path} has the app's certificate and key"
            return Settled(Outcome.ALREADY_SO, text, self._own(app))
        if not self.path.parent.is_dir():
            raise ConfigError(f"there is no folder {self.path.parent}; make it first")
        text = f"{self.path} has a new certificate and its key, {_READERS}"
        if what_if or app is None:
            return Settled(Outcome.WOULD_DO, text, None)
        made, content = _made(app, self.now, pfx=self.path.suffix.casefold() in _PFX)
        _write(self.path, content)
        return Settled(Outcome.DONE, text, made)

    def _own(self, app: Registration | None) -> x509.Certificate:
        try:
            found = of_file(self.path, None, self.now).subject
        except BadCertificate as error:
            raise ConfigError(f"{error}; it was left as it is, name another file") from error
        units = found.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
        if app is None or app.client_id not in {str(unit.value) for unit in units}:
            raise ConfigError(
                f"{self.path} exists and its certificate was not made for this app; it was left "
                "as it is, name another file"
            )
        return found


def _made(app: Registration, now: datetime, *, pfx: bool) -> tuple[x509.Certificate, bytes]:
    """A new certificate that names *app*, and the content of a file with it and its key."""
    key = _key()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, app.name[:_LONGEST_NAME]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, app.client_id),
        ]
    )
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + _VALID)
        .sign(key, SHA256())
    )
    if pfx:
        friendly = app.name.encode()
        return made, pkcs12.serialize_key_and_certificates(
            friendly, key, made, None, NoEncryption()
        )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made, private + made.public_bytes(Encoding.PEM)


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)


def _write(path: Path, content: bytes) -> None:
    """*content* is in a new file that its owner alone may read. Raises: ConfigError."""
    try:
        # Made with its rights, and only where nothing is: never readable by others for a moment.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise ConfigError(f"{path}: {reason}; name another file for the certificate") from error
