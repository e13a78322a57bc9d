"""What Entra tells anybody about a domain, before any sign-in."""

import json
import re
from http import HTTPStatus
from urllib.parse import quote, urlsplit

import httpx

from shared.doctor.examination import Discovery
from shared.own_message import TENANT_ID

_TIMEOUT_S = 15.0
_NO_SUCH_TENANT = re.compile(r"AADSTS(?:90002|900023)(?![0-9])")
_MOST = 100_000  # characters of an answer that are looked at


async def discover(http: httpx.AsyncClient, login: str, domain: str) -> Discovery:
    """
    The tenant to which *domain* belongs, as the authority *login* sees it.

    Source: OpenID Connect discovery on the Microsoft identity platform.
    """
    url = f"{login}/{quote(domain, safe='')}/v2.0/.well-known/openid-configuration"
    try:
        answer = await http.get(url, timeout=_TIMEOUT_S, follow_redirects=False)
    except httpx.HTTPError:
        return Discovery()
    return discovery_of(answer.status_code, answer.text[:_MOST])


def discovery_of(status: int, body: str) -> Discovery:
    """What an answer of *status* with *body* tells. Pure."""
    if status != HTTPStatus.OK:
        return Discovery(found=False if _NO_SUCH_TENANT.search(body) else None)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return Discovery()
    if not isinstance(content, dict):
        return Discovery()
    told = {name: value for name, value in content.items() if isinstance(value, str)}
    tenant_id = _first_segment(told.get("token_endpoint", ""))
    if not TENANT_ID.fullmatch(tenant_id.casefold()):
        return Discovery()
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
