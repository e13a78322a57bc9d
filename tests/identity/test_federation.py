"""For whom a managed identity's token is made that vouches for an app, in each cloud."""

import pytest

from shared.identity import federation
from shared.identity.credentials import AzureCredentials
from shared.identity.methods import federated
from shared.settings import Settings
from shared.tenants import Auth, Cloud, Tenant

ID = "aaaaaaaa-0000-4000-8000-000000000001"
CLOUDS = {
    Cloud.PUBLIC: ("https://login.microsoftonline.com", "api://AzureADTokenExchange"),
    Cloud.USGOV: ("https://login.microsoftonline.us", "api://AzureADTokenExchangeUSGov"),
    Cloud.USGOVDOD: ("https://login.microsoftonline.us", "api://AzureADTokenExchangeUSGov"),
    Cloud.CHINA: ("https://login.partner.microsoftonline.cn", "api://AzureADTokenExchangeChina"),
}


class Asked(Exception):
    """What the managed identity was asked for."""


class Identity:
    def __init__(self, **options):
        self.options = options

    async def get_token(self, scope):
        raise Asked(scope)


@pytest.mark.parametrize("cloud", CLOUDS)
async def test_the_identity_is_asked_for_the_word_of_its_own_cloud(cloud, tmp_path, monkeypatch):
    monkeypatch.setattr(federated, "ManagedIdentityCredential", Identity)
    tenant = Tenant.model_validate(
        {"key": "contoso", "tenantId": ID, "domain": "contoso.com", "cloud": cloud}
    )
    auth = Auth.model_validate({"method": "federated", "clientId": ID})

    credential = await AzureCredentials(Settings(tmp_path)).make(tenant, auth)

    with pytest.raises(Asked) as asked:
        await credential.get_token("https://outlook.office365.com/.default")
    assert str(asked.value) == f"{CLOUDS[cloud][1]}/.default"


@pytest.mark.parametrize("cloud", CLOUDS)
def test_what_an_app_must_trust_names_the_tenant_as_its_cloud_does(cloud):
    root, audience = CLOUDS[cloud]

    assert federation.issuer(cloud, ID) == f"{root}/{ID}/v2.0"
    assert federation.audience(cloud) == audience
