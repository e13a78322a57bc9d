"""The same simulator behind a real socket, driven by the libraries that apps use."""

import asyncio
import contextlib
import ssl
import stat
import tempfile

import dns.asyncquery
import dns.message
import httpx
import jwt
import pytest
from azure.core.exceptions import HttpResponseError
from azure.identity import (
    ClientAssertionCredential,
    ClientSecretCredential,
    ManagedIdentityCredential,
)
from azure.keyvault.certificates import CertificateClient
from azure.keyvault.secrets import SecretClient
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from local.tenant.authority import ca_file, issue
from local.tenant.keyvault.vault import PFX, Secret
from local.tenant.server import run
from local.tenant.world import World
from tests.tenant.test_tenant_sign_in import CERTIFICATE, KEY


async def test_apps_sign_in_and_read_over_tls(tmp_path, monkeypatch):
    world, stop = World.create(mailboxes=40), asyncio.Event()
    bound = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(run(world, 0, tmp_path, ready=bound.set_result, stop=stop))
    origin = f"https://127.0.0.1:{await bound}"
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{origin}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", world.recipe.identity_header)
    world.vault.put("app", Secret("cGZ4", PFX), world.clock.now())

    token, secret = await asyncio.to_thread(_sign_in, world, origin, str(ca_file(tmp_path)))
    trust = ssl.create_default_context(cafile=str(ca_file(tmp_path)))
    async with httpx.AsyncClient(verify=trust, base_url=origin) as http:
        bearer = {"Authorization": f"Bearer {token}"}
        root = f"/adminapi/beta/{world.tenants[0].domain}"
        page = await http.get(f"{root}/Mailbox", headers=bearer)
        for kind in ("reset", "cut", "lost-response"):
            await http.post("/_tenant/faults", json={"kind": kind, "path": "Mailbox", "count": 1})
            with pytest.raises(httpx.TransportError):
                await http.get(f"{root}/Mailbox", headers=bearer)
        await http.post("/_tenant/faults", json={"kind": "cut", "path": "Mailbox", "count": 1})
        async with http.stream("GET", f"{root}/Mailbox", headers=bearer) as begun:
            promised = int(begun.headers["content-length"])
            arrived = await arrived_of(begun)
    query = dns.message.make_query("contoso.com", "TXT")
    assert world.dns is not None
    over_udp = await dns.asyncquery.udp(query, world.dns[0], port=world.dns[1], timeout=3)
    over_tcp = await dns.asyncquery.tcp(query, world.dns[0], port=world.dns[1], timeout=3)
    stop.set()
    await asyncio.wait_for(serving, 5)

    assert len(page.json()["value"]) == 40
    assert 0 < arrived < promised
    assert (secret.value, secret.properties.content_type) == ("cGZ4", "application/x-pkcs12")
    assert over_udp.answer == over_tcp.answer != []


async def test_microsofts_vault_client_keeps_secrets_over_tls(tmp_path):
    world, stop = World.create(mailboxes=40), asyncio.Event()
    bound = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(run(world, 0, tmp_path, ready=bound.set_result, stop=stop))
    origin = f"https://127.0.0.1:{await bound}"

    versions, current, refused = await asyncio.to_thread(
        keep_secrets, world, origin, str(ca_file(tmp_path))
    )
    trust = ssl.create_default_context(cafile=str(ca_file(tmp_path)))
    async with httpx.AsyncClient(verify=trust, base_url=origin) as http:
        asked = (await http.get("/_tenant/metrics")).json()["byCall"]
    stop.set()
    await asyncio.wait_for(serving, 5)

    assert [one.enabled for one in versions] == [True, True, False]
    assert (current.value, current.properties.tags) == ("two", {"by": "test"})
    assert refused == 403
    assert asked["PUT /secrets/app"] == 4  # the first one without a token, to be challenged


def keep_secrets(world, origin, ca):
    with (
        signed_in(world, origin, ca) as credential,
        SecretClient(
            origin, credential, verify_challenge_resource=False, connection_verify=ca
        ) as secrets,
    ):
        secrets.set_secret("app", "one")
        secrets.set_secret("app", "two", tags={"by": "test"})
        current = secrets.get_secret("app")
        last = secrets.set_secret("app", "three", enabled=True)
        secrets.update_secret_properties("app", last.properties.version, enabled=False)
        versions = sorted(
            secrets.list_properties_of_secret_versions("app"), key=lambda one: not one.enabled
        )
        try:
            secrets.get_secret("app")
        except HttpResponseError as error:
            # Not kept: its traceback would hold the connection open beyond the client.
            return versions, current, error.status_code
        return versions, current, 200


