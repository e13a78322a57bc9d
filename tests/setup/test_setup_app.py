"""`nightshift setup app`: the five steps, once and again, and what stands in their way."""

import asyncio
import os
import re
import stat

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from local.tenant.state.clients import (
    APPLICATION_ADMINISTRATOR,
    CLOUD_APPLICATION_ADMINISTRATOR,
    EXCHANGE_ADMINISTRATOR,
)
from shared.cli.setup import app as command
from shared.rights.needs import EXCHANGE_PERMISSION, RAISES_ITS_RIGHTS, permissions
from shared.setup.certificate_file import CertificateFile
from shared.setup.checklist import Checklist
from shared.setup.registration import Wish
from shared.setup.service import Serving, Setup
from shared.tenants import Role, TenantSection
from tests.setup.desk import SetUpDesk, outcomes, texts


@pytest.fixture
def desk(tmp_path, monkeypatch):
    return SetUpDesk(tmp_path, monkeypatch)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "nightshift.pem"


def test_all_five_steps_are_done(desk, file):
    code, told = desk.json(command, "app", "--certificate", "local", str(file))

    [app] = desk.registrations()
    assert (code, told["ok"], told["clientId"]) == (0, True, app.app_id)
    assert len(app.keys) == 1
    exchange, graph = desk.granted(app.app_id)
    assert exchange == (EXCHANGE_PERMISSION,)
    assert {*graph} == {*permissions(*Role)}
    asked = {row["resourceAppId"]: len(row["resourceAccess"]) for row in app.required}
    assert sorted(asked.values()) == [1, len(graph)]
    principal = desk.client(app.app_id).object_id
    assert [*desk.tenant.role_groups.principals] == [principal]
    assert {*desk.group("Nightshift reader").members} == {principal}
    assert {*desk.group("Nightshift operator").members} == {principal}
    assert desk.group("Nightshift operator").roles == {
        "Distribution Groups",
        "Mail Recipients",
        "Security Group Creation and Membership",
    }
    assert desk.group("Nightshift reader").roles == {
        "View-Only Configuration",
        "View-Only Recipients",
    }


def test_twice_leaves_one_of_everything(desk, file):
    arguments = ("app", "--certificate", "local", str(file))
    desk.json(command, *arguments)
    content = file.read_bytes()
    desk.written()

    code, told = desk.json(command, *arguments)

    assert (code, desk.written()) == (0, [])
    assert outcomes(told) == {"already so", "work for a person"}
    [app] = desk.registrations()
    assert len(app.keys) == 1
    assert file.read_bytes() == content
    assert len([one for one in desk.tenant.clients if one.client_id == app.app_id]) == 1


def test_what_if_changes_nothing(desk, file):
    code, told = desk.json(command, "app", "--certificate", "local", str(file), "--what-if")

    assert (code, desk.written()) == (0, [])
    assert not file.exists()
    assert desk.registrations() == []
    assert outcomes(told) <= {"would do", "already so", "work for a person"}
    assert len(texts(told, "would do")) > 10


def test_what_if_after_the_real_thing_finds_nothing_to_do(desk, file):
    desk.json(command, "app", "--certificate", "local", str(file))
    desk.written()

    _, told = desk.json(command, "app", "--certificate", "local", str(file), "--what-if")

    assert (desk.written(), texts(told, "would do")) == ([], [])


async def test_what_was_made_a_moment_ago_is_waited_for(desk, file):
    for path in ("/applications", "/servicePrincipals"):
        rule = {"kind": "lag", "path": path, "method": "POST", "seconds": 20}
        await desk.house.control("POST", "faults", [rule])

    checklist = await set_up(desk, CertificateFile(file, desk.house.clock.now()))

    assert checklist.ok
    assert {item.outcome for item in checklist.items} == {"done", "already so", "work for a person"}
    [app] = desk.registrations()
    assert {*desk.granted(app.app_id)[1]} == {*permissions(Role.READER)}


async def test_an_answer_that_is_lost_is_unknown_and_makes_no_second_app(desk):
    rule = {"kind": "lost-response", "path": "/applications", "method": "POST", "count": 1}
    await desk.house.control("POST", "faults", [rule])

    first, again = await set_up(desk), await set_up(desk)

    assert [item.outcome for item in first.items] == ["unknown"]
    assert "run the same command again" in first.items[0].text
    assert again.ok
    assert len(desk.registrations()) == 1


