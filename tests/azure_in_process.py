"""The Azure SDK's transport over a local tenant in this process, and a sign-in for it."""

import httpx
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import AsyncHttpTransport
from azure.core.rest._http_response_impl_async import AsyncHttpResponseImpl
from azure.core.utils import CaseInsensitiveDict

from tests.harness import House


class InProcess(AsyncHttpTransport):
    """Requests of the SDK go to the tenant of *house*, as bytes."""

    def __init__(self, house):
        self._house = house

    async def send(self, request, **options):
        async with httpx.AsyncClient(transport=self._house.asgi) as http:
            answer = await http.request(
                request.method, request.url, headers=request.headers, content=request.content
            )
        answered = _Answer(
            request=request,
            internal_response=None,
            status_code=answer.status_code,
            reason=answer.reason_phrase,
            content_type=answer.headers.get("content-type"),
            headers=CaseInsensitiveDict(answer.headers),
            stream_download_generator=None,
        )
        answered._content = answer.content
        return answered

    async def open(self):
        pass

    async def close(self):
        pass

    async def __aexit__(self, *exception):
        pass


class _Answer(AsyncHttpResponseImpl):
    async def close(self):
        self._is_closed = True


class AsOperator:
    """The tenant's first application is signed in, whatever for."""

    def __init__(self, house: House):
        self._house = house

    async def get_token(self, *scopes, **options):
        [scope], world = scopes, self._house.world
        token = world.mint(self._house.tenant, scope.removesuffix("/.default"))
        return AccessToken(token, int(world.clock.now().timestamp()) + 3600)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exception):
        pass

    async def close(self):
        pass
