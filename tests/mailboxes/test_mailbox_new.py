"""`nightshift mailbox new|new-shared`: made once, and no password where it does not belong."""

import asyncio
import json
import re

import pytest

from shared.identity.secret_store import SecretStore
from shared.mailboxes.first_password import first_password
from tests.azure_in_process import AsOperator, InProcess
from tests.harness import ORIGIN
from tests.mailboxes.prompt import Prompt

OFFICER = ("Key Vault Secrets Officer",)
UPN = "nova.reyes@contoso.com"
PASSWORD = re.compile(r"(?:[A-Za-z0-9]{4}-){4}[A-Za-z0-9]{4}")


@pytest.fixture
def prompt(tmp_path):
    return Prompt(tmp_path)


@pytest.fixture
def at_a_terminal(monkeypatch):
    monkeypatch.setattr("shared.cli.mailbox_new.at_a_terminal", lambda: True)


class Vault:
    """The key vault of the tenant, and what lies in it."""

    def __init__(self, prompt, roles=OFFICER):
        house = prompt.house
        house.tenant.clients[0].vault_roles = roles
        self._names = house.world.vault.names
        house.app.__dict__["secrets"] = SecretStore(
            ORIGIN, lambda: AsOperator(house), local=True, transport=InProcess(house)
        )

    def versions(self, name):
        return self._names.get(name, [])

    def password(self, name="first"):
        [version] = self.versions(name)
        return version.secret.value


def made(prompt, upn=UPN):
    [found] = [one for one in prompt.house.tenant.people.find_any(upn) if one.who.upn == upn]
    return found


def everything_logged(prompt):
    files = prompt.house.app.desk.folder.rglob("*")
    return "".join(one.read_text() for one in files if one.is_file())


def test_a_password_is_shown_once_at_a_terminal_and_nowhere_else(prompt, at_a_terminal):
    told = prompt.type("mailbox", "new", UPN, "--first-name", "Nova", "--last-name", "Reyes")

    [password] = PASSWORD.findall(told.stdout)
    assert told.exit_code == 0, told.stderr
    assert made(prompt).who.display_name == "Nova Reyes"
    assert "30 days" in told.stdout
    assert password not in told.stderr + everything_logged(prompt)
    assert "New-Mailbox" in everything_logged(prompt)
    assert '"ResetPasswordOnNextLogon": true' in everything_logged(prompt)


def test_a_second_time_the_account_keeps_its_password(prompt, at_a_terminal):
    prompt.type("mailbox", "new", UPN)
    told = prompt.type("mailbox", "new", UPN)

    assert told.exit_code == 0
    assert "already-so" in told.stdout
    assert not PASSWORD.search(told.stdout)
    assert prompt.writes() == ["New-Mailbox"]


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_without_a_terminal_or_a_vault_nothing_is_made(prompt, more):
    told = prompt.type("mailbox", "new", UPN, *more)

    assert (told.exit_code, told.stdout) == (2, "")
    assert "--password-to-vault" in told.stderr
    assert not prompt.writes()


def test_json_at_a_terminal_shows_no_password(prompt, at_a_terminal):
    told = prompt.type("mailbox", "new", UPN, "--json")

    assert told.exit_code == 2
    assert not prompt.writes()


def test_a_password_in_the_vault_is_named_and_not_shown(prompt):
    vault = Vault(prompt)

    told = prompt.type("mailbox", "new", UPN, "--password-to-vault", "first", "--json")

    assert told.exit_code == 0, told.stderr
    assert PASSWORD.fullmatch(vault.password())
    assert "the secret first" in json.loads(told.stdout)["changes"][0]["notes"][0]
    assert made(prompt).mailbox.kind == "UserMailbox"
    assert vault.password() not in told.output + everything_logged(prompt)


def test_the_password_is_kept_although_the_answer_was_lost(prompt):
    vault = Vault(prompt)
    prompt.fault(cmdlet="New-Mailbox", kind="lost-response", count=1)

    told = prompt.json("mailbox", "new", UPN, "--password-to-vault", "first")

    assert told["changes"][0]["outcome"] == "changed"
    [version] = vault.versions("first")
    assert version.secret.enabled
    assert prompt.writes() == ["New-Mailbox"]


def test_the_password_of_an_account_that_was_refused_is_made_void(prompt):
    vault = Vault(prompt)

    told = prompt.type("mailbox", "new", "nova@elsewhere.example", "--password-to-vault", "first")

    assert told.exit_code == 1
    assert "accepted domain" in told.stderr
    [version] = vault.versions("first")
    assert not version.secret.enabled
    assert "not made" in version.secret.tags["what"]


