"""nightshift login, whoami and logout, as an admin types them."""

import json
from uuid import uuid4

import pytest
from azure.identity import TokenCachePersistenceOptions
from typer.testing import CliRunner

from local.tenant.state.roles import RoleAssignment
from shared.app import app_is
from shared.cli.main import app as nightshift
from shared.identity import token_cache
from tests.harness import House

ADMIN, NOBODY = 2, 20  # an Exchange administrator, and a person without a role
HELP_DESK = "729827e3-9c14-49f7-bb1b-9608f156bbb8"  # may not look at roles


@pytest.fixture
def house(tmp_path):
    found = House(tmp_path)
    with app_is(found.app):
        yield found


def run(*arguments: str):
    return CliRunner().invoke(nightshift, list(arguments))


def told(*arguments: str) -> dict:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_who_signs_in_is_shown_with_their_roles(house):
    shown = told("login", "--tenant", "contoso", "--device-code")

    admin = house.tenant.people.read(ADMIN).who
    assert (shown["user"], shown["objectId"]) == (admin.upn, admin.object_id)
    assert shown["tenant"] == house.tenant.tenant_id
    assert shown["directoryRoles"] == ["Exchange Administrator", "Global Administrator"]
    assert shown["roleGroups"] == ["Organization Management"]
    assert "Mail Recipients" in shown["managementRoles"]
    assert shown["scopes"] == ["Exchange.Manage"]
    assert shown["client"]["name"] == "Microsoft Exchange REST API Based Powershell"
    assert shown["expiresAt"] == "2026-11-24T06:59:59.000000Z"
    assert told("whoami") == shown


def test_a_tenant_that_is_in_no_file_is_found_by_its_domain(house):
    (house.app.settings.config_dir / "tenants.yaml").unlink()

    shown = told("login", "--tenant", house.tenant.domain.upper(), "--cloud", "local")

    assert shown["tenant"] == house.tenant.tenant_id
    assert shown["tenantDomain"] == house.tenant.domain


def test_a_tenant_named_by_its_id_is_shown_by_the_domain_of_who_signed_in(house):
    (house.app.settings.config_dir / "tenants.yaml").unlink()
    told("login", "--tenant", house.tenant.tenant_id, "--cloud", "local")

    login = house.app.desk.login()

    assert login.domain == login.user.rpartition("@")[2]


def test_the_lines_say_who_and_where(house):
    done = run("login", "--tenant", "contoso")

    assert house.tenant.people.read(ADMIN).who.upn in done.stdout
    assert "Exchange Administrator" in done.stdout
    assert "No browser can be seen" in done.stderr
    assert "memory only" in done.stderr
    assert "26 more" in done.stdout


def test_who_has_no_role_is_told_what_to_ask_for(house):
    house.minted.person = NOBODY

    done = run("login", "--tenant", "contoso")

    assert done.exit_code == 1
    assert "lets them run nothing" in done.stderr
    assert "Recipient Management" in done.stderr
    assert "unknown" in done.stdout


def test_roles_that_may_not_be_read_are_unknown_not_none(house):
    person = house.tenant.people.read(NOBODY).who
    role = RoleAssignment("one", person.object_id, HELP_DESK, index=NOBODY)
    house.tenant.roles.grant(role)
    house.minted.person = NOBODY

    shown = told("login", "--tenant", "contoso")

    assert (shown["user"], shown["exchange"]) == (person.upn, "answers")
    assert shown["roleGroups"] is None
    assert "Get-ManagementRoleAssignment" in shown["rightsUnknown"]


def test_logging_out_twice_is_as_good_as_once(house):
    told("login", "--tenant", "contoso")

    first, second, after = run("logout"), run("logout"), run("whoami")

    assert (first.exit_code, second.exit_code, after.exit_code) == (0, 0, 1)
    assert "is signed out" in first.stdout
    assert "browser" in first.stderr
    assert "Nobody was signed in" in second.stdout
    assert "nightshift login" in after.stderr


def test_a_damaged_file_of_who_is_signed_in_is_mended_by_signing_out(house):
    told("login", "--tenant", "contoso")
    (house.app.desk.folder / "login.json").write_text("{")

    before, out, after = run("whoami"), run("logout"), run("whoami")

    assert (before.exit_code, out.exit_code, after.exit_code) == (2, 0, 1)
    assert "nightshift logout" in before.stderr
    assert "nobody is signed in" in after.stderr


