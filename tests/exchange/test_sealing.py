"""A password leaves for Exchange sealed, or not at all."""

import json
from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from shared.exchange import sealing
from shared.exchange.catalogue import catalogue
from shared.exchange.command import command
from shared.exchange.protocol import Organization, invoke
from shared.web.errors import BadCall

PASSWORD = "kXf7-Qm2p-Vt9R"


def given(password):
    wanted = {"Name": "ada", "MicrosoftOnlineServicesID": "ada@contoso.com", "Password": password}
    return command(catalogue(), "New-Mailbox", wanted)


def request(password):
    organization = Organization("https://outlook.office365.com", "tenant")
    return invoke(organization, given(password), request_id="r")


def test_a_sealed_password_is_read_with_the_key_of_the_service_alone(monkeypatch):
    key = rsa.generate_private_key(65537, 2048)
    modulus = key.public_key().public_numbers().n.to_bytes(256)
    monkeypatch.setattr(sealing, "_MODULUS", b64encode(modulus).decode())

    sent = json.loads(request(sealing.seal(PASSWORD)).body)

    sealed = sent["CmdletInput"]["Parameters"]["Password"]
    assert key.decrypt(b64decode(sealed), padding.PKCS1v15()).decode() == PASSWORD


def test_the_key_of_the_module_takes_a_password():
    assert len(b64decode(sealing.seal(PASSWORD).text)) == 256


def test_no_transcript_has_a_sealed_password():
    assert request(sealing.seal(PASSWORD)).shown["Password"] == "(not kept)"


def test_a_password_in_the_open_is_not_sent():
    with pytest.raises(BadCall, match="in the open"):
        given(PASSWORD)
