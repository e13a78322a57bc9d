"""Signing in with azure-identity and azure-keyvault-secrets, unmodified, over TLS."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.tenant.authority import ca_file

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.processes


def sign_in(way: str, folder: Path) -> dict:
    ca = str(ca_file(folder))
    trust = {"SSL_CERT_FILE": ca, "REQUESTS_CA_BUNDLE": ca, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.identity.signing_in", way, str(folder)],
        cwd=ROOT,
        env={**os.environ, **trust},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Unclosed" not in done.stderr
    return json.loads(done.stdout)


def test_a_managed_identity_signs_in_and_reads(tmp_path):
    found = sign_in("managed-identity", tmp_path)

    assert found["ok"], found
    assert (found["mailboxes"], found["people"], found["app"]) == (3, True, found["operator"])


@pytest.mark.parametrize("form", ["pem", "pfx", "thumbprint", "file", "file-with-password"])
def test_a_certificate_signs_in_reads_and_writes(tmp_path, form):
    found = sign_in(form, tmp_path)

    assert found["ok"], found
    assert (found["mailboxes"], found["written"]) == (3, True)
    assert found["app"] == found["application"]


def test_a_customers_tenant_is_served_by_an_app_that_a_managed_identity_vouches_for(tmp_path):
    found = sign_in("federated", tmp_path)

    assert found["ok"], found
    assert (found["mailboxes"], found["written"]) == (3, True)
    assert found["app"] not in {found["operator"], found["application"]}


@pytest.mark.parametrize("method", ["interactive", "device-code"])
def test_a_person_signs_in_reads_and_writes_under_their_own_name(tmp_path, method):
    found = sign_in(method, tmp_path)

    assert found["ok"], found
    assert (found["mailboxes"], found["written"]) == (3, True)
    assert found["user"] == found["admin"]


def test_a_challenge_of_exchange_and_graph_is_answered_by_a_token_with_the_claims(tmp_path):
    found = sign_in("challenged", tmp_path)

    assert found["ok"], found
    assert (found["mailboxes"], found["people"]) == (3, True)


@pytest.mark.parametrize(
    ("way", "kind", "told"),
    [
        ("unknown-identity", "Refused", "sign-in"),
        ("unregistered", "Refused", "AADSTS"),
        ("thumbprint-unreadable", "ConfigError", "needs the role Key Vault Certificate User"),
        ("no-certificate", "ConfigError", "has no certificate 'nightshift'; import it there"),
    ],
)
def test_a_sign_in_that_cannot_work_says_why_in_a_sentence(tmp_path, way, kind, told):
    found = sign_in(way, tmp_path)

    assert (found["ok"], found["kind"]) == (False, kind)
    assert told in found["text"]
    assert "BEGIN" not in found["text"]
    assert "eyJ" not in found["text"]
