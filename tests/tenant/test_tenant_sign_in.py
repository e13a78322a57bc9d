import base64
from datetime import UTC, datetime

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509.oid import NameOID

from local.tenant.state.clients import EXCHANGE, GRAPH, STORAGE, Client, ClientKind
from local.tenant.world import World

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "app")])
CERTIFICATE = (
    x509.CertificateBuilder()
    .subject_name(NAME)
    .issuer_name(NAME)
    .public_key(KEY.public_key())
    .serial_number(1)
    .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
    .not_valid_after(datetime(2046, 1, 1, tzinfo=UTC))
    .sign(KEY, SHA256())
)


def form(client, **proof):
    scope = f"{EXCHANGE}/.default"
    grant = "client_credentials"
    return {"grant_type": grant, "client_id": client.client_id, "scope": scope, **proof}


def assertion(caller, audience, key=KEY, algorithm="RS256", **header):
    client, now = caller.tenant.clients[2], caller.world.clock.now().timestamp()
    claims = {"aud": audience, "iss": client.client_id, "sub": client.client_id, "jti": "1"}
    return jwt.encode({**claims, "exp": now + 600.5}, key, algorithm=algorithm, headers=header)


def by_assertion(client, text):
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    return form(client, client_assertion=text, client_assertion_type=kind)


def thumbprint(algorithm):
    return base64.urlsafe_b64encode(CERTIFICATE.fingerprint(algorithm)).decode()


SHORT = thumbprint(SHA1())  # noqa: S303 - names the certificate, proves nothing


async def test_the_right_secret_gives_a_token_that_exchange_takes(caller):
    app = caller.tenant.clients[2]

    answer = await caller.http.post(
        f"/{caller.tenant.domain}/oauth2/v2.0/token", data=form(app, client_secret=app.secret)
    )

    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    listing = await caller.http.get(f"{caller.root}/Mailbox", headers=bearer)
    assert (answer.status_code, listing.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("tenant", "change", "number"),
    [
        pytest.param(None, {"client_secret": "guess"}, 7000215, id="wrong-secret"),
        pytest.param(None, {"client_id": "nobody"}, 700016, id="unknown-client"),
        pytest.param("elsewhere.example", {}, 90002, id="unknown-tenant"),
        pytest.param(None, {"client_assertion": "a.b.c"}, 700027, id="bad-assertion"),
    ],
)
async def test_entra_says_no_with_its_own_numbers(caller, tenant, change, number):
    app = caller.tenant.clients[2]
    body = form(app, client_secret=app.secret) | change

    answer = await caller.http.post(
        f"/{tenant or caller.tenant.domain}/oauth2/v2.0/token", data=body
    )

    assert answer.status_code in {400, 401}
    assert answer.json()["error_codes"] == [number]
    assert f"AADSTS{number}" in answer.json()["error_description"]


@pytest.mark.parametrize(
    ("algorithm", "header"),
    [
        pytest.param("RS256", {"x5t": SHORT}, id="rs256"),
        pytest.param("PS256", {"x5t#S256": thumbprint(SHA256())}, id="ps256"),
    ],
)
async def test_a_registered_certificate_signs_in(caller, algorithm, header):
    app = caller.tenant.clients[2]
    app.certificates.append(CERTIFICATE)
    where = f"https://localhost/{caller.tenant.tenant_id}/oauth2/v2.0/token"

    text = assertion(caller, where, algorithm=algorithm, **header)
    answer = await caller.http.post(where, data=by_assertion(app, text))

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("wrong", ["key", "audience", "unregistered", "thumbprint"])
async def test_an_assertion_that_proves_nothing_is_refused(caller, wrong):
    app = caller.tenant.clients[2]
    if wrong != "unregistered":
        app.certificates.append(CERTIFICATE)
    where = f"https://localhost/{caller.tenant.tenant_id}/oauth2/v2.0/token"
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    text = assertion(
        caller,
        "https://elsewhere.example" if wrong == "audience" else where,
        key=other if wrong == "key" else KEY,
        x5t="AAAA" if wrong == "thumbprint" else SHORT,
    )
    answer = await caller.http.post(where, data=by_assertion(app, text))

    assert answer.json()["error_codes"] == [700027]


async def test_the_identity_endpoint_wants_its_header(caller):
    query = {"api-version": "2019-08-01", "resource": STORAGE}

    without = await caller.http.get("/msi/token", params=query)
    header = {"X-IDENTITY-HEADER": caller.world.recipe.identity_header}
    granted = await caller.http.get("/msi/token", params=query, headers=header)

    claims = jwt.decode(granted.json()["access_token"], options={"verify_signature": False})
    assert without.status_code == 401
    assert claims["aud"] == STORAGE
    assert claims["iss"] == f"https://sts.windows.net/{caller.tenant.tenant_id}/"
    assert granted.json()["expires_on"].isdecimal()


async def test_a_token_for_graph_is_no_token_for_exchange(caller):
    answer = await caller.http.get(f"{caller.root}/Mailbox", headers=caller.token(GRAPH))

    assert answer.status_code == 401
    assert "www-authenticate" in answer.headers


async def test_a_token_that_ran_out_is_refused(caller):
    bearer = caller.token(EXCHANGE)
    caller.world.clock.advance(3601)

    answer = await caller.http.get(f"{caller.root}/Mailbox", headers=bearer)

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("grants", "roles", "status"),
    [
        pytest.param({}, (), 401, id="no-app-role"),
        pytest.param({EXCHANGE: ("Exchange.ManageAsApp",)}, (), 403, id="no-directory-role"),
    ],
)
async def test_exchange_wants_an_app_role_and_a_directory_role(caller, grants, roles, status):
    caller.client = Client("bare", "c", "o", ClientKind.APPLICATION, grants, roles)

    answer = await caller.run("Get-Mailbox")

    assert answer.status_code == status


async def test_a_reader_reads_and_its_writes_meet_nul_bytes(caller):
    [user] = await caller.pick("leaver")
    caller.client = caller.tenant.clients[1]

    read = await caller.run("Get-Mailbox", Identity=user)
    written = await caller.run("Set-Mailbox", Identity=user, AuditEnabled=False)
    blocked = await caller.graph("PATCH", f"/users/{user}", {"accountEnabled": False})

    assert (read.status_code, written.status_code, blocked.status_code) == (200, 403, 403)
    assert set(written.content) == {0}
    assert (await caller.picture(user))["user"]["accountEnabled"] is True


async def test_a_token_of_one_tenant_opens_no_other(caller):
    two = World.create(tenants=2, clock=caller.world.clock)
    foreign = two.mint(two.tenants[1], EXCHANGE)

    answer = await caller.http.get(
        f"{caller.root}/Mailbox", headers={"Authorization": f"Bearer {foreign}"}
    )

    assert answer.status_code == 401
