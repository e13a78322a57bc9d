"""Any domain leads to its tenant, without a sign-in; one in another cloud says which."""

import httpx
import pytest

from shared.clouds import endpoints
from shared.desk.find_tenant import find_tenant
from shared.tenants import Cloud, UnknownTenant
from shared.web.errors import ServiceFault, Unreachable

TENANT = "11111111-2222-3333-4444-555555555555"
NOT_FOUND = {"error": "invalid_tenant", "error_description": "AADSTS90002: Tenant not found."}


def configuration(instance: str = "microsoftonline.com", scope: str | None = None) -> dict:
    return {
        "token_endpoint": f"https://login.{instance}/{TENANT}/oauth2/v2.0/token",
        "cloud_instance_name": instance,
        "tenant_region_sub_scope": scope,
    }


async def found(answer: object, cloud: Cloud = Cloud.PUBLIC, status: int = 200) -> str:
    def entra(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/contoso.com/v2.0/.well-known/openid-configuration"
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(status, json=answer)

    async with httpx.AsyncClient(transport=httpx.MockTransport(entra)) as http:
        return await find_tenant(http, endpoints(cloud, None), cloud, "contoso.com")


async def test_a_domain_leads_to_its_tenant():
    assert await found(configuration()) == TENANT


@pytest.mark.parametrize(
    ("instance", "scope", "cloud"),
    [
        ("microsoftonline.com", "GCC", Cloud.PUBLIC),
        ("microsoftonline.us", "DODCON", Cloud.USGOV),
        ("microsoftonline.us", "DOD", Cloud.USGOVDOD),
        ("partner.microsoftonline.cn", None, Cloud.CHINA),
    ],
)
async def test_a_tenant_is_found_in_its_own_cloud_and_named_in_any_other(instance, scope, cloud):
    told = configuration(instance, scope)
    other = Cloud.CHINA if cloud is Cloud.PUBLIC else Cloud.PUBLIC

    assert await found(told, cloud) == TENANT
    with pytest.raises(UnknownTenant, match=f"add `--cloud {cloud}`"):
        await found(told, other)


async def test_a_domain_that_no_tenant_has_is_told_so():
    with pytest.raises(UnknownTenant, match="check the spelling"):
        await found(NOT_FOUND, status=400)


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        (httpx.ConnectError("no route"), 0, Unreachable),
        ({"error": "busy"}, 503, ServiceFault),
        (["no", "object"], 200, ServiceFault),
        ({"token_endpoint": "https://login.example/common/token"}, 200, ServiceFault),
    ],
)
async def test_an_entra_that_does_not_answer_is_no_unknown_tenant(answer, status, error):
    with pytest.raises(error):
        await found(answer, status=status)


@pytest.mark.parametrize("name", ["", "contoso.com/x", "a b", "../common", "x" * 300, "ü.example"])
async def test_what_is_no_domain_is_not_sent(name):
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: None)) as http:
        with pytest.raises(UnknownTenant, match="no domain"):
            await find_tenant(http, endpoints(Cloud.PUBLIC, None), Cloud.PUBLIC, name)
