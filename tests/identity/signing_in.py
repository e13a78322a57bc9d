"""
Run as a process of its own: signs in to a local tenant over TLS and says how it went, as JSON.

The Azure SDKs build their trust at import, so the authority must be in the environment before.
"""

import asyncio
import json
import os
import re
import ssl
import sys
import threading
import webbrowser
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from local.tenant.faults.rule import Rule
from local.tenant.keyvault.roles import CERTIFICATE_USER
from local.tenant.keyvault.vault import Secret
from local.tenant.server import run
from local.tenant.world import World
from shared.app import App
from shared.config import ConfigError
from shared.identity.credentials import AzureCredentials
from shared.settings import Settings, StorageSettings
from shared.web.errors import ServiceError
from tests.fakes import MemoryStore

NAME = "nightshift"
PASSWORD = "correct horse battery staple"


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


def secret(key: rsa.RSAPrivateKey, made: x509.Certificate, form: str) -> Secret:
    """The certificate with its key as Key Vault gives it, in PEM or PFX."""
    nothing = serialization.NoEncryption()
    public = made.public_bytes(serialization.Encoding.DER)
    if form == "pem":
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, nothing
        ) + made.public_bytes(serialization.Encoding.PEM)
        return Secret(pem.decode(), "application/x-pem-file", certificate=public)
    pfx = pkcs12.serialize_key_and_certificates(NAME.encode(), key, made, None, nothing)
    return Secret(b64encode(pfx).decode(), "application/x-pkcs12", certificate=public)


def _auth(world: World, way: str, folder: Path) -> dict[str, str]:
    """What tenants.yaml says for *way*; what it needs is in the vault, the tenant, the folder."""
    operator, _, application, *_ = world.tenants[0].clients
    match way:
        case "managed-identity":
            return {"method": way, "clientId": operator.client_id}
        case "unknown-identity":
            unknown = "99999999-2222-3333-4444-555555555555"
            return {"method": "managed-identity", "clientId": unknown}
        case "interactive" | "device-code":
            return {"method": way}
        case "federated":
            [partner] = [one for one in world.tenants[1].clients if one.name == "partner"]
            vouches = operator.client_id
            return {"method": way, "clientId": partner.client_id, "identityClientId": vouches}
    key, made = certificate()
    auth = {"method": "certificate", "clientId": application.client_id}
    if way != "unregistered":
        application.certificates.append(made)
    if way in {"file", "file-with-password"}:
        return auth | _file(world, key, made, folder, protected=way == "file-with-password")
    if way == "thumbprint":
        operator.vault_roles = (CERTIFICATE_USER,)
    if way.startswith("thumbprint"):
        auth["thumbprint"] = made.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303 - names it
    if way != "no-certificate":
        kept = secret(key, made, "pfx" if way == "pfx" else "pem")
        world.vault.put(NAME, kept, world.clock.now())
    return auth if "thumbprint" in auth else {**auth, "certificate": NAME}


def _file(
    world: World,
    key: rsa.RSAPrivateKey,
    made: x509.Certificate,
    folder: Path,
    *,
    protected: bool,
) -> dict[str, str]:
    file = folder / "nightshift.pfx"
    encryption = (
        serialization.BestAvailableEncryption(PASSWORD.encode())
        if protected
        else serialization.NoEncryption()
    )
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(NAME.encode(), key, made, None, encryption)
    )
    if not protected:
        return {"certificateFile": str(file)}
    world.vault.put("pfx-password", Secret(PASSWORD), world.clock.now())
    return {"certificateFile": str(file), "certificatePasswordSecret": "pfx-password"}


def _at_the_browser(address: str, user: str) -> bool:
    """What a person does in the browser that opens: says who they are, and goes on."""

    def act() -> None:
        page = httpx.post(address, data={"user": user}, verify=_trust()).text
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
        [action] = re.findall(r'action="([^"]+)"', page)
        httpx.post(unescape(action), data={name: unescape(one) for name, one in form.items()})

    threading.Thread(target=act, daemon=True).start()
    return True


def _with_a_code(origin: str, told: str, user: str) -> None:
    """What a person does who is told a code."""
    code = re.search(r"enter (\w+)", told)[1]
    page = httpx.post(f"{origin}/devicelogin", data={"code": code, "user": user}, verify=_trust())
    page.raise_for_status()


def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])


async def main(way: str, folder: Path) -> dict[str, object]:
    world = World.create(mailboxes=60, tenants=2)
    stop, listening = asyncio.Event(), asyncio.get_running_loop().create_future()
    server = asyncio.create_task(
        run(world, 0, folder, ready=listening.set_result, stop=stop), name="tenant"
    )
    port = await listening
    try:
        return await sign_in(world, f"https://127.0.0.1:{port}", way, folder)
    finally:
        stop.set()
        await server


async def sign_in(world: World, origin: str, way: str, folder: Path) -> dict[str, object]:
    tenant = world.tenants[1 if way == "federated" else 0]
    os.environ["IDENTITY_ENDPOINT"] = f"{origin}/msi/token"
    os.environ["IDENTITY_HEADER"] = world.recipe.identity_header
    operator, application = world.tenants[0].clients[0], tenant.clients[2]
    auth = _auth(world, way, folder)
    (folder / "tenants.yaml").write_text(
        f"tenants:\n  contoso:\n    tenantId: {tenant.tenant_id}\n"
        f"    domain: {tenant.domain}\n    cloud: local\n"
        f"    auth:\n      operator: {json.dumps(auth)}\n"
    )
    if way == "challenged":
        rule = {"kind": "claims-challenge", "path": "^/(adminapi|v1.0)/"}
        world.faults.add([Rule.parse(rule)])
    nowhere = StorageSettings(origin, origin, origin, "managedidentity", operator.client_id)
    settings = Settings(folder, nowhere, key_vault=origin, local_endpoint=origin)
    admin = tenant.people.read(2).who.upn
    webbrowser.open = lambda address, **_: _at_the_browser(address, admin)
    credentials = AzureCredentials(settings, tell=lambda told: _with_a_code(origin, told, admin))
    app = App(settings, store=MemoryStore().store, credentials=credentials)
    try:
        async with app.connections.open(
            app.tenants.find(None), run="test", reason="test", what_if=False
        ) as session:
            rows = await session.exchange.invoke("Get-Mailbox", ResultSize=3)
            await session.exchange.invoke("Set-Mailbox", Identity=admin, CustomAttribute2=way)
            people = 0 if session.principal.user else await session.graph.count("/users")
            return {
                "ok": True,
                "mailboxes": len(rows),
                "people": people > 50,
                "written": tenant.people.read(2).mailbox.attributes.get(2) == way,
                "app": session.principal.app_id,
                "user": session.principal.user,
                "admin": admin,
                "operator": operator.client_id,
                "application": application.client_id,
            }
    except (ConfigError, ServiceError) as error:
        return {"ok": False, "kind": type(error).__name__, "text": str(error)}
    finally:
        await app.close()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], Path(sys.argv[2])))))  # noqa: T201 - the answer