def test_a_password_is_shown_when_nobody_knows_whether_the_account_was_made(prompt, at_a_terminal):
    prompt.fault(cmdlet="New-Mailbox", kind="status", status=500)

    told = prompt.type("mailbox", "new", UPN)

    assert told.exit_code == 1
    assert "not known" in told.stdout
    assert PASSWORD.search(told.stdout)


def test_a_vault_that_does_not_let_us_write_makes_nothing(prompt):
    Vault(prompt, roles=())

    told = prompt.type("mailbox", "new", UPN, "--password-to-vault", "first")

    assert told.exit_code == 1
    assert "needs the role Key Vault Secrets Officer" in told.stderr
    assert not prompt.writes()


def test_a_name_that_no_secret_may_have_makes_nothing(prompt):
    Vault(prompt)

    told = prompt.type("mailbox", "new", UPN, "--password-to-vault", "first_password")

    assert told.exit_code == 1
    assert "letters, digits and dashes" in told.stderr
    assert not prompt.writes()


def test_no_vault_makes_nothing_and_names_the_setting(prompt):
    told = prompt.type("mailbox", "new", UPN, "--password-to-vault", "first")

    assert told.exit_code == 2
    assert "NIGHTSHIFT_KEY_VAULT_URI" in told.stderr
    assert not prompt.writes()


def test_a_rehearsal_makes_neither_account_nor_secret(prompt):
    vault = Vault(prompt)

    told = prompt.json("mailbox", "new", UPN, "--password-to-vault", "first", "--what-if")

    assert told["changes"][0]["outcome"] == "would-change"
    assert not vault.versions("first")
    assert not prompt.writes()


def test_a_rehearsal_needs_no_place_for_a_password(prompt):
    told = prompt.json("mailbox", "new", UPN, "--what-if")

    assert told["changes"][0]["outcome"] == "would-change"
    assert not prompt.writes()


def test_an_address_that_is_taken_is_told_with_its_holder(prompt, at_a_terminal):
    shared = prompt.pick("shared")

    told = prompt.type("mailbox", "new", shared)

    assert told.exit_code == 1
    assert f"the address is taken by {shared} (SharedMailbox)" in told.stderr
    assert not prompt.writes()


def test_an_address_of_somebody_deleted_is_told_with_what_to_do(prompt, at_a_terminal):
    upn = prompt.pick("leaver")

    async def work():
        async with prompt.house.app.desk.open(run="test", reason="test") as session:
            await session.exchange.invoke("Remove-Mailbox", Identity=upn)
        await prompt.house.app.close()

    asyncio.run(work())

    told = prompt.type("mailbox", "new", upn)

    assert told.exit_code == 1
    assert "deleted in the last 30 days; restore that one" in told.stderr
    assert not PASSWORD.search(told.stdout)


def test_an_alias_that_is_taken_is_told_with_the_way_out(prompt, at_a_terminal):
    alias = prompt.pick("leaver").partition("@")[0]

    told = prompt.type("mailbox", "new", UPN, "--alias", alias)

    assert told.exit_code == 1
    assert f"the alias {alias} is taken by" in told.stderr
    assert "--alias" in told.stderr


@pytest.mark.parametrize("address", ["ada", "ada@contoso", "@contoso.com", "a b@contoso.com"])
def test_what_is_no_address_is_wrong_usage(prompt, at_a_terminal, address):
    told = prompt.type("mailbox", "new", address)

    assert told.exit_code == 2
    assert "is no address" in told.stderr


def test_who_may_not_make_mailboxes_is_told_so(tmp_path, at_a_terminal):
    told = Prompt(tmp_path, person=20).type("mailbox", "new", UPN)

    assert told.exit_code == 1
    assert "role" in told.stderr


def test_a_shared_mailbox_is_made_once(prompt):
    words = ("mailbox", "new-shared", "desk@contoso.com", "--name", "Front Desk")
    first, second = prompt.json(*words), prompt.json(*words)

    assert first["changes"][0]["outcome"] == "changed"
    assert "needs no licence" in first["changes"][0]["notes"][0]
    assert second["changes"][0]["outcome"] == "already-so"
    found = made(prompt, "desk@contoso.com")
    assert (found.mailbox.kind, found.who.display_name) == ("SharedMailbox", "Front Desk")
    assert prompt.writes() == ["New-Mailbox"]


def test_a_shared_mailbox_does_not_stand_in_for_a_person(prompt):
    upn = prompt.pick("leaver")

    told = prompt.type("mailbox", "new-shared", upn)

    assert told.exit_code == 1
    assert "(UserMailbox)" in told.stderr


def test_passwords_differ_and_have_every_class():
    made = {first_password() for _ in range(50)}

    assert len(made) == 50
    assert all(PASSWORD.fullmatch(one) for one in made)
    assert all(re.search("[a-z]", one) and re.search("[A-Z]", one) for one in made)
    assert all(re.search("[0-9]", one) for one in made)
