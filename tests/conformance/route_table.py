"""
Which client of others calls which route: the table of `docs/conformance.md`.

`python -m tests.conformance.route_table` writes it anew. That each mark is true, the tests
`test_msgraph_routes`, `test_affliction_routes` and `test_azure_routes` find in the journal.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.conformance.exchange_routes import native_routes, other_routes
from tests.conformance.graph_routes import all_routes

DOCUMENT = Path(__file__).parents[2] / "docs" / "conformance.md"
_BEGIN, _END = "<!-- routes -->", "<!-- end of routes -->"
# What azure-identity asks for, and what it never does.
ENTRA = {
    "GET /{tenant}/v2.0/.well-known/openid-configuration": True,
    "POST /{tenant}/oauth2/v2.0/token": True,
    "POST /{tenant}/oauth2/v2.0/devicecode": True,
    "GET /msi/token": True,
    "GET /metadata/identity/oauth2/token": True,
    "GET /{tenant}/oauth2/v2.0/authorize": False,
    "GET /{tenant}/discovery/v2.0/keys": False,
    "GET /common/discovery/instance": False,
    "GET /devicelogin": False,
    "GET /{tenant}/adminconsent": False,
    "GET /{tenant}/v2.0/adminconsent": False,
}
VAULT = {
    "GET /secrets": True,
    "GET /secrets/{name}": True,
    "GET /secrets/{name}/{version}": True,
    "GET /secrets/{name}/versions": True,
    "PUT /secrets/{name}": True,
    "PATCH /secrets/{name}/{version}": True,
    "GET /certificates": True,
    "GET /certificates/{name}": True,
    "GET /certificates/{name}/{version}": True,
    "GET /certificates/{name}/versions": True,
    "POST /certificates/{name}/create": True,
    "GET /certificates/{name}/pending": True,
    "POST /certificates/{name}/import": True,
    "PATCH /certificates/{name}/{version}": True,
}
_POSTED_BY_GRAPHS_OWN_CLIENT = "POST /$batch"


def written() -> str:
    """The document with its table as it should be."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    return "\n".join([before + _BEGIN, "", *_tables(), "", _END]) + after


def _tables() -> Iterator[str]:
    graph = {one: (True, one != _POSTED_BY_GRAPHS_OWN_CLIENT) for one in all_routes()}
    yield from _table("Graph, below /v1.0", ["msgraph-sdk", "affliction"], graph)
    natives = [f"GET beta/{one or '(the root)'}" for one in native_routes()]
    exchange = [*(f"POST {one}" for one in other_routes()), *natives]
    yield from _table("Exchange, below /adminapi", ["affliction"], dict.fromkeys(exchange, (True,)))
    yield from _table("Entra", ["azure-identity"], {one: (mark,) for one, mark in ENTRA.items()})
    yield from _table(
        "Key Vault", ["azure-keyvault"], {one: (mark,) for one, mark in VAULT.items()}
    )


def _table(title: str, clients: Sequence[str], marks: dict[str, tuple[bool, ...]]) -> Iterator[str]:
    yield f"| {title} | {' | '.join(clients)} |"
    yield f"|---|{'---|' * len(clients)}"
    for route, of_each in marks.items():
        yield f"| `{route}` | {' | '.join('yes' if one else '' for one in of_each)} |"
    yield ""


if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8")
