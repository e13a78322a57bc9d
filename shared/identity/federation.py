"""
What a managed identity's word for an app is made of, in each cloud: its issuer, its audience.

Source: "Configure an application to trust a managed identity"; the issuers, from each cloud's
OpenID configuration (`/{tenant}/v2.0/.well-known/openid-configuration`).
"""

from shared.tenants import Cloud

# A local tenant speaks as the public cloud does.
_ISSUERS = {
    Cloud.USGOV: "https://login.microsoftonline.us",
    Cloud.USGOVDOD: "https://login.microsoftonline.us",
    Cloud.CHINA: "https://login.partner.microsoftonline.cn",
}
_AUDIENCES = {
    Cloud.USGOV: "api://AzureADTokenExchangeUSGov",
    Cloud.USGOVDOD: "api://AzureADTokenExchangeUSGov",
    Cloud.CHINA: "api://AzureADTokenExchangeChina",
}


def issuer(cloud: Cloud, tenant_id: str) -> str:
    """Who issues the tokens of the identities of the tenant, as an app's trust must name it."""
    return f"{_ISSUERS.get(cloud, 'https://login.microsoftonline.com')}/{tenant_id}/v2.0"


def audience(cloud: Cloud) -> str:
    """For whom such a token is made."""
    return _AUDIENCES.get(cloud, "api://AzureADTokenExchange")
