"""The local tenant: Entra, Exchange Online, Graph, managed identity, over TLS."""
