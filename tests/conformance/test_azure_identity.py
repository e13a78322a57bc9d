"""Signing in with `azure-identity`: every credential that a tenant of one machine can serve."""

import time

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    CertificateCredential,
    ClientAssertionCredential,
    DeviceCodeCredential,
    ManagedIdentityCredential,
)

from tests.conformance.identity import (
    EXCHANGE,
    GRAPH,
    MODULE,
    PASSWORD,
    certified,
    entrance,
    on_a_machine,
    on_app_service,
    person_types,
    with_secret,
)

pytestmark = pytest.mark.processes


@pytest.fixture
def entry(fresh):
    with entrance(fresh) as opened:
        yield opened


@pytest.fixture(scope="module")
def certificate():
    return certified()


@pytest.mark.parametrize("place", ["tenantId", "domain"])
def test_a_secret_signs_in_to_either_service_and_to_no_other(entry, place):
    with with_secret(entry, tenant_id=entry.tenant[place]) as credential:
        exchange = credential.get_token(EXCHANGE)
        graph = credential.get_token(GRAPH)

    assert entry.opens(exchange.token) == (200, 401)
    assert entry.opens(graph.token) == (401, 200)
    assert exchange.expires_on > time.time()  # noqa: TID251 - what the caller's clock says


def test_a_token_that_lives_is_not_asked_for_again(entry):
    with with_secret(entry) as credential:
        first = credential.get_token(EXCHANGE)
        second = credential.get_token(EXCHANGE)

    assert first.token == second.token
    assert len(entry.calls("/oauth2/v2.0/token")) == 1


@pytest.mark.parametrize("form", ["pem", "pfx"])
def test_a_certificate_signs_in(entry, certificate, form):
    public, pem, pfx = certificate
    entry.register("app", public)
    given = {
        "pem": {"certificate_data": pem},
        "pfx": {"certificate_data": pfx, "password": PASSWORD},
    }

    with CertificateCredential(
        entry.tenant["tenantId"], entry.client("app")["clientId"], **given[form], **entry.settings
    ) as credential:
        token = credential.get_token(EXCHANGE).token

    assert entry.opens(token) == (200, 401)


def test_a_certificate_that_nobody_registered_proves_nothing(entry, certificate):
    with (
        CertificateCredential(
            entry.tenant["tenantId"],
            entry.client("app")["clientId"],
            certificate_data=certificate[1],
            **entry.settings,
        ) as credential,
        pytest.raises(ClientAuthenticationError, match="AADSTS700027"),
    ):
        credential.get_token(EXCHANGE)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        pytest.param({"client_secret": "guessed"}, "AADSTS7000215", id="secret"),
        pytest.param(
            {"client_id": "0" * 8 + "-0000-0000-0000-" + "0" * 12}, "AADSTS700016", id="client"
        ),
        pytest.param({"tenant_id": "nowhere.example"}, "check your tenant name", id="tenant"),
    ],
)
def test_who_is_not_known_is_told_so(entry, wrong, told):
    with (
        with_secret(entry, **wrong) as credential,
        pytest.raises(ClientAuthenticationError, match=told),
    ):
        credential.get_token(EXCHANGE)


@pytest.mark.parametrize("name", ["operator", "reader"])
def test_a_managed_identity_is_asked_for_by_its_client(entry, name, monkeypatch):
    on_app_service(entry, monkeypatch)

    with ManagedIdentityCredential(
        client_id=entry.client(name)["clientId"], connection_verify=str(entry.served.ca)
    ) as credential:
        token = credential.get_token(EXCHANGE).token

    assert entry.opens(token) == (200, 401)
    [asked] = [one for one in entry.calls("/Mailbox") if one["status"] == 200]
    assert asked["principal"] == name


def test_a_managed_identity_that_is_none_is_refused(entry, monkeypatch):
    on_app_service(entry, monkeypatch)

    with (
        ManagedIdentityCredential(
            client_id=entry.client("app")["clientId"], connection_verify=str(entry.served.ca)
        ) as credential,
        pytest.raises(ClientAuthenticationError, match="No User Assigned"),
    ):
        credential.get_token(EXCHANGE)


def test_a_machine_has_its_identity_from_the_metadata_service(entry, monkeypatch):
    on_a_machine(entry, monkeypatch)

    with ManagedIdentityCredential(
        client_id=entry.client("reader")["clientId"], connection_verify=str(entry.served.ca)
    ) as credential:
        token = credential.get_token(GRAPH).token

    assert entry.opens(token) == (401, 200)
    assert 200 in [one["status"] for one in entry.calls("/metadata/identity/oauth2/token")]


def test_an_identity_vouches_for_an_application_without_a_secret(entry, monkeypatch):
    on_a_machine(entry, monkeypatch)
    vouching = "api://AzureADTokenExchange/.default"

    with (
        ManagedIdentityCredential(
            client_id=entry.client("operator")["clientId"], connection_verify=str(entry.served.ca)
        ) as identity,
        ClientAssertionCredential(
            entry.tenant["tenantId"],
            entry.client("partner")["clientId"],
            lambda: identity.get_token(vouching).token,
            **entry.settings,
        ) as credential,
    ):
        token = credential.get_token(EXCHANGE).token

    assert entry.opens(token) == (200, 401)


def test_a_person_signs_in_with_a_device_code(entry):
    [administrator] = entry.pick("role-holder")

    def shown(_address, code, _until):
        person_types(entry.control, code, administrator)

    with DeviceCodeCredential(
        MODULE, tenant_id=entry.tenant["tenantId"], prompt_callback=shown, **entry.settings
    ) as credential:
        record = credential.authenticate(scopes=[EXCHANGE])
        token = credential.get_token(EXCHANGE).token

    assert record.username == administrator
    assert entry.opens(token)[1] == 401
    assert {one["status"] for one in entry.calls("/oauth2/v2.0/devicecode")} == {200}


def test_a_person_who_declines_is_believed(entry):
    [administrator] = entry.pick("role-holder")

    def shown(_address, code, _until):
        person_types(entry.control, code, administrator, answer="no")

    with (
        DeviceCodeCredential(
            MODULE, tenant_id=entry.tenant["tenantId"], prompt_callback=shown, **entry.settings
        ) as credential,
        pytest.raises(ClientAuthenticationError, match="AADSTS70018"),
    ):
        credential.get_token(EXCHANGE)
