"""
Every trouble that can be seen from here, and how a tenant or a network comes to have it.

A function is named like its finding. What it brings beside that is in its `also`.
"""

import asyncio
import os
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import dataclass

from azure.core.exceptions import HttpResponseError

from local.tenant.authority import issue
from local.tenant.state.clients import (
    EXCHANGE,
    GLOBAL_ADMINISTRATOR,
    GLOBAL_READER,
    GRAPH,
    SECURITY_READER,
)
from local.tenant.state.role_groups import RoleGroup, ServicePrincipal
from shared.identity.certificates import of_file
from shared.identity.credentials import AzureCredentials
from tests.doctor.keys import certificate, pfx
from tests.doctor.visits import Visits

STRANGER = "99999999-2222-3333-4444-555555555555"

type Provoke = Callable[[Visits], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """How *code* comes about, and which errors come with it."""

    code: str
    provoke: Provoke
    also: frozenset[str] = frozenset()


TROUBLES: list[Trouble] = []


def trouble(code: str, *also: str) -> Callable[[Provoke], Provoke]:
    """Register the function below as one that brings *code*, and *also* what follows from it."""

    def register(provoke: Provoke) -> Provoke:
        TROUBLES.append(Trouble(code, provoke, frozenset(also)))
        return provoke

    return register


def refused_by_entra(code: str, *numbers: int) -> None:
    """Entra refuses the sign-in with each of *numbers*."""
    for number in numbers:

        async def provoke(visits: Visits, number: int = number) -> None:
            await visits.refuse_token(number)

        TROUBLES.append(Trouble(code, provoke))


refused_by_entra("mfa-demanded", 50076, 50079)
refused_by_entra("conditional-access", 53003, 53000)
refused_by_entra("consent-missing", 65001)
refused_by_entra("certificate-unknown", 700027)
refused_by_entra("wrong-cloud", 900382)
refused_by_entra("federation-not-trusted", 70021, 700213)
refused_by_entra("federation-not-allowed", 700236)
refused_by_entra("password-wrong", 50126)
refused_by_entra("user-unknown", 50034)
refused_by_entra("sign-in-expired", 700082, 50173)
refused_by_entra("sign-in-declined", 70018)
refused_by_entra("redirect-mismatch", 50011, 7000218)
refused_by_entra("clock-skew", 700024)
refused_by_entra("unexplained", 99999999)


# The network.


async def _silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


@trouble("host-refuses")
async def nobody_listens(visits: Visits) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    visits.go_to(f"https://127.0.0.1:{port}")


@trouble("host-without-address")
async def a_name_without_address(visits: Visits) -> None:
    visits.go_to("https://tenant.invalid")


@trouble("host-silent")
async def a_listener_that_says_nothing(visits: Visits) -> None:
    visits.go_to(f"https://127.0.0.1:{await visits.listen(_silence)}")


@trouble("host-silent")
async def a_service_that_never_answers(visits: Visits) -> None:
    await visits.fault("timeout", path="^/$", seconds=1)


@trouble("tls-fails")
async def a_server_without_tls(visits: Visits) -> None:
    async def plain(reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        await _silence(reader, writer)

    visits.go_to(f"https://127.0.0.1:{await visits.listen(plain)}")


@trouble("tls-intercepted")
async def somebody_elses_certificate(visits: Visits) -> None:
    chain, key = issue(visits.folder / "elsewhere", "inspection")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(chain, key)
    visits.go_to(f"https://127.0.0.1:{await visits.listen(_silence, tls)}")


@trouble("connection-cut")
async def a_connection_that_is_cut(visits: Visits) -> None:
    await visits.fault("reset", path="^/$")


@trouble("proxy-refuses")
async def a_proxy_that_wants_a_password(visits: Visits) -> None:
    async def refuse(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    _through_a_proxy(visits, await visits.listen(refuse))


@trouble("proxy-refuses")
async def a_proxy_that_is_down(visits: Visits) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    _through_a_proxy(visits, port)


def _through_a_proxy(visits: Visits, port: int) -> None:
    os.environ["HTTPS_PROXY"] = f"http://somebody:canary@127.0.0.1:{port}"
    visits.servers.callback(os.environ.pop, "HTTPS_PROXY", None)
    visits.go_to("https://tenant.invalid")


@trouble("clock-skew")
async def a_clock_that_is_an_hour_ahead(visits: Visits) -> None:
    visits.clock.advance(3600)


# The tenant.


@trouble("wrong-cloud")
async def a_tenant_of_another_cloud(visits: Visits) -> None:
    endpoint = f"https://login.microsoftonline.us/{visits.tenant.tenant_id}/oauth2/v2.0/token"
    body = f'{{"token_endpoint": "{endpoint}", "cloud_instance_name": "microsoftonline.us"}}'
    await visits.fault("status", status=200, path="openid-configuration", body=body)


@trouble("unknown-tenant")
async def a_domain_of_nobody(visits: Visits) -> None:
    visits.configure(domain="nobody.example", domains=[])


@trouble("unknown-tenant", "tenant-mismatch")
async def a_tenant_id_of_nobody(visits: Visits) -> None:
    visits.configure(tenantId=STRANGER)


@trouble("tenant-mismatch", "token-for-another-tenant")
async def an_id_that_is_not_the_domains(visits: Visits) -> None:
    visits.configure(tenantId=STRANGER)
    visits.credentials.home = visits.tenant.tenant_id


@trouble("not-examined")
async def an_answer_that_says_nothing(visits: Visits) -> None:
    await visits.fault("status", status=200, path="openid-configuration", body="<html>Hello")


# The credential.


@trouble("no-credential")
async def nobody_signed_in_to_the_azure_cli(visits: Visits) -> None:
    path = os.environ["PATH"]
    os.environ["PATH"] = str(visits.folder)
    visits.servers.callback(os.environ.__setitem__, "PATH", path)
    visits.configure(auth={"operator": {"method": "azure-cli"}})
    visits.credentials = AzureCredentials(visits.app().settings, visits.clock)


@trouble("certificate-expired")
async def a_certificate_that_ran_out(visits: Visits) -> None:
    visits.use_certificate(starts=-365, days=364)


@trouble("certificate-not-yet-valid")
async def a_certificate_of_next_week(visits: Visits) -> None:
    visits.use_certificate(starts=7)


@trouble("certificate-ends-soon")
async def a_certificate_of_this_month(visits: Visits) -> None:
    visits.use_certificate(days=20)


@trouble("certificate-unknown")
async def a_certificate_that_was_never_registered(visits: Visits) -> None:
    visits.use_certificate(known=False)


@trouble("certificate-unreadable")
async def a_certificate_that_is_none(visits: Visits) -> None:
    visits.use_certificate()
    (visits.folder / "app.pfx").write_bytes(b"not a certificate")


@trouble("certificate-unreadable")
async def a_certificate_that_is_not_there(visits: Visits) -> None:
    visits.use_certificate()
    (visits.folder / "app.pfx").unlink()


@trouble("certificate-wrong-password")
async def a_password_of_another_file(visits: Visits) -> None:
    visits.use_certificate()
    now = visits.clock.now()
    file = pfx(visits.folder / "app.pfx", certificate(now, 365), "the right one")

    async def certificates(tenant, auth):
        return of_file(file, "the wrong one", now)

    visits.certificates = certificates


@trouble("vault-lacks-it")
async def a_certificate_without_a_vault(visits: Visits) -> None:
    auth = {"method": "certificate", "clientId": visits.client.client_id, "certificate": "app"}
    visits.configure(auth={"operator": auth})
    visits.credentials = AzureCredentials(visits.app().settings, visits.clock)


@trouble("vault-refuses")
async def a_vault_that_does_not_know_us(visits: Visits) -> None:
    visits.credentials = _Forbidden()


class _Forbidden:
    """Credentials whose certificate is in a vault that may not be read."""

    async def make(self, tenant, auth):
        with _as_the_vault_does():
            error = HttpResponseError("Forbidden")
            error.status_code = 403
            raise error


@contextmanager
def _as_the_vault_does():
    from shared.identity.vault import _plainly  # noqa: PLC0415 - its words are what is tested

    with _plainly("'app'", "https://contoso.vault.azure.net", "Key Vault Secrets User"):
        yield


@trouble("app-unknown")
async def a_client_id_of_nobody(visits: Visits) -> None:
    auth = {"method": "managed-identity", "clientId": STRANGER}
    visits.configure(auth={"operator": auth})


@trouble("app-disabled")
async def an_app_that_is_switched_off(visits: Visits) -> None:
    visits.client.disabled = True


@trouble("secret-wrong")
async def a_secret_of_another_app(visits: Visits) -> None:
    visits.credentials.secret = "not the one"


@trouble("secret-expired")
async def a_secret_that_ran_out(visits: Visits) -> None:
    visits.client.secret_expires = visits.clock.now()


@trouble("resource-unknown")
async def a_service_that_the_tenant_lacks(visits: Visits) -> None:
    visits.credentials.scope = "https://nowhere.example/.default"


@trouble("throttled")
async def an_entra_that_has_had_too_much(visits: Visits) -> None:
    await visits.fault("status", status=429, path="/oauth2/v2.0/token", body=_BUSY)


_BUSY = '{"error_description": "temporarily_unavailable: AADSTS90055"}'


# Rights.


@trouble("consent-missing")
async def an_app_without_any_grant(visits: Visits) -> None:
    visits.client.grants = {}


@trouble("consent-missing")
async def a_customer_who_removed_the_app(visits: Visits) -> None:
    auth = {"method": "federated", "clientId": STRANGER, "identityClientId": STRANGER}
    visits.configure(auth={"operator": auth})


@trouble("manage-as-app-missing")
async def an_app_that_may_only_use_graph(visits: Visits) -> None:
    visits.client.grants = {GRAPH: visits.client.grants[GRAPH]}


@trouble("graph-permission-missing")
async def an_app_that_may_not_change_people(visits: Visits) -> None:
    visits.client.grants = {**visits.client.grants, GRAPH: ("User.Read.All",)}


@trouble("no-exchange-role")
async def an_app_without_a_role(visits: Visits) -> None:
    visits.client.directory_roles = ()


@trouble("role-not-yet-effective")
async def a_role_group_of_a_minute_ago(visits: Visits) -> None:
    visits.client.directory_roles = ()
    _join(visits, "Recipient Management")
    visits.tenant.protocol = visits.tenant.protocol.switched({"roleSeconds": 3600})


@trouble("role-not-yet-effective")
async def a_role_in_the_token_that_exchange_does_not_see(visits: Visits) -> None:
    await visits.fault("nul", path="^/adminapi")


@trouble("role-too-wide")
async def a_global_administrator(visits: Visits) -> None:
    visits.client.directory_roles = (GLOBAL_ADMINISTRATOR,)


@trouble("role-too-wide")
async def a_member_of_organization_management(visits: Visits) -> None:
    _join(visits, "Organization Management")


@trouble("role-too-wide")
async def a_reader_who_may_write(visits: Visits) -> None:
    section = {"method": "managed-identity"}
    visits.configure(auth={"operator": section, "reader": section})


@trouble("cmdlet-not-allowed")
async def an_operator_who_may_only_read(visits: Visits) -> None:
    visits.client.directory_roles = (GLOBAL_READER,)


@trouble("cmdlet-not-allowed")
async def a_reader_of_security_only(visits: Visits) -> None:
    visits.client.directory_roles = (SECURITY_READER,)


@trouble("rights-not-known")
async def an_exchange_that_does_not_tell_rights(visits: Visits) -> None:
    await visits.fault("status", status=404, path="EXOModuleFile")


@trouble("rights-not-known")
async def an_exchange_that_refuses_to_tell_rights(visits: Visits) -> None:
    await visits.fault("nul", path="EXOModuleFile")


@trouble("rights-not-known")
async def an_exchange_that_does_not_tell_who_is_in_a_group(visits: Visits) -> None:
    await visits.fault("status", status=500, cmdlet="Get-RoleGroupMember")


@trouble("token-for-another-service")
async def a_token_for_graph(visits: Visits) -> None:
    visits.credentials.scope = f"{GRAPH}/.default"
    visits.client.grants = {GRAPH: (*visits.client.grants[GRAPH], *visits.client.grants[EXCHANGE])}


@trouble("throttled")
async def an_exchange_that_has_had_too_much(visits: Visits) -> None:
    await visits.fault("throttle", path="^/adminapi")


@trouble("service-fault")
async def an_exchange_that_fails(visits: Visits) -> None:
    await visits.fault("status", status=503, path="^/adminapi")


@trouble("catalogue-old")
async def a_version_of_last_year(visits: Visits) -> None:
    for clock in (visits.clock, visits.house.clock):
        clock.advance(200 * 86400)


def _join(visits: Visits, group: str) -> None:
    """The app is in the role group *group*, from now on."""
    state, now = visits.tenant.role_groups, visits.clock.now()
    client = visits.client
    state.principals[client.object_id] = ServicePrincipal(
        client.client_id, client.object_id, client.name
    )
    from local.tenant.exchange.roles import role_table  # noqa: PLC0415 - for the two that use it

    roles = role_table().role_groups[group]
    state.groups[group.casefold()] = RoleGroup(
        group, roles, built_in=True, members={client.object_id: now}
    )