def test_a_cache_that_cannot_be_emptied_is_told_and_nobody_stays_signed_in(house, monkeypatch):
    def damaged(options: object) -> None:
        raise ValueError("no JSON")

    told("login", "--tenant", "contoso")
    options = TokenCachePersistenceOptions(name="nightshift")
    monkeypatch.setattr(token_cache, "keeping", lambda: token_cache.Keeping(options))
    monkeypatch.setattr(token_cache, "_load_persistent_cache", damaged)

    done = run("logout")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "nightshift.nocae" in done.stderr
    assert house.app.desk.logins.current() is None


def test_a_file_that_cannot_be_removed_keeps_no_token_and_is_told(house, monkeypatch):
    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "held by another process")

    emptied: list[token_cache.Keeping] = []
    told("login", "--tenant", "contoso")
    monkeypatch.setattr(token_cache, "forget", emptied.append)
    monkeypatch.setattr("pathlib.Path.unlink", held)

    done = run("logout")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "held by another process" in done.stderr
    assert len(emptied) == 1


def test_a_desk_that_cannot_be_written_is_told(house, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shared.desk.login.tempfile.mkstemp", full)

    done = run("login", "--tenant", "contoso")

    assert done.exit_code == 2
    assert "No space left" in done.stderr
    assert "NIGHTSHIFT_HOME" in done.stderr


def test_the_app_shows_its_own_identity_and_roles(house):
    shown = told("whoami", "--app")

    operator = house.tenant.clients[0]
    assert (shown["user"], shown["objectId"]) == (None, operator.object_id)
    assert "Exchange.ManageAsApp" in shown["appRoles"]
    assert shown["cache"] is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["login", "--tenant", "nowhere.example", "--cloud", "local"], "Entra knows no tenant"),
        (["login", "--tenant", "https://evil/x", "--cloud", "local"], "no domain and no tenant"),
        (["login", "--tenant", "contoso", "--cloud", "mars"], "no cloud 'mars'"),
        (["login", "--tenant", "contoso", "--client-id", "x"], "--client-id must be"),
        (["whoami", "--reader"], "add --app"),
        (["whoami", "--app", "--tenant", "fabrikam"], "no tenant 'fabrikam'"),
    ],
)
def test_a_name_that_means_nothing_is_wrong_usage(house, arguments, says):
    done = run(*arguments)

    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr


def test_without_a_name_and_a_file_the_tenant_is_asked_for(house):
    (house.app.settings.config_dir / "tenants.yaml").unlink()

    done = run("login")

    assert done.exit_code == 2
    assert "--tenant" in done.stderr


def test_a_file_of_tenants_that_cannot_be_read_is_not_passed_over(house):
    (house.app.settings.config_dir / "tenants.yaml").write_text("tenants: [")

    done = run("login", "--tenant", "contoso")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "not YAML" in done.stderr


def test_with_several_tenants_the_keys_to_choose_from_are_told(house):
    file = house.app.settings.config_dir / "tenants.yaml"
    other = str(uuid4())
    file.write_text(f"{file.read_text()}  other: {{tenantId: {other}, domain: other.example}}\n")

    done = run("login")

    assert done.exit_code == 2
    assert "contoso, other" in done.stderr


def test_a_sign_in_that_fails_leaves_the_one_before(house):
    told("login", "--tenant", "contoso")
    house.minted.person = NOBODY
    house.minted.refuse = "AADSTS53003: Access has been blocked by Conditional Access policies."

    done = run("login", "--tenant", "contoso", "--device-code")

    house.minted.refuse = ""
    house.minted.person = ADMIN
    assert done.exit_code == 1
    assert "without --device-code" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert told("whoami")["user"] == house.tenant.people.read(ADMIN).who.upn


@pytest.mark.parametrize(
    ("claim", "value", "says"),
    [
        ("tid", "22222222-2222-3333-4444-555555555555", "not"),
        ("aud", "https://outlook.office365.us", "another Microsoft cloud"),
        ("scp", "User.Read", "delegated permission Exchange.Manage"),
    ],
)
def test_a_token_that_is_of_no_use_is_refused_before_the_first_cmdlet(house, claim, value, says):
    house.minted.claims = {claim: value}

    done = run("login", "--tenant", "contoso")

    assert (done.exit_code, done.stdout) == (1, "")
    assert says in done.stderr
    assert house.app.desk.logins.current() is None


def test_a_token_that_ends_on_no_day_of_any_calendar_ends_at_an_unknown_time(house):
    house.minted.claims = {"exp": 10**30}

    assert told("login", "--tenant", "contoso")["expiresAt"] is None


def test_another_than_who_is_signed_in_runs_nothing(house):
    told("login", "--tenant", "contoso")
    house.minted.person = NOBODY

    done = run("whoami")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "answered, and" in done.stderr
