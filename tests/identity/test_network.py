"""A proxy and an authority that are named once, and the three libraries that heed them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import certifi
import pytest

from shared.config import ConfigError
from shared.network import settled
from tests.identity.behind_a_proxy import HOSTS, LOGIN, VAULT

ROOT = Path(__file__).resolve().parents[2]
PEM = "-----BEGIN CERTIFICATE-----\n"


@pytest.mark.processes
def test_an_inspecting_proxy_carries_all_and_nothing_goes_around_it(tmp_path):
    # What requests would trust by itself: the authority must be trusted beside it.
    ours = {"PYTHONPATH": str(ROOT), "REQUESTS_CA_BUNDLE": certifi.where()}
    plain = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.identity.behind_a_proxy", str(tmp_path)],
        cwd=ROOT,
        env=plain | ours,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    assert (found["app"], found["person"]) == (True, True)
    assert found["through"] == sorted(f"{host}:443" for host in HOSTS)
    # A person's sign-in is requests' work, the app's aiohttp's; Exchange and Graph are httpx's.
    assert f"{LOGIN}:443" in found["person through"]
    assert f"{VAULT}:443" not in found["person through"]
    assert found["went"] == []


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("said", ["http://proxy:8080", "proxy:8080"])
def test_a_proxy_is_heeded_by_whichever_name_it_is_given(name, said):
    told = settled({name: said})

    assert told["HTTPS_PROXY"] == told["https_proxy"] == "http://proxy:8080"


def test_this_machine_and_its_identity_endpoint_are_never_reached_through_a_proxy():
    told = settled(
        {
            "HTTPS_PROXY": "http://proxy:8080",
            "NO_PROXY": "intranet.contoso.com, 10.0.0.1,[fe80::7],[]",
            "IDENTITY_ENDPOINT": "http://169.254.130.5:8081/msi/token",
        }
    )

    around = told["NO_PROXY"].split(",")
    assert around[:3] == ["intranet.contoso.com", "10.0.0.1", "fe80::7"]
    assert {"localhost", "127.0.0.1", "::1", "169.254.169.254", "169.254.130.5"} <= {*around}
    assert told["no_proxy"] == told["NO_PROXY"]


def test_who_wants_no_proxy_at_all_keeps_that():
    assert settled({"HTTPS_PROXY": "http://proxy:1", "no_proxy": "*"})["NO_PROXY"] == "*"


def test_without_a_proxy_and_an_authority_nothing_is_said():
    assert settled({"NO_PROXY": "a", "PATH": "b", "HTTPS_PROXY": " "}) == {}


@pytest.mark.parametrize(
    "said",
    ["https://user:hunter2@proxy:8080", "socks5://proxy:1080", "http://", "http://[::1", "http:x"],
)
def test_a_proxy_that_not_all_could_use_is_refused_without_its_password(said):
    with pytest.raises(ConfigError, match="write http://host:port") as refused:
        settled({"HTTPS_PROXY": said})

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_an_authority_that_is_named_once_is_known_to_all(tmp_path, name):
    file = tmp_path / "inspection.pem"
    file.write_text(PEM)

    assert settled({name: str(file)}) == dict.fromkeys(
        ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), str(file)
    )


def test_two_authorities_stay_as_they_were_named(tmp_path):
    named = {"SSL_CERT_FILE": str(tmp_path / "a"), "REQUESTS_CA_BUNDLE": str(tmp_path / "b")}
    for file in named.values():
        Path(file).write_text(PEM)

    assert settled(named) == named


def test_a_folder_of_authorities_is_left_to_whom_it_was_named_for(tmp_path):
    assert settled({"REQUESTS_CA_BUNDLE": str(tmp_path)}) == {}


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "No such file"), (b"\x30\x82\x01", "openssl x509 -inform der")],
)
def test_an_authority_that_cannot_be_read_says_what_to_do(tmp_path, content, told):
    file = tmp_path / "authority.cer"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConfigError, match=told):
        settled({"SSL_CERT_FILE": str(file)})