async def set_up(desk, keeper=None):
    """One run for a reader's app; its list."""
    checklist = Checklist()
    async with desk.house.app.desk.open(run="t", reason="t", graph=("x",)) as session:
        setup = Setup(session, desk.house.clock, checklist)
        await setup.app(Wish("Nightshift"), keeper, Serving((Role.READER,)))
    return checklist


async def test_what_never_shows_is_a_failure_that_another_run_mends(desk):
    rule = {"kind": "lag", "path": "/applications", "method": "POST", "seconds": 400}
    await desk.house.control("POST", "faults", [rule])
    assert not (await set_up(desk)).ok

    desk.house.clock.advance(600)
    again = await set_up(desk)

    assert again.ok
    assert len(desk.registrations()) == 1


def test_what_a_run_left_undone_the_next_one_does(desk, file):
    """The role for Exchange came later; and somebody took one permission away."""
    arguments = ("app", "--certificate", "local", str(file))
    desk.json(command, *arguments)
    [app] = desk.registrations()
    client = desk.client(app.app_id)
    client.grants = {api: values[1:] for api, values in client.grants.items()}
    del desk.tenant.role_groups.groups["nightshift reader"]
    app.keys.clear()

    code, told = desk.json(command, *arguments)

    assert code == 0
    assert len(texts(told, "done")) == 5  # two permissions, the certificate, the group, its member
    assert {*desk.granted(app.app_id)[1]} == {*permissions(*Role)}
    assert len(app.keys) == 1


def test_other_certificates_and_permissions_of_the_app_stay(desk, file, tmp_path):
    desk.json(command, "app", "--certificate", "local", str(file))
    [app] = desk.registrations()
    before = app.required

    desk.json(command, "app", "--certificate", "local", str(tmp_path / "second.pem"))

    assert len(app.keys) == 2
    assert app.required == before


@pytest.mark.skipif(os.name == "nt", reason="rights of files are told otherwise there")
def test_the_key_is_in_a_file_that_its_owner_alone_may_read(desk, file):
    desk.json(command, "app", "--certificate", "local", str(file))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    key = load_pem_private_key(file.read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)


def test_a_pfx_is_written_where_the_name_says_so(desk, tmp_path):
    file = tmp_path / "nightshift.pfx"

    code, _ = desk.json(command, "app", "--certificate", "local", str(file))

    key, certificate, _ = pkcs12.load_key_and_certificates(file.read_bytes(), None)
    assert code == 0
    assert key.public_key() == certificate.public_key()


def test_no_key_is_in_any_output_or_account(desk, file):
    told = desk.run(command, "app", "--certificate", "local", str(file))

    inside = file.read_text().splitlines()[1]
    assert inside not in told.stdout + told.stderr
    for log in desk.house.app.desk.folder.rglob("*.jsonl"):
        assert inside not in log.read_text()


def test_a_file_that_is_there_is_never_written_over(desk, file):
    file.write_text("mine")

    code, told = desk.json(command, "app", "--certificate", "local", str(file))

    assert (code, file.read_text()) == (1, "mine")
    [why] = texts(told, "failed")
    assert "name another file" in why
    [app] = desk.registrations()
    assert app.keys == []


def test_another_apps_certificate_is_not_taken(desk, file):
    desk.json(command, "app", "--certificate", "local", str(file), "--name", "Other")

    code, told = desk.json(command, "app", "--certificate", "local", str(file))

    assert code == 1
    assert "was not made for this app" in texts(told, "failed")[0]


def test_a_folder_that_is_not_there_is_told(desk, tmp_path):
    code, told = desk.json(command, "app", "--certificate", "local", str(tmp_path / "no" / "x.pem"))

    assert code == 1
    assert "make it first" in texts(told, "failed")[0]


def test_without_a_certificate_that_is_left_to_the_person(desk):
    code, told = desk.json(command, "app")

    assert code == 0
    assert any("--certificate" in text for text in texts(told, "work for a person"))


def test_two_apps_of_the_name_are_refused_until_one_is_named(desk, file):
    desk.json(command, "app")
    [app] = desk.registrations()
    twin = type(app)("twin", "77777777-7777-4777-8777-777777777777", app.name, app.created)
    desk.tenant.directory.applications.registrations.put("twin", twin)
    desk.written()

    code, told = desk.json(command, "app", "--certificate", "local", str(file))
    assert (code, desk.written(), file.exists()) == (1, [], False)
    assert "--client-id" in texts(told, "failed")[0]
    assert app.app_id in texts(told, "failed")[0]

    code, told = desk.json(command, "app", "--client-id", app.app_id)
    assert (code, told["clientId"]) == (0, app.app_id)


