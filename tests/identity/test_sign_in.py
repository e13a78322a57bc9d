"""Signing in with azure-identity and azure-keyvault-secrets, unmodified, over TLS."""

import sys

import pytest

from shared.doctor.explain import explain
from shared.doctor.findings.clock_skew import CLOCK_SKEW
from tests.identity.ways import PASSWORD, USER_ASSIGNED

pytestmark = pytest.mark.processes

_az = pytest.mark.skipif(sys.platform == "win32", reason="its program is az.cmd there")


@pytest.mark.parametrize(
    ("way", "who"),
    [
        ("system-assigned", "operator"),
        ("pem", "application"),
        ("pfx", "application"),
        ("thumbprint", "application"),
        ("file", "application"),
        ("file-with-password", "application"),
        pytest.param("azure-cli", "application", marks=_az),
    ],
)
def test_an_app_signs_in_reads_and_writes(sign_in, way, who):
    found = sign_in(way)

    assert found["ok"], found
    assert (found["mailboxes"], found["people"], found["written"]) == (3, True, True)
    assert found["app"] == found[who]


def test_a_managed_identity_is_the_one_that_is_named_not_the_systems_own(sign_in):
    found = sign_in("user-assigned")

    assert found["ok"], found
    assert (found["mailboxes"], found["written"], found["app"]) == (3, True, USER_ASSIGNED)


def test_a_customers_tenant_is_served_by_an_app_that_a_managed_identity_vouches_for(sign_in):
    found = sign_in("federated")

    assert found["ok"], found
    assert (found["mailboxes"], found["written"]) == (3, True)
    assert found["app"] not in {found["operator"], found["application"]}


def test_a_customer_taken_on_by_commands_alone_is_served_without_any_secret(sign_in):
    found = sign_in("federated-by-command")

    assert found["ok"], found
    assert (found["mailboxes"], found["written"]) == (3, True)
    assert found["app"] not in {found["operator"], found["application"]}


@pytest.mark.parametrize("method", ["interactive", "device-code"])
def test_a_person_signs_in_reads_and_writes_under_their_own_name(sign_in, method):
    found = sign_in(method)

    assert found["ok"], found
    assert (found["mailboxes"], found["written"]) == (3, True)
    assert found["user"] == found["admin"]


def test_a_certificate_that_is_replaced_while_we_work_is_taken_up_without_a_restart(sign_in):
    found = sign_in("pem", "rotation")

    assert found["ok"], found
    assert (found["mailboxes"], found["written"]) == (3, True)


def test_a_challenge_of_exchange_and_graph_is_answered_by_a_token_with_the_claims(sign_in):
    found = sign_in("pem", "challenged")

    assert found["ok"], found
    assert (found["mailboxes"], found["people"]) == (3, True)


@pytest.mark.parametrize("clock", ["an-hour-behind", "an-hour-ahead"])
def test_a_clock_that_is_an_hour_off_is_told_as_that(sign_in, clock):
    found = sign_in("file", clock)

    assert (found["ok"], found["kind"]) == (False, "Refused")
    assert "AADSTS700024" in found["text"]
    assert explain(found["text"])[0].finding is CLOCK_SKEW


@pytest.mark.parametrize("clock", ["an-hour-behind", "an-hour-ahead"])
def test_a_managed_identity_signs_in_whatever_this_machines_clock_says(sign_in, clock):
    found = sign_in("system-assigned", clock)

    assert found["ok"], found
    assert (found["mailboxes"], found["written"]) == (3, True)


@pytest.mark.parametrize(
    ("way", "kind", "told"),
    [
        ("unknown-identity", "Refused", "sign-in"),
        ("unregistered", "Refused", "AADSTS"),
        ("thumbprint-unreadable", "ConfigError", "needs the role Key Vault Certificate User"),
        ("no-certificate", "ConfigError", "has no certificate 'nightshift'; import it there"),
        (
            "file-with-wrong-password",
            "BadCertificate",
            "secret that certificatePasswordSecret names",
        ),
        pytest.param("azure-cli-signed-out", "Refused", "az login", marks=_az),
        pytest.param("azure-cli-missing", "Refused", "Azure CLI not found", marks=_az),
    ],
)
def test_a_sign_in_that_cannot_work_says_why_in_a_sentence(sign_in, way, kind, told):
    found = sign_in(way)

    assert (found["ok"], found["kind"]) == (False, kind)
    assert told in found["text"]
    for secret in ("BEGIN", "eyJ", PASSWORD, "not that one"):
        assert secret not in found["text"]
