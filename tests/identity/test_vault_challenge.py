"""A vault elsewhere has to name itself before it is given a token, whatever tenant is served."""

import pytest

from shared.identity import vault
from shared.identity.credentials import AzureCredentials
from shared.settings import Settings
from shared.tenants import Auth, Cloud, Tenant

APP = "11111111-2222-3333-4444-555555555555"
ORIGIN = "https://127.0.0.1:8443"


class Asked(Exception):
    """A client of the vault was made with these options."""


def asked(address: str, credential: object, **options: object) -> None:
    raise Asked(options["verify_challenge_resource"])


@pytest.mark.parametrize(
    ("address", "named"), [("https://contoso.vault.azure.net", True), (ORIGIN, False)]
)
async def test_a_local_tenant_takes_no_check_from_a_vault_elsewhere(
    tmp_path, monkeypatch, address, named
):
    monkeypatch.setattr(vault, "SecretClient", asked)
    monkeypatch.setattr(
        "shared.identity.credentials.storage_credential", lambda settings: NoCredential()
    )
    auth = Auth(method="certificate", client_id=APP, certificate="app")
    tenant = Tenant(key="contoso", tenant_id=APP, domain="contoso.com", cloud=Cloud.LOCAL)
    settings = Settings(tmp_path, key_vault=address, local_endpoint=ORIGIN)

    with pytest.raises(Asked) as caught:
        await AzureCredentials(settings).make(tenant, auth)

    assert caught.value.args == (named,)


class NoCredential:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *exception):
        return None
