"""What Entra tells anybody about a domain, before any sign-in."""

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urlsplit

import httpx

from shared.own_message import TENANT_ID

_TIMEOUT_S = 15.0
_NO_SUCH_TENANT = re.compile(r"AADSTS(?:90002|900023)(?![0-9])")
_MOST = 100_000  # characters of an answer that are looked at


@dataclass(frozen=True, slots=True)
class Discovery:
    """What Entra tells anybody of a tenant; `found` is None when it told nothing."""

    found: bool | None = None
    tenant_id: str | None = None
    cloud_instance: str | None = None
    subcloud: str | None = None


UNTOLD = Discovery()


async def discover(http: httpx.AsyncClient, login: str, name: str) -> Discovery:
    """
    What the authority *login* tells of the tenant that *name*, an id or a domain, means.

    Raises:
        httpx.HTTPError: It cannot be reached, or what came is no answer.

    Source: OpenID Connect discovery on the Microsoft identity platform.

    """
    url = f"{login}/{quote(name, safe='')}/v2.0/.well-known/openid-configuration"
    answer = await http.get(url, timeout=_TIMEOUT_S, follow_redirects=False)
    return discovery_of(answer.status_code, answer.text[:_MOST])


def discovery_of(status: int, body: str) -> Discovery:
    """What an answer of *status* with *body* tells. Pure."""
    if status != HTTPStatus.OK:
        return Discovery(found=False if _NO_SUCH_TENANT.search(body) else None)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return UNTOLD
    if not isinstance(content, dict):
        return UNTOLD
    told = {name: value for name, value in content.items() if isinstance(value, str)}
    tenant_id = _first_segment(told.get("token_endpoint", ""))
    if not TENANT_ID.fullmatch(tenant_id.casefold()):
        return UNTOLD
    return Discovery(
        found=True,
        tenant_id=tenant_id.casefold(),
        cloud_instance=told.get("cloud_instance_name"),
        subcloud=told.get("tenant_region_sub_scope"),
    )


def _first_segment(url: str) -> str:
    """The first name in the path of *url*; nothing where it has none, or is no address."""
    try:
        _, first, *_ = [*urlsplit(url).path.split("/"), "", ""]
    except ValueError:
        return ""
    return first
