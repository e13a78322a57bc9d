"""Credentials that ask the local tenant's token endpoint, and fail in azure-identity's way."""

from base64 import urlsafe_b64encode
from uuid import uuid4

import httpx
import jwt
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError
from cryptography.hazmat.primitives.hashes import SHA256

from shared.identity.certificates import of_file
from tests.harness import ORIGIN, House

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Asking:
    """
    Stand for the third client of the world, an application with a secret.

    `scope` is asked for in the place of every other, `home` is the tenant signed in to whatever
    was configured, `secret` what is sent in the place of the client's.
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self.scope: str | None = None
        self.home: str | None = None
        self.secret: str | None = None

    async def make(self, tenant, auth):
        return _Credential(self, self.home or tenant.tenant_id, auth)


class _Credential:
    def __init__(self, asking: Asking, tenant_id: str, auth) -> None:
        self._asking, self._auth = asking, auth
        self._client = asking.house.world.tenants[0].clients[2]
        self._url = f"{ORIGIN}/{tenant_id}/oauth2/v2.0/token"

    async def get_token(self, scope: str, **options: object) -> AccessToken:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._auth.client_id or self._client.client_id,
            "scope": self._asking.scope or scope,
            **self._proof(),
        }
        async with httpx.AsyncClient(transport=self._asking.house.asgi) as http:
            answer = await http.post(self._url, data=form)
        content = answer.json()
        if answer.status_code != httpx.codes.OK:
            told = f"Authentication failed: {content['error_description']}"
            raise ClientAuthenticationError(message=told, response=_As(answer))
        now = self._asking.house.clock.now().timestamp()
        return AccessToken(content["access_token"], int(now) + 3600)

    def _proof(self) -> dict[str, str]:
        if self._auth.method != "certificate":
            return {"client_secret": self._asking.secret or self._client.secret or ""}
        moment = self._asking.house.clock.now()
        found = of_file(self._auth.certificate_file, None, moment)
        thumbprint = urlsafe_b64encode(found.subject.fingerprint(SHA256())).rstrip(b"=").decode()
        claims = {
            "aud": self._url,
            "iss": self._auth.client_id,
            "sub": self._auth.client_id,
            "jti": uuid4().hex,
            "exp": int(moment.timestamp()) + 600,
        }
        signed = jwt.encode(claims, found.pem, "RS256", headers={"x5t#S256": thumbprint})
        return {"client_assertion_type": _ASSERTION, "client_assertion": signed}

    async def close(self) -> None:
        pass


class _As:
    """An answer as azure-core sees one."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status_code, self.reason = answer.status_code, answer.reason_phrase
        self.headers: dict[str, str] = {}

    def text(self, encoding=None):
        return ""
