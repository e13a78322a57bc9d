"""
Every route that the local tenant's Graph offers, and an address of each that is really there.

The routes are the tenant's own list, so a new one is asked for as soon as it lands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import quote

import httpx

from local.tenant.graph.route import Route, routes, spread
from shared.clock import SystemClock
from tests.conformance.overseer import Overseer

_VERSION, _TRIED = "v1.0", 8
_PLACEHOLDER = re.compile(r"\{\w+\}")
_WISH = {
    "changeType": "updated",
    "resource": "users",
    "notificationUrl": "https://hooks.contoso.com/graph",
}
_COLLECTIONS = {
    "phoneAuthenticationMethod": "phoneMethods",
    "microsoftAuthenticatorAuthenticationMethod": "microsoftAuthenticatorMethods",
    "fido2AuthenticationMethod": "fido2Methods",
    "emailAuthenticationMethod": "emailMethods",
    "softwareOathAuthenticationMethod": "softwareOathMethods",
    "windowsHelloForBusinessAuthenticationMethod": "windowsHelloForBusinessMethods",
    "temporaryAccessPassAuthenticationMethod": "temporaryAccessPassMethods",
    "platformCredentialAuthenticationMethod": "platformCredentialMethods",
}


def all_routes() -> list[str]:
    """`GET /users/{id}` and so on, those that read before those that write."""
    order = ["GET", "PATCH", "PUT", "POST", "DELETE"]
    found = [f"{one.method} /{'/'.join(one.segments)}" for one in routes()]
    found += ["POST /$batch"]
    return sorted(found, key=lambda one: (order.index(one.split()[0]), one))


def last_of_graph(calls: list[dict[str, Any]]) -> dict[str, Any]:
    """The last call that Graph answered; a client that was led on makes one more elsewhere."""
    return next(one for one in reversed(calls) if one["path"].startswith(f"/{_VERSION}/"))


def route_of(call: dict[str, Any]) -> str:
    """The route that an entry of the journal took."""
    if call["path"].casefold().endswith("/$batch"):
        return "POST /$batch"
    segments = spread([*httpx.URL(call["path"]).path.split("/")[2:]])
    found: Iterator[Route] = (
        one for one in routes() if one.method == call["method"] and one.fit(segments) is not None
    )
    return "/".join([f"{call['method']} ", *next(found).segments])


@dataclass(frozen=True, slots=True)
class Places:
    """Looks up, with a token of its own, what the placeholders of a route can hold."""

    overseer: Overseer
    token: dict[str, str]

    @classmethod
    def of(cls, overseer: Overseer) -> "Places":
        tenant = overseer.tenant
        client = next(one for one in tenant["clients"] if one["name"] == "administrator")
        form = {
            "grant_type": "client_credentials",
            "client_id": client["clientId"],
            "client_secret": client["clientSecret"],
            "scope": "https://graph.microsoft.com/.default",
        }
        answer = overseer.control.post(f"/{tenant['tenantId']}/oauth2/v2.0/token", data=form)
        return cls(overseer, {"Authorization": f"Bearer {answer.json()['access_token']}"})

    def real(self, route: str) -> list[str]:
        """The segments of *route*, placeholders filled with what is there."""
        if "/deletedItems/" in route:
            self._delete_somebody()
        wanted = route.split(" /")[1].split("/")
        is_list = route.startswith("GET") and len(wanted) > 1 and "{" not in wanted[-1]
        some = list(islice(self._filled([], wanted), _TRIED if is_list else 1))
        if not some:
            raise AssertionError(f"nothing in the tenant fits {route}: say where one is")
        return next((one for one in some[1:] and some if self.rows("/".join(one))), some[0])

    def made(self, path: str, document: dict[str, Any]) -> dict[str, Any]:
        """What *document* has become at *path*."""
        answer = self.overseer.control.post(
            f"/{_VERSION}/{path}", headers=self.token, json=document
        )
        return answer.raise_for_status().json()

    def rows(self, path: str) -> list[dict[str, Any]]:
        answer = self.overseer.control.get(f"/{_VERSION}/{path}", headers=self.token)
        return answer.json().get("value", []) if answer.status_code == 200 else []

    def _filled(self, done: list[str], wanted: list[str]) -> Iterator[list[str]]:
        if not wanted:
            yield done
            return
        first, *rest = wanted
        first = first.replace("{period}", "D7")
        if "{" not in first:
            yield from self._filled([*done, first], rest)
            return
        before, after = _PLACEHOLDER.split(first)
        for value in self._candidates(done, first):
            yield from self._filled([*done, f"{before}{value}{after}"], rest)

    def _candidates(self, done: list[str], placeholder: str) -> Iterator[str]:
        match [*done, placeholder]:
            case ["users", _]:
                yield from self.overseer.pick("leaver", 40)
            case ["groups", _]:
                yield from (one["id"] for one in self.rows("groups") if _takes_members(one))
            case ["devices", _]:
                for [*_, upn] in self._filled([], ["users", "{id}"]):
                    yield from (one["id"] for one in self.rows(f"users/{upn}/registeredDevices"))
            case ["directory", "deletedItems", _]:
                rows = self.rows("directory/deletedItems/microsoft.graph.user")
                yield from (one["id"] for one in rows)
            case ["users", upn, "authentication", _]:
                yield from self._methods(upn)
            case ["servicePrincipals", _]:
                yield from self._principals()
            case ["subscriptions", _]:
                yield self._subscription()
            case [name] if "(" in name:
                yield from (one["appId"] for one in self.rows(name.partition("(")[0]))
            case _:
                yield from (one["id"] for one in self.rows("/".join(map(quote, done))))

    def _methods(self, upn: str) -> Iterator[str]:
        """The collection of a person's only method beside the password, which may be deleted."""
        rows = self.rows(f"users/{upn}/authentication/methods")
        kinds = [one["@odata.type"].rpartition(".")[2] for one in rows]
        named = [_COLLECTIONS[kind] for kind in kinds if kind in _COLLECTIONS]
        yield from named if len(named) == 1 else []

    def _principals(self) -> Iterator[str]:
        """Those that sign in before all others."""
        yield from (one["objectId"] for one in self.overseer.tenant["clients"])
        yield from (one["id"] for one in self.rows("servicePrincipals"))

    def _subscription(self) -> str:
        """The id of one that was just made: there are none unless somebody wished for them."""
        tomorrow = SystemClock().now() + timedelta(days=1)
        made = self.made("subscriptions", _WISH | {"expirationDateTime": tomorrow.isoformat()})
        return str(made["id"])

    def _delete_somebody(self) -> None:
        *_, upn = self.overseer.pick("leaver", 5)
        answer = self.overseer.control.delete(f"/{_VERSION}/users/{upn}", headers=self.token)
        answer.raise_for_status()


def _takes_members(group: dict[str, Any]) -> bool:
    return (
        group["securityEnabled"]
        and not group["mailEnabled"]
        and not group["groupTypes"]
        and not group["onPremisesSyncEnabled"]
        and not group["isAssignableToRole"]
    )
