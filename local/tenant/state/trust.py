"""Whose tokens prove an application: its federated identity credentials."""

from dataclasses import dataclass

AUDIENCE = "api://AzureADTokenExchange"


@dataclass(frozen=True, slots=True)
class Trust:
    """A federated identity credential: a token of *subject* by *issuer* proves the application."""

    id: str
    name: str
    issuer: str
    subject: str
    audience: str = AUDIENCE
    description: str | None = None


def issuer_of(tenant_id: str) -> str:
    """How a federated identity credential names the tenant whose identities it trusts."""
    return f"https://login.microsoftonline.com/{tenant_id}/v2.0"