def test_a_client_id_that_nobody_has_makes_no_app(desk):
    code, told = desk.json(command, "app", "--client-id", "77777777-7777-4777-8777-777777777777")

    assert (code, desk.registrations()) == (1, [])
    assert "check it" in texts(told, "failed")[0]


def test_permissions_that_raise_rights_are_granted_one_by_one_or_not_at_all(desk):
    _, told = desk.json(command, "app")
    [app] = desk.registrations()
    assert RAISES_ITS_RIGHTS.isdisjoint(desk.granted(app.app_id)[1])
    off = " ".join(texts(told, "work for a person"))
    assert all(one in off for one in RAISES_ITS_RIGHTS)

    one = "RoleManagement.ReadWrite.Directory"
    _, told = desk.json(command, "app", "--allow", one)

    assert RAISES_ITS_RIGHTS & {*desk.granted(app.app_id)[1]} == {one}
    assert one not in " ".join(texts(told, "work for a person"))


def test_a_right_that_the_app_need_not_have_is_told(desk):
    desk.json(command, "app", "--allow", "AppRoleAssignment.ReadWrite.All")

    _, told = desk.json(command, "app")

    assert any(
        text.startswith("AppRoleAssignment.ReadWrite.All was granted")
        for text in texts(told, "work for a person")
    )


@pytest.mark.parametrize("role", [APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR])
def test_who_may_not_consent_to_graph_is_told_the_least_role_and_does_the_rest(
    tmp_path, monkeypatch, role
):
    desk = SetUpDesk(tmp_path, monkeypatch, person=20)
    desk.give(20, role)
    desk.give(20, EXCHANGE_ADMINISTRATOR)

    code, told = desk.json(command, "app")

    [app] = desk.registrations()
    assert code == 1
    assert desk.granted(app.app_id) == ((EXCHANGE_PERMISSION,), ())
    assert all("Privileged Role Administrator" in text for text in texts(told, "failed"))
    assert desk.group("Nightshift operator").members


def test_who_may_register_nothing_is_told_once_and_changes_nothing(tmp_path, monkeypatch):
    desk = SetUpDesk(tmp_path, monkeypatch, person=20)

    code, told = desk.json(command, "app")

    assert (code, desk.registrations()) == (1, [])
    [why] = texts(told, "failed")
    assert "Cloud Application Administrator" in why


def test_the_lines_for_tenants_yaml_are_valid_and_only_report(desk, file):
    told = desk.run(command, "app", "--certificate", "local", str(file))

    shown = told.stdout.partition("under `tenants:`")[2]
    [(key, section)] = yaml.safe_load(f"tenants:\n{shown}")["tenants"].items()
    tenant = TenantSection.model_validate(section)
    [app] = desk.registrations()
    assert key == "contoso"
    assert tenant.auth.operator.client_id == app.app_id
    assert tenant.auth.operator.certificate_file == file.resolve()
    assert {str(mode) for mode in tenant.mode.model_dump().values()} == {"report"}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("app", "--certificate", "somewhere", "x"), "local FILE"),
        (("app", "--certificate", "vault", "x"), "NIGHTSHIFT_KEY_VAULT_URI"),
        (("app", "--for", "boss"), "reader or operator"),
        (("app", "--allow", "Mail.Send"), "RoleManagement.ReadWrite.Directory"),
        (("identity", "--for", "reader"), "--client-id or --object-id"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(desk, arguments, why):
    told = desk.run(command, *arguments)

    assert told.exit_code == 2
    assert why in told.stderr
    assert desk.written() == []


def test_a_new_app_that_does_not_show_yet_is_named_for_the_next_run(desk):
    """By its name it would not be found, and be made a second time."""
    rule = {"kind": "lag", "path": "/applications", "method": "POST", "seconds": 4000}
    asyncio.run(desk.house.control("POST", "faults", [rule]))

    told = desk.run(command, "app").stdout

    [client_id] = re.findall(r"run it again, with --client-id (\S+)\.", told)
    assert desk.json(command, "app", "--client-id", client_id)[0] == 1
    made = [one for one in desk.written() if one == "POST /v1.0/applications"]
    assert len(made) == 1
