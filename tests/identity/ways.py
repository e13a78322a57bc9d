"""Every way to sign in: what tenants.yaml says for it, and what the tenant knows about it."""

import os
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from local.tenant.keyvault.roles import CERTIFICATE_USER
from local.tenant.keyvault.vault import Secret
from local.tenant.state.clients import Client
from local.tenant.tenant import Tenant
from local.tenant.world import World
from tests.identity import azure_cli_program

NAME = "nightshift"
PASSWORD = "correct horse battery staple"
USER_ASSIGNED = "77777777-2222-3333-4444-555555555555"
_UNKNOWN = "99999999-2222-3333-4444-555555555555"

type Auth = dict[str, str]

made: Callable[[str], object] = str  # is told each private key


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sign-in is prepared."""

    world: World
    folder: Path

    @property
    def tenant(self) -> Tenant:
        return self.world.tenants[0]

    @property
    def operator(self) -> Client:
        return self.tenant.clients[0]

    @property
    def application(self) -> Client:
        return self.tenant.clients[2]

    def keep(self, name: str, secret: Secret) -> None:
        self.world.vault.put(name, secret, self.world.clock.now())


def system_assigned(place: Place) -> Auth:
    return {"method": "managed-identity"}


def user_assigned(place: Place) -> Auth:
    second = replace(place.operator, client_id=USER_ASSIGNED, object_id=USER_ASSIGNED)
    place.tenant.clients.append(second)
    return {"method": "managed-identity", "clientId": USER_ASSIGNED}


def unknown_identity(place: Place) -> Auth:
    return {"method": "managed-identity", "clientId": _UNKNOWN}


def interactive(place: Place) -> Auth:
    return {"method": "interactive"}


def device_code(place: Place) -> Auth:
    return {"method": "device-code"}


def azure_cli(place: Place) -> Auth:
    azure_cli_program.signed_in(place.folder, place.world, place.tenant, place.application)
    return {"method": "azure-cli"}


def azure_cli_signed_out(place: Place) -> Auth:
    azure_cli_program.signed_out(place.folder)
    return {"method": "azure-cli"}


def azure_cli_missing(place: Place) -> Auth:
    os.environ["PATH"] = str(place.folder)
    return {"method": "azure-cli"}


def federated(place: Place) -> Auth:
    [partner] = [one for one in place.world.tenants[1].clients if one.name == "partner"]
    vouches = place.operator.client_id
    return {"method": "federated", "clientId": partner.client_id, "identityClientId": vouches}


def federated_by_command(place: Place) -> Auth:
    # It brings aiohttp, which settles its trust at import; who works behind a proxy comes before.
    from tests.identity import by_command  # noqa: PLC0415

    return by_command.taken_on(place.world, place.folder, place.operator.object_id)


def pem(place: Place) -> Auth:
    place.keep(NAME, _in_the_vault(*_registered(place), "pem"))
    return _certificate(place, certificate=NAME)


def pfx(place: Place) -> Auth:
    place.keep(NAME, _in_the_vault(*_registered(place), "pfx"))
    return _certificate(place, certificate=NAME)


def thumbprint(place: Place) -> Auth:
    place.operator.vault_roles = (CERTIFICATE_USER,)
    return thumbprint_unreadable(place)


def thumbprint_unreadable(place: Place) -> Auth:
    key, made = _registered(place)
    place.keep(NAME, _in_the_vault(key, made, "pem"))
    sha1 = made.fingerprint(hashes.SHA1())  # noqa: S303 - names it, proves nothing
    return _certificate(place, thumbprint=sha1.hex().upper())


def file(place: Place) -> Auth:
    path = _file(place, *_registered(place), serialization.NoEncryption())
    return _certificate(place, certificateFile=path)


def file_with_password(place: Place) -> Auth:
    return _protected(place, PASSWORD)


def file_with_wrong_password(place: Place) -> Auth:
    return _protected(place, "not that one")


def unregistered(place: Place) -> Auth:
    place.keep(NAME, _in_the_vault(*certificate(), "pem"))
    return _certificate(place, certificate=NAME)


def no_certificate(place: Place) -> Auth:
    return _certificate(place, certificate=NAME)


def renew_certificate(place: Place) -> None:
    """A new certificate takes the old one's place, in the vault and in the registration."""
    place.application.certificates.clear()
    place.keep(NAME, _in_the_vault(*_registered(place), "pem"))


WAYS: Mapping[str, Callable[[Place], Auth]] = {
    way.__name__.replace("_", "-"): way
    for way in (
        system_assigned,
        user_assigned,
        unknown_identity,
        interactive,
        device_code,
        azure_cli,
        azure_cli_signed_out,
        azure_cli_missing,
        federated,
        federated_by_command,
        pem,
        pfx,
        thumbprint,
        thumbprint_unreadable,
        file,
        file_with_password,
        file_with_wrong_password,
        unregistered,
        no_certificate,
    )
}


def certificate() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A fresh self-signed certificate and its key."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)  # noqa: TID251 - a process of its own, on the real clock
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return key, made


def _registered(place: Place) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key, public = certificate()
    place.application.certificates.append(public)
    made(_text(key))
    return key, public


def _text(key: rsa.RSAPrivateKey) -> str:
    nothing = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, nothing).decode()


def _certificate(place: Place, **source: str) -> Auth:
    return {"method": "certificate", "clientId": place.application.client_id, **source}


def _protected(place: Place, given: str) -> Auth:
    locked = serialization.BestAvailableEncryption(PASSWORD.encode())
    path = _file(place, *_registered(place), locked)
    place.keep("pfx-password", Secret(given))
    return _certificate(place, certificateFile=path, certificatePasswordSecret="pfx-password")


def _file(
    place: Place,
    key: rsa.RSAPrivateKey,
    made: x509.Certificate,
    encryption: serialization.KeySerializationEncryption,
) -> str:
    path = place.folder / "nightshift.pfx"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(NAME.encode(), key, made, None, encryption)
    )
    return str(path)


def _in_the_vault(key: rsa.RSAPrivateKey, made: x509.Certificate, form: str) -> Secret:
    """The certificate with its key as Key Vault gives it, in PEM or PFX."""
    nothing = serialization.NoEncryption()
    public = made.public_bytes(serialization.Encoding.DER)
    if form == "pem":
        text = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, nothing
        ) + made.public_bytes(serialization.Encoding.PEM)
        return Secret(text.decode(), "application/x-pem-file", certificate=public)
    blob = pkcs12.serialize_key_and_certificates(NAME.encode(), key, made, None, nothing)
    return Secret(b64encode(blob).decode(), "application/x-pkcs12", certificate=public)
