"""Entra that is down is told from Entra that refuses, though the SDK gives both one class."""

import httpx
import pytest
from azure.core.exceptions import AzureError, ClientAuthenticationError, ServiceResponseError

from shared.identity.tokens import ScopeTokens
from shared.web.errors import Refused, ServiceFault
from tests.fakes import FakeClock


class Down:
    """Makes credentials whose every token request ends with *error*."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def make(self):
        return self

    async def get_token(self, scope, **options):
        raise self._error

    async def close(self):
        pass


class Answered:
    """An answer of Entra's as azure-core sees one."""

    def __init__(self, status: int) -> None:
        self.status_code = status
        self.reason = httpx.codes.get_reason_phrase(status)
        self.headers: dict[str, str] = {}

    def text(self, encoding=None):
        return ""


def answered(status: int) -> ClientAuthenticationError:
    return ClientAuthenticationError(
        message="temporarily_unavailable: try later\nTrace ID: secret",
        response=Answered(status),
    )


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(answered(429), ServiceFault, id="429"),
        pytest.param(answered(500), ServiceFault, id="500"),
        pytest.param(answered(503), ServiceFault, id="503"),
        pytest.param(ServiceResponseError("connection reset"), ServiceFault, id="reset"),
        pytest.param(AzureError("no idea"), ServiceFault, id="any-other"),
        pytest.param(answered(400), Refused, id="400"),
        pytest.param(answered(401), Refused, id="401"),
        pytest.param(ValueError("Unable to load certificate"), Refused, id="no-certificate"),
    ],
)
async def test_only_a_refusal_is_for_good(error, expected):
    tokens = ScopeTokens(Down(error).make, ("https://x/.default",), FakeClock())

    with pytest.raises(expected) as caught:
        await tokens.token()

    assert "Trace ID" not in str(caught.value)
