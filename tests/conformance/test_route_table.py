"""The table of routes and clients in the documents is the one that the tests keep true."""

from local.tenant.entra import endpoint as entra
from tests.conformance.route_table import DOCUMENT, ENTRA, written


def test_the_document_has_the_table_as_it_is():
    assert DOCUMENT.read_text(encoding="utf-8") == written(), (
        "python -m tests.conformance.route_table"
    )


def test_every_place_of_the_sign_in_service_is_in_the_table():
    named = {route.partition("/{tenant}/")[2] for route in ENTRA} - {""}

    assert named == set(entra._PLACES)
