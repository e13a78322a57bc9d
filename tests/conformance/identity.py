"""
`azure-identity`, unmodified: how each of its credentials is told of the local tenant.

Two settings do it: `authority`, and for the certificate `connection_verify`.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from azure.identity import ClientSecretCredential
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from tests.conformance.graph_routes import Places
from tests.conformance.overseer import Overseer, tenant_and_place
from tests.conformance.serving import Served

EXCHANGE, GRAPH = (
    f"https://{host}/.default" for host in ("outlook.office365.com", "graph.microsoft.com")
)
PASSWORD = b"of the file"
MODULE = "fb78d390-0c51-40cd-8e17-fdbfab77341b"  # the public client of Exchange's own module


@dataclass(frozen=True, slots=True)
class Entrance(Overseer):
    """The served tenant as its token endpoint is reached."""

    served: Served

    def client(self, name: str) -> dict[str, Any]:
        return next(one for one in self.tenant["clients"] if one["name"] == name)

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "authority": self.served.origin,
            "disable_instance_discovery": True,
            "connection_verify": str(self.served.ca),
        }

    def opens(self, token: str) -> tuple[int, int]:
        """What Exchange and Graph answer to who brings *token*."""
        bearer = {"Authorization": f"Bearer {token}"}
        places = f"/adminapi/beta/{self.tenant['tenantId']}/Mailbox", "/v1.0/organization"
        exchange, graph = (self.control.get(one, headers=bearer).status_code for one in places)
        return exchange, graph

    def register(self, name: str, certificate: x509.Certificate) -> None:
        """The application *name* may sign in with *certificate*, as an administrator sets it."""
        places, wanted = Places.of(self), self.client(name)["clientId"]
        [found] = [one for one in places.rows("applications") if one["appId"] == wanted]
        key = {
            "type": "AsymmetricX509Cert",
            "usage": "Verify",
            "displayName": "made for a test",
            "key": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
        }
        answer = self.control.patch(
            f"/v1.0/applications/{found['id']}",
            headers=places.token,
            json={"keyCredentials": [key]},
        )
        answer.raise_for_status()


@contextmanager
def entrance(served: Served) -> Iterator[Entrance]:
    """The tenant, and a connection to its control plane."""
    with served.control() as control:
        tenant, since = tenant_and_place(control)
        yield Entrance(control, tenant, since, served)


def certified() -> tuple[x509.Certificate, bytes, bytes]:
    """A certificate, and with its key as PEM and as a PFX under PASSWORD."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "conformance")])
    now = datetime.now(UTC)  # noqa: TID251 - the served tenant goes by the machine's clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    sealed = BestAvailableEncryption(PASSWORD)
    pfx = pkcs12.serialize_key_and_certificates(b"app", key, certificate, None, sealed)
    return certificate, pem + certificate.public_bytes(Encoding.PEM), pfx


def with_secret(entry: Entrance, **other: str) -> ClientSecretCredential:
    """The plain application with its secret, or with what *other* says instead."""
    app = entry.client("app")
    given = {
        "tenant_id": entry.tenant["tenantId"],
        "client_id": app["clientId"],
        "client_secret": app["clientSecret"],
    }
    return ClientSecretCredential(**(given | other), **entry.settings)


def person_types(http: httpx.Client, code: str, upn: str, answer: str = "yes") -> None:
    """Somebody enters the device code *code* at the page, and says who they are."""
    form = {"code": code, "user": upn, "answer": answer}
    http.post("/devicelogin", data=form).raise_for_status()


def on_app_service(entry: Entrance, environment: pytest.MonkeyPatch) -> None:
    """The process is told of the identity endpoint as App Service and Functions tell it."""
    header = entry.control.get("/_tenant/state").json()["identityHeader"]
    environment.setenv("IDENTITY_ENDPOINT", f"{entry.served.origin}/msi/token")
    environment.setenv("IDENTITY_HEADER", header)


def on_a_machine(entry: Entrance, environment: pytest.MonkeyPatch) -> None:
    """The process finds its identity where a machine in Azure does."""
    for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER"):
        environment.delenv(name, raising=False)
    environment.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", entry.served.origin)
