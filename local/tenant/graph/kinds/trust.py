"""Federated identity credentials as Graph writes them."""

from collections.abc import Callable, Mapping

from local.tenant.graph.kind import Kind
from local.tenant.messages import Json
from local.tenant.state.trust import Trust

_READERS: Mapping[str, Callable[[Trust], Json]] = {
    "id": lambda one: one.id,
    "name": lambda one: one.name,
    "issuer": lambda one: one.issuer,
    "subject": lambda one: one.subject,
    "description": lambda one: one.description,
    "audiences": lambda one: [one.audience],
}
TRUST = Kind[Trust](
    name="federatedIdentityCredential",
    readers=_READERS,
    filterable=frozenset({"issuer", "name", "subject"}),
    directory=False,
)
