"""A caller that knows the local tenant by HTTP alone, so in process and over TLS are the same."""

from dataclasses import dataclass
from typing import Any

import httpx

EXCHANGE, GRAPH = "https://outlook.office365.com", "https://graph.microsoft.com"
ANCHOR = "APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@contoso.onmicrosoft.com"


@dataclass(frozen=True, slots=True)
class Desk:
    """Calls one tenant as its application, with tokens that the token endpoint gave."""

    http: httpx.AsyncClient
    tenant: dict[str, Any]
    exchange: dict[str, str]
    graph: dict[str, str]

    @classmethod
    async def open(cls, http: httpx.AsyncClient) -> "Desk":
        tenant = (await http.get("/_tenant/state")).json()["tenants"][0]
        app = ("app", tenant)
        return cls(
            http, tenant, await _bearer(http, app, EXCHANGE), await _bearer(http, app, GRAPH)
        )

    @property
    def origin(self) -> str:
        return str(self.http.base_url).rstrip("/")

    async def administrator(self) -> dict[str, str]:
        """A token for Graph of the application that may do everything."""
        return await _bearer(self.http, ("administrator", self.tenant), GRAPH)

    @property
    def root(self) -> str:
        return f"/adminapi/beta/{self.tenant['tenantId']}"

    async def invoke(
        self,
        cmdlet: str,
        url: str = "",
        anchor: str | None = ANCHOR,
        size: int = 1000,
        **given: Any,
    ) -> httpx.Response:
        headers = self.exchange | {"Prefer": f"odata.maxpagesize={size}"}
        if anchor:
            headers["X-AnchorMailbox"] = anchor
        return await self.http.post(
            url or f"{self.root}/InvokeCommand", headers=headers, json=command(cmdlet, **given)
        )

    async def rows(self, cmdlet: str, **given: Any) -> list[dict[str, Any]]:
        answer = await self.invoke(cmdlet, **given)
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]

    async def read(self, path: str) -> httpx.Response:
        return await self.http.get(f"{self.root}/{path}", headers=self.exchange)

    async def batch(self, *parts: dict[str, Any]) -> httpx.Response:
        return await self.http.post(
            f"{self.root}/$batch", headers=self.exchange, json={"requests": list(parts)}
        )

    def part(self, number: int, cmdlet: str, **given: Any) -> dict[str, Any]:
        return {
            "id": str(number),
            "method": "POST",
            "url": f"{EXCHANGE}{self.root}/InvokeCommand",
            "headers": {"X-CmdletName": cmdlet, "X-AnchorMailbox": ANCHOR},
            "body": command(cmdlet, **given),
        }

    async def pick(self, kind: str, count: int = 1) -> list[str]:
        answer = await self.http.get("/_tenant/picks", params={"kind": kind, "count": count})
        return answer.json()["users"]


def command(cmdlet: str, **given: Any) -> dict[str, Any]:
    return {"CmdletInput": {"CmdletName": cmdlet, "Parameters": given}}


def said(answer: httpx.Response | dict[str, Any]) -> tuple[str, str]:
    """The exception's own name and its sentence, out of an error envelope."""
    body = answer.json() if isinstance(answer, httpx.Response) else answer
    error = body["error"]
    if "details" not in error:
        inner = error["innererror"]["internalexception"]
        return inner["type"].rpartition(".")[2], inner["message"]
    _, kind, text = error["details"][0]["message"].split("|", 2)
    return kind.rpartition(".")[2], text


async def _bearer(
    http: httpx.AsyncClient, who: tuple[str, dict[str, Any]], resource: str
) -> dict[str, str]:
    name, tenant = who
    client = next(one for one in tenant["clients"] if one["name"] == name)
    form = {
        "grant_type": "client_credentials",
        "client_id": client["clientId"],
        "client_secret": client["clientSecret"],
        "scope": f"{resource}/.default",
    }
    answer = await http.post(f"/{tenant['tenantId']}/oauth2/v2.0/token", data=form)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
