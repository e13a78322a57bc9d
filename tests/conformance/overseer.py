"""What the control plane tells about a test's doings, whoever's client it uses."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx


@dataclass(frozen=True, slots=True)
class Overseer:
    """The served tenant from behind: what is true there, what was asked, what is to go wrong."""

    control: httpx.Client
    tenant: dict[str, Any]
    since: int

    def person(self, upn: str) -> dict[str, Any]:
        answer = self.control.get(f"/_tenant/users/{quote(upn)}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pick(self, kind: str, count: int = 1) -> list[str]:
        answer = self.control.get("/_tenant/picks", params={"kind": kind, "count": count})
        return answer.json()["users"]

    def fault(self, **rule: Any) -> None:
        self.control.post("/_tenant/faults", json=[rule]).raise_for_status()

    def calls(self, ending: str = "") -> list[dict[str, Any]]:
        """What was asked since the test began, of addresses that end so."""
        answer = self.control.get("/_tenant/requests", params={"since": self.since})
        return [one for one in answer.json()["requests"] if one["path"].endswith(ending)]


def tenant_and_place(control: httpx.Client) -> tuple[dict[str, Any], int]:
    """The first tenant, and the number of the last request before now."""
    tenant = control.get("/_tenant/state").json()["tenants"][0]
    before = control.get("/_tenant/requests").json()["requests"][-1:]
    return tenant, before[0]["number"] if before else 0
