"""The applications that a person signs in to; both are there in every tenant."""

from shared.tenants import Auth

# "Microsoft Exchange REST API Based Powershell", what Connect-ExchangeOnline signs in to.
# Source: the module's own sign-in.
EXCHANGE_MODULE = "fb78d390-0c51-40cd-8e17-fdbfab77341b"
# "Microsoft Graph Command Line Tools", what Connect-MgGraph signs in to; Exchange's has no
# permission of Graph. Source: the sign-in of Microsoft Graph PowerShell.
GRAPH_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"


def client_id_of(auth: Auth, scope: str) -> str:
    """The public client that *auth* names, or the one that every tenant has for *scope*."""
    return auth.client_id or (GRAPH_TOOLS if "graph" in scope else EXCHANGE_MODULE)


def name_of(client_id: str) -> str | None:
    """The name of a public client that every tenant has; None for any other application."""
    return _NAMES.get(client_id.casefold())


_NAMES = {
    EXCHANGE_MODULE: "Microsoft Exchange REST API Based Powershell",
    GRAPH_TOOLS: "Microsoft Graph Command Line Tools",
}
