"""The application that a person signs in to."""

from shared.tenants import Auth

# "Microsoft Exchange REST API Based Powershell", there in every tenant; what Connect-ExchangeOnline
# signs in to. Source: the module's own sign-in.
EXCHANGE_MODULE = "fb78d390-0c51-40cd-8e17-fdbfab77341b"


def client_id_of(auth: Auth) -> str:
    """The public client that *auth* names, or the one that every tenant has."""
    return auth.client_id or EXCHANGE_MODULE
