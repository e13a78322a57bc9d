"""
An application that is new in the tenant: registered, let in and given rights over HTTP alone.

It does what an administrator does by hand, and signs in with a certificate.
"""

import base64
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tests.conformance.desk import Desk
from tests.conformance.identity import certified

EXCHANGE, GRAPH = "00000002-0000-0ff1-ce00-000000000000", "00000003-0000-0000-c000-000000000000"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_certified = cache(certified)  # a key takes longer to make than everything else here


@dataclass(frozen=True, slots=True)
class Newcomer:
    """The application, and the administrator who may give it rights."""

    desk: Desk
    app_id: str
    object_id: str

    @classmethod
    async def register(cls, desk: Desk) -> "Newcomer":
        """An application with a certificate and a service principal, and no right at all."""
        public, _, _ = _certified()
        key = base64.b64encode(public.public_bytes(Encoding.DER)).decode()
        document = {
            "displayName": "Newcomer",
            "keyCredentials": [{"type": "AsymmetricX509Cert", "usage": "Verify", "key": key}],
        }
        made = await _posted(desk, "/v1.0/applications", document)
        principal = await _posted(desk, "/v1.0/servicePrincipals", {"appId": made["appId"]})
        return cls(desk, made["appId"], principal["id"])

    async def grant(self, resource: str, value: str) -> None:
        """It is allowed *value* at the service whose application is *resource*."""
        where = f"/v1.0/servicePrincipals(appId='{resource}')"
        headers = await self.desk.administrator()
        service = (await self.desk.http.get(where, headers=headers)).json()
        [role] = [one["id"] for one in service["appRoles"] if one["value"] == value]
        given = {"principalId": self.object_id, "resourceId": service["id"], "appRoleId": role}
        await _posted(
            self.desk, f"/v1.0/servicePrincipals/{self.object_id}/appRoleAssignments", given
        )

    async def assign(self, template_id: str) -> None:
        """It holds a directory role."""
        given = {
            "principalId": self.object_id,
            "roleDefinitionId": template_id,
            "directoryScopeId": "/",
        }
        await _posted(self.desk, "/v1.0/roleManagement/directory/roleAssignments", given)

    async def bearer(self, host: str) -> dict[str, str]:
        """A token for *host* that says what it may do now."""
        desk = self.desk
        place = f"{desk.origin}/{desk.tenant['tenantId']}/oauth2/v2.0/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": self.app_id,
            "client_assertion_type": _ASSERTION,
            "client_assertion": self._assertion(place),
            "scope": f"https://{host}/.default",
        }
        answer = await desk.http.post(place, data=form)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def _assertion(self, place: str) -> str:
        public, pem, _ = _certified()
        now = int(public.not_valid_before_utc.timestamp()) + 3600
        claims = {
            "aud": place,
            "iss": self.app_id,
            "sub": self.app_id,
            "jti": str(uuid4()),
            "nbf": now,
            "exp": now + 3600,
        }
        return jwt.encode(claims, pem, algorithm="PS256", headers={"x5t#S256": _print_of(public)})


def _print_of(certificate: x509.Certificate) -> str:
    return base64.urlsafe_b64encode(certificate.fingerprint(SHA256())).decode().rstrip("=")


async def _posted(desk: Desk, path: str, document: dict[str, Any]) -> dict[str, Any]:
    answer = await desk.http.post(path, headers=await desk.administrator(), json=document)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
