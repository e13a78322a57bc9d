"""
The certificate by which the app proves itself: kept by somebody, its public part on the app.

The key stays where it was made, in a file of this machine or in Key Vault; the registration gets
the certificate alone.
"""

import base64
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from shared.clock import Clock
from shared.config import ConfigError
from shared.graph.client import Graph
from shared.setup.checklist import Outcome, Settled, changed
from shared.setup.registration import Registration, change
from shared.web.request import Json, Row


class Keeper(Protocol):
    """Where a certificate and its key are kept."""

    @property
    def auth(self) -> dict[str, str]:
        """How tenants.yaml names the certificate."""
        ...

    async def certificate(
        self, app: Registration | None, *, what_if: bool
    ) -> Settled[x509.Certificate | None]:
        """
        The certificate of *app*, made where there is none; None where it would be made.

        Raises:
            ConfigError: There is another thing in its place, or it cannot be made or read.

        """
        ...


async def added(
    graph: Graph,
    app: Registration | None,
    certificate: x509.Certificate | None,
    clock: Clock,
    *,
    what_if: bool,
) -> Settled[None]:
    """
    The app can prove itself by *certificate*; the certificates it had stay.

    Raises:
        ConfigError: The certificate has ended.
        ServiceError: As the tree in `shared.web.errors` says.

    """
    if certificate is not None and certificate.not_valid_after_utc <= clock.now():
        raise ConfigError(
            f"the certificate ended on {certificate.not_valid_after_utc:%Y-%m-%d}: make a new "
            "version where it is kept, or name another by --certificate, then run it again"
        )
    if app is None or certificate is None:
        return Settled(Outcome.WOULD_DO, "its public part is added to the app", None)
    ends = f"until {certificate.not_valid_after_utc:%Y-%m-%d}"
    if any(is_of(row, certificate) for row in app.keys):
        return Settled(Outcome.ALREADY_SO, f"the app knows the certificate, {ends}", None)
    new: dict[str, Json] = {
        "type": "AsymmetricX509Cert",
        "usage": "Verify",
        "key": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
        "displayName": f"{app.name} {clock.now():%Y-%m-%d}",
    }
    # A list replaces the one before: an entry that is left out would be taken away.
    keys: list[Json] = [*app.keys, new]
    await change(graph, clock, app, {"keyCredentials": keys})
    return Settled(changed(what_if=what_if), f"the app knows the certificate, {ends}", None)


def is_of(credential: Row, certificate: x509.Certificate) -> bool:
    """
    Whether an entry of `keyCredentials` is for *certificate*. Pure.

    Its `customKeyIdentifier` is a fingerprint, SHA-1 or SHA-256, in hexadecimal or base64.
    """
    told = str(credential.get("customKeyIdentifier") or "")
    prints = (certificate.fingerprint(SHA1()), certificate.fingerprint(SHA256()))  # noqa: S303 - how Graph names it
    return any(
        told.casefold() == one.hex() or told == base64.b64encode(one).decode() for one in prints
    )
