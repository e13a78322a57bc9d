"""A vault that nobody reaches is one sentence, and one that makes nothing is another."""

import socket

import pytest
from azure.core.credentials import AccessToken
from azure.keyvault.certificates import CertificateOperation

from shared.config import ConfigError
from shared.setup.certificate_in_vault import CertificateInVault
from tests.setup.test_setup_decisions import APP


class SignedIn:
    async def get_token(self, *scopes, **options):
        return AccessToken("token", 4_102_444_800)

    async def close(self):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exception):
        pass


async def test_a_vault_that_cannot_be_reached_is_told():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"https://127.0.0.1:{closed.getsockname()[1]}"
        vault = CertificateInVault(address, "app", SignedIn, True, {"retry_total": 0})

        with pytest.raises(ConfigError, match="cannot be reached; check NIGHTSHIFT_KEY_VAULT_URI"):
            await vault.certificate(APP, what_if=False)


def test_a_certificate_that_the_vault_did_not_make_is_told():
    vault = CertificateInVault("https://vault.example", "app", SignedIn)

    with pytest.raises(ConfigError, match="has not made the certificate app"):
        vault._public(CertificateOperation(status="failed"))