async def test_microsofts_certificate_client_imports_and_finds_over_tls(tmp_path):
    world, stop = World.create(mailboxes=40), asyncio.Event()
    bound = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(run(world, 0, tmp_path, ready=bound.set_result, stop=stop))
    origin = f"https://127.0.0.1:{await bound}"

    imported, listed = await asyncio.to_thread(
        keep_certificate, world, origin, str(ca_file(tmp_path))
    )
    stop.set()
    await asyncio.wait_for(serving, 5)

    assert imported == CERTIFICATE.public_bytes(Encoding.DER)
    assert listed == [("app", CERTIFICATE.fingerprint(SHA1()))]  # noqa: S303 - names it only


def keep_certificate(world, origin, ca):
    pfx = serialize_key_and_certificates(b"app", KEY, CERTIFICATE, None, NoEncryption())
    with (
        signed_in(world, origin, ca) as credential,
        CertificateClient(
            origin, credential, verify_challenge_resource=False, connection_verify=ca
        ) as certificates,
    ):
        imported = certificates.import_certificate("app", pfx)
        listed = certificates.list_properties_of_certificates()
        return bytes(imported.cer or b""), [(one.name, one.x509_thumbprint) for one in listed]


async def test_an_identity_on_a_machine_vouches_for_an_app_elsewhere(tmp_path, monkeypatch):
    world, stop = World.create(mailboxes=40, tenants=2), asyncio.Event()
    bound = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(run(world, 0, tmp_path, ready=bound.set_result, stop=stop))
    origin = f"https://127.0.0.1:{await bound}"
    for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", origin)

    token = await asyncio.to_thread(vouch, world, origin, str(ca_file(tmp_path)))
    stop.set()
    await asyncio.wait_for(serving, 5)

    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["tid"] == world.tenants[1].tenant_id
    assert claims["app_displayname"] == "partner"


def vouch(world, origin, ca):
    home, customer = world.tenants
    with (
        ManagedIdentityCredential(
            client_id=home.clients[0].client_id, connection_verify=ca
        ) as identity,
        ClientAssertionCredential(
            customer.tenant_id,
            customer.clients[-1].client_id,
            lambda: identity.get_token("api://AzureADTokenExchange/.default").token,
            authority=origin,
            disable_instance_discovery=True,
            connection_verify=ca,
        ) as app,
    ):
        return app.get_token("https://outlook.office365.com/.default").token


def signed_in(world, origin, ca):
    tenant, app = world.tenants[0], world.tenants[0].clients[2]
    return ClientSecretCredential(
        tenant.tenant_id,
        app.client_id,
        app.secret,
        authority=origin,
        disable_instance_discovery=True,
        connection_verify=ca,
    )


async def arrived_of(answer):
    """How many bytes came before the connection broke."""
    arrived = 0
    with contextlib.suppress(httpx.TransportError):
        async for chunk in answer.aiter_raw():
            arrived += len(chunk)
    return arrived


def _sign_in(world, origin, ca):
    client_id = world.tenants[0].clients[0].client_id
    with ManagedIdentityCredential(client_id=client_id, connection_verify=ca) as credential:
        token = credential.get_token("https://outlook.office365.com/.default").token
        with SecretClient(
            origin, credential, verify_challenge_resource=False, connection_verify=ca
        ) as secrets:
            return token, secrets.get_secret("app")


def test_who_starts_while_another_makes_the_authority_takes_the_same(tmp_path):
    first = ca_file(tmp_path).read_bytes()
    (tmp_path / "ca.pem").unlink()  # the other has come as far as key and certificate

    assert ca_file(tmp_path).read_bytes() == first


def test_who_made_an_authority_too_late_takes_the_one_that_is_there(tmp_path, monkeypatch):
    others = list[bytes]()

    def late(**options):
        monkeypatch.undo()
        others.append(ca_file(tmp_path).read_bytes())  # another process is faster
        return tempfile.mkdtemp(**options)

    monkeypatch.setattr(tempfile, "mkdtemp", late)

    assert [ca_file(tmp_path).read_bytes()] == others
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == ["ca"]


def test_a_second_run_is_trusted_by_whoever_trusted_the_first(tmp_path):
    first = ca_file(tmp_path).read_bytes()
    issue(tmp_path, "storage")

    certificate, key = issue(tmp_path, "storage")

    assert ca_file(tmp_path).read_bytes() == first
    assert certificate.read_bytes().startswith(b"-----BEGIN CERTIFICATE-----")
    for secret in (key, tmp_path / "ca" / "key.pem"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
