from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from shared.config import ConfigError
from shared.identity.certificates import of_file, of_vault
from shared.identity.vault import Kept

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SECRET = "correct horse"
PEM, PFX = "application/x-pem-file", "application/x-pkcs12"


def _certificate(key, begins=NOW - timedelta(days=1), ends=NOW + timedelta(days=365)):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nightshift")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(1)
    return builder.not_valid_before(begins).not_valid_after(ends).sign(key, hashes.SHA256())


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(65537, 2048)


def _encryption(password):
    if password is None:
        return serialization.NoEncryption()
    return serialization.BestAvailableEncryption(password.encode())


def _pem(key, certificate, password=None):
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, _encryption(password))
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _pfx(key, certificate, password=None):
    return pkcs12.serialize_key_and_certificates(
        b"nightshift", key, certificate, None, _encryption(password)
    )


@pytest.mark.parametrize("form", [_pem, _pfx])
@pytest.mark.parametrize("password", [None, SECRET])
def test_a_file_is_opened_with_its_password_or_without_one(tmp_path, key, form, password):
    file = tmp_path / "nightshift.cer"
    made = _certificate(key)
    file.write_bytes(form(key, made, password))

    found = of_file(file, password, NOW)

    assert found.subject == made
    assert serialization.load_pem_private_key(found.pem, None).private_numbers() == (
        key.private_numbers()
    )


@pytest.mark.parametrize("form", [_pem, _pfx])
@pytest.mark.parametrize("password", [None, "wrong"])
def test_a_password_that_does_not_fit_is_told_without_showing_it(tmp_path, key, form, password):
    file = tmp_path / "nightshift.cer"
    file.write_bytes(form(key, _certificate(key), SECRET))

    with pytest.raises(ConfigError, match="password") as told:
        of_file(file, password, NOW)

    assert SECRET not in str(told.value)
    assert "wrong" not in str(told.value)


def test_a_vault_gives_pem_as_text_and_pfx_as_base64(key):
    made = _certificate(key)
    pem = Kept("nightshift", _pem(key, made).decode(), PEM)
    pfx = Kept("nightshift", b64encode(_pfx(key, made)).decode(), PFX)

    assert of_vault(pem, NOW).subject == of_vault(pfx, NOW).subject == made


def test_an_expired_certificate_says_when_it_ended(key):
    made = _certificate(key, NOW - timedelta(days=90), NOW - timedelta(days=1))

    with pytest.raises(ConfigError, match="expired on 2026-11-23; make a new one"):
        of_vault(Kept("nightshift", _pem(key, made).decode(), PEM), NOW)


def test_a_certificate_of_tomorrow_points_at_the_clock(key):
    made = _certificate(key, NOW + timedelta(hours=1))

    with pytest.raises(ConfigError, match=r"valid only from 2026-11-24 07:00 UTC.*clock"):
        of_vault(Kept("nightshift", _pem(key, made).decode(), PEM), NOW)


def test_a_certificate_about_to_end_is_told_apart(key):
    ends = {29: True, 31: False}

    for days, soon in ends.items():
        made = _certificate(key, ends=NOW + timedelta(days=days))
        kept = Kept("nightshift", _pem(key, made).decode(), PEM)
        assert of_vault(kept, NOW).ends_soon(NOW) is soon


def test_a_certificate_without_its_key_is_no_use(key, tmp_path):
    file = tmp_path / "public.cer"
    file.write_bytes(_certificate(key).public_bytes(serialization.Encoding.PEM))

    with pytest.raises(ConfigError, match=r"public\.cer"):
        of_file(file, None, NOW)


def test_another_certificates_key_is_noticed(key):
    other = rsa.generate_private_key(65537, 2048)
    kept = Kept("nightshift", _pem(key, _certificate(other)).decode(), PEM)

    with pytest.raises(ConfigError, match="not that of the certificate"):
        of_vault(kept, NOW)


def test_a_key_that_entra_does_not_take_is_refused():
    curve = ec.generate_private_key(ec.SECP256R1())
    kept = Kept("nightshift", _pem(curve, _certificate(curve)).decode(), PEM)

    with pytest.raises(ConfigError, match="RSA"):
        of_vault(kept, NOW)


@pytest.mark.parametrize("value", ["", "not base64!", b64encode(b"nothing").decode()])
def test_a_secret_that_is_no_certificate_is_told(value):
    with pytest.raises(ConfigError, match="'nightshift' in Key Vault"):
        of_vault(Kept("nightshift", value, PFX), NOW)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ConfigError, match="certificateFile"):
        of_file(tmp_path / "none.pfx", None, NOW)


def test_neither_secret_nor_key_shows_in_text(key):
    made = _certificate(key)
    kept = Kept("nightshift", _pem(key, made).decode(), PEM)

    assert "PRIVATE KEY" not in repr(kept) + repr(of_vault(kept, NOW))
