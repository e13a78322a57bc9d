"""Which tenant a name means, asked of Entra without signing in; and in which cloud it lives."""

import re

import httpx

from shared.clouds import Endpoints
from shared.identity.discovery import Discovery, discover
from shared.tenants import Cloud, UnknownTenant
from shared.web.errors import Call, ServiceFault, Unreachable

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_OF_INSTANCE = {
    "microsoftonline.com": Cloud.PUBLIC,
    "microsoftonline.us": Cloud.USGOV,
    "partner.microsoftonline.cn": Cloud.CHINA,
}
_DOD = "DOD"


async def find_tenant(http: httpx.AsyncClient, places: Endpoints, cloud: Cloud, name: str) -> str:
    """
    The id of the tenant that *name*, its id or one of its domains, means in *cloud*.

    Raises:
        UnknownTenant: There is none of that name there, or it is in another cloud.
        Transient: Entra cannot be reached, or fails.

    """
    wanted = name.strip()
    if not _NAME.fullmatch(wanted):
        raise UnknownTenant(f"{name[:100]!r} is no domain and no tenant id")
    call = Call("find-tenant", wanted)
    try:
        found = await discover(http, places.login, wanted)
    except httpx.HTTPError as error:
        why = str(error) or type(error).__name__
        raise Unreachable(call, f"{places.login}: {why}", sent=False) from error
    if found.found is None:
        raise ServiceFault(call, f"{places.login} answered nothing to go by", ran=False)
    return _required(found, cloud, wanted)


def _required(found: Discovery, cloud: Cloud, wanted: str) -> str:
    if found.tenant_id is None:
        raise UnknownTenant(
            f"Entra knows no tenant {wanted!r} in the cloud {cloud}: check the spelling; "
            "a tenant of another cloud needs --cloud usgov, usgovdod or china"
        )
    lives_in = cloud_of(found)
    if cloud is not Cloud.LOCAL and lives_in not in {None, cloud}:
        raise UnknownTenant(
            f"{wanted} is a tenant of the cloud {lives_in}, not of {cloud}: "
            f"add `--cloud {lives_in}`"
        )
    return found.tenant_id


def cloud_of(found: Discovery) -> Cloud | None:
    """The cloud a tenant lives in; None when Entra does not say, or names one we do not know."""
    cloud = _OF_INSTANCE.get(found.cloud_instance or "")
    return Cloud.USGOVDOD if cloud is Cloud.USGOV and found.subcloud == _DOD else cloud
