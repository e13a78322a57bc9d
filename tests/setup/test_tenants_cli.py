"""`nightshift tenants`: list, check, and taking a customer on, consent and all."""

import json

import httpx
import pytest
import yaml

from local.tenant.state.clients import EXCHANGE, GRAPH
from shared.app import app_is
from shared.cli.adding import Adding, Wanted
from shared.cli.setup import app as setup
from shared.cli.tenants import app as command
from shared.clock import stamp
from shared.desk.login import Login
from shared.tenants import Cloud, Tenants, TenantSection, load_tenants
from tests.doctor.entra import Asking
from tests.harness import ORIGIN
from tests.setup.desk import SetUpDesk, outcomes, texts

ID = "77777777-7777-4777-8777-777777777777"


class Both:
    """The app asks the token endpoint, with its certificate; the person is there."""

    def __init__(self, house):
        self._app, self._person = Asking(house), house.minted

    async def make(self, tenant, auth):
        by_person = auth.method in {"interactive", "device-code"}
        return await (self._person if by_person else self._app).make(tenant, auth)


class Provider(SetUpDesk):
    """A provider with a multi-tenant app, and the customer that is to be taken on."""

    def __init__(self, folder, monkeypatch):
        super().__init__(folder, monkeypatch, tenants=2)
        self.customer = self.house.world.tenants[1]
        self.file = folder / "app.pem"
        code, told = self.json(
            setup, "app", "--multi-tenant", "--certificate", "local", str(self.file)
        )
        assert code == 0
        self.client_id = told["clientId"]
        self.house.app._given_credentials = Both(self.house)

    @property
    def arguments(self):
        way = ("--client-id", self.client_id, "--certificate", "local", str(self.file))
        return ("add", "fabrikam.com", "--cloud", "local", *way)

    def sit_at_the_customer(self, person=2):
        self.house.minted.person = person
        user = self.customer.people.read(person).who.upn
        self.house.app.desk.logins.remember(
            Login(
                tenant_id=self.customer.tenant_id,
                domain=self.customer.names.initial_domain,
                cloud=Cloud.LOCAL,
                method="device-code",
                user=user,
                signed_in_at=stamp(self.house.clock.now()),
            )
        )

    async def consent(self):
        async with httpx.AsyncClient(transport=self.house.asgi, base_url=ORIGIN) as http:
            answer = await http.post(
                f"/{self.customer.tenant_id}/adminconsent",
                params={"client_id": self.client_id},
                data={"user": self.customer.people.who(1).upn, "answer": "yes"},
            )
            assert answer.status_code == 200, answer.text

    def members(self, name):
        return self.customer.role_groups.groups[name].members

    def written_text(self):
        return (self.folder / "tenants.yaml").read_text()


@pytest.fixture
def provider(tmp_path, monkeypatch):
    return Provider(tmp_path, monkeypatch)


async def add_in(provider, *more):
    """`tenants add` in this loop, so that a test can do something meanwhile."""
    way = ("local", str(provider.file))
    wanted = Wanted("fabrikam.com", "local", provider.client_id, way)
    adding = Adding(wanted, write="--write" in more, what_if=False, as_json=True)
    with app_is(provider.house.app):
        await adding.through(600.0)
    return adding


async def test_a_consent_that_comes_while_it_waits_is_seen(provider):
    provider.sit_at_the_customer()
    slept = provider.house.clock.sleep
    looks = []

    async def sleep(seconds):
        looks.append(seconds)
        if len(looks) == 3:
            await provider.consent()
        await slept(seconds)

    provider.house.clock.sleep = sleep

    adding = await add_in(provider)

    assert adding._checklist.ok
    assert len(looks) == 3
    client = provider.customer.client(provider.client_id)
    assert client.grants[EXCHANGE] == ("Exchange.ManageAsApp",)
    for name in ("nightshift operator", "nightshift reader"):
        assert {*provider.members(name)} == {client.object_id}
    done = {item.step for item in adding._checklist.items if item.outcome == "done"}
    assert done == {"consent", "exchange", "check"}


def test_without_a_consent_the_link_is_given_and_nothing_is_made(provider):
    provider.sit_at_the_customer()
    provider.written()

    code, told = provider.json(command, *provider.arguments, "--no-wait")

    assert code == 1
    assert told["consentLink"] == (
        f"{ORIGIN}/{provider.customer.tenant_id}/adminconsent?client_id={provider.client_id}"
        "&scope=https://outlook.office365.com/.default"
    )
    [why] = texts(told, "failed")
    assert "nobody has consented yet" in why
    assert not [one for one in provider.written() if one.startswith("New-")]


def test_a_consent_that_never_comes_ends_the_waiting(provider):
    code, told = provider.json(command, *provider.arguments, "--wait", "1")

    assert code == 1
    assert "within 1 minutes" in texts(told, "failed")[0]


async def test_who_is_not_signed_in_at_the_customer_is_told_how(provider):
    await provider.consent()

    adding = await add_in(provider)

    [why] = [item.text for item in adding._checklist.items if item.outcome == "failed"]
    assert "is signed in to contoso" in why
    assert "nightshift login --tenant fabrikam.com" in why
    assert "nightshift operator" not in provider.customer.role_groups.groups


async def test_twice_takes_on_once_and_write_keeps_what_stood_there(provider):
    provider.sit_at_the_customer()
    await provider.consent()
    file = provider.folder / "tenants.yaml"
    file.write_text("# ours, do not lose\n" + file.read_text())
    before = file.read_text()
    await add_in(provider, "--write")
    provider.written()
    provider.house.app.__dict__.pop("tenants", None)

    again = await add_in(provider, "--write")

    assert again._checklist.ok
    assert [one for one in provider.written() if "-" in one.partition(" ")[0]] == []
    assert {item.outcome for item in again._checklist.items} == {"already so", "done"}
    assert provider.written_text().startswith(before)
    [backup] = provider.folder.glob("tenants.yaml.*.bak")
    assert backup.read_text() == before
    [contoso, fabrikam] = load_tenants(provider.folder)
    assert (contoso.key, fabrikam.key) == ("contoso", "fabrikam")
    assert fabrikam.auth.operator.client_id == provider.client_id
    assert fabrikam.mode.offboarding == "report"


async def test_a_file_that_does_not_end_in_tenants_is_left_alone(provider):
    provider.sit_at_the_customer()
    await provider.consent()
    flow = yaml.safe_load(provider.written_text())
    text = yaml.safe_dump(flow, default_flow_style=True)
    (provider.folder / "tenants.yaml").write_text(text)

    adding = await add_in(provider, "--write")

    [why] = [item.text for item in adding._checklist.items if item.outcome == "failed"]
    assert "by hand" in why
    assert provider.written_text() == text
    assert sorted(one.name for one in provider.folder.iterdir() if "adding" in one.name) == []


def serve_by_partner(provider):
    """The home tenant is served by the multi-tenant app for which its operator vouches."""
    [home] = provider.house.app.tenants
    client_id = next(one.client_id for one in provider.tenant.clients if one.name == "partner")
    auth = {"operator": {"method": "federated", "client_id": client_id}}
    section = home.model_dump(exclude={"key", "auth"}) | {"auth": auth}
    found = Tenants({"contoso": TenantSection.model_validate(section)})
    provider.house.app.__dict__["tenants"] = found
    return provider.customer.client(client_id)


def test_a_federated_app_is_seen_by_the_customers_admin(provider):
    client = serve_by_partner(provider)
    provider.sit_at_the_customer()

    code, told = provider.json(command, "add", "fabrikam.com", "--cloud", "local")

    assert code == 0
    assert {*provider.members("nightshift operator")} == {client.object_id}
    assert "method: federated" in told["tenantsYaml"]
    assert any("only in Azure" in text for text in texts(told, "work for a person"))


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--identity", ID), "say which by --client-id"),
        (("--identity", "me", "--client-id", ID), "take an id"),
        (("--identity", ID, "--client-id", ID, "--certificate", "local", "x"), "give one"),
    ],
)
def test_an_app_that_serves_nobody_yet_is_told_as_a_whole(provider, arguments, why):
    told = provider.run(command, "add", "fabrikam.com", "--cloud", "local", *arguments)

    assert told.exit_code == 2
    assert why in told.stderr


def test_a_federated_app_without_the_permission_is_not_consented_to(provider):
    client = serve_by_partner(provider)
    client.grants = {GRAPH: client.grants[GRAPH]}
    provider.sit_at_the_customer()

    code, told = provider.json(command, "add", "fabrikam.com", "--cloud", "local", "--no-wait")

    assert code == 1
    assert "nobody has consented" in texts(told, "failed")[0]


async def test_an_app_that_cannot_sign_in_for_another_reason_is_told_so_at_once(provider):
    await provider.consent()
    provider.tenant.client(provider.client_id).certificates.clear()

    told = await add_in(provider)

    [why] = [item.text for item in told._checklist.items if item.outcome == "failed"]
    assert "AADSTS700027" in why
    assert "least" not in why


def test_what_if_waits_for_nobody_and_writes_nothing(provider):
    provider.sit_at_the_customer()
    before, moment = provider.written_text(), provider.house.clock.monotonic()

    code, told = provider.json(command, *provider.arguments, "--what-if", "--write")

    assert (code, provider.written_text()) == (1, before)
    assert provider.house.clock.monotonic() == moment
    assert outcomes(told) == {"already so", "failed"}


async def test_what_if_of_a_consented_tenant_tells_what_would_be_made(provider):
    provider.sit_at_the_customer()
    await provider.consent()
    provider.written()
    wanted = Wanted("fabrikam.com", "local", provider.client_id, ("local", str(provider.file)))
    adding = Adding(wanted, write=True, what_if=True, as_json=True)
    with app_is(provider.house.app):
        await adding.through(600.0)

    would = [item.text for item in adding._checklist.items if item.outcome == "would do"]
    assert len(would) == 6  # two groups, the principal, two memberships, the file
    assert not [one for one in provider.written() if one.startswith(("New-", "Add-"))]


async def test_who_is_served_already_goes_on_with_its_own_app(provider):
    provider.sit_at_the_customer()
    await provider.consent()
    await add_in(provider, "--write")
    provider.house.app.__dict__.pop("tenants", None)
    adding = Adding(
        Wanted("fabrikam.com", None, None, None), write=True, what_if=False, as_json=True
    )

    with app_is(provider.house.app):
        await adding.through(0.0)

    assert adding._checklist.ok
    assert adding._newcomer.client_id == provider.client_id
    assert {item.outcome for item in adding._checklist.items} == {"already so", "done"}


def test_a_tenant_that_entra_does_not_know_is_told(provider):
    told = provider.run(command, "add", "nowhere.example", *provider.arguments[2:])

    assert told.exit_code == 2
    assert "nowhere.example" in told.stderr


def test_an_app_that_serves_nobody_yet_needs_a_way_to_sign_in(provider):
    told = provider.run(command, "add", "fabrikam.com", "--cloud", "local")

    assert told.exit_code == 2
    assert "--certificate" in told.stderr


def test_all_tenants_are_listed_with_their_ways_and_modes(provider):
    code, told = provider.json(command, "list")

    assert code == 0
    [one] = told["tenants"]
    assert (one["tenant"], one["operator"]["method"]) == ("contoso", "managed-identity")
    assert one["mode"] == {"offboarding": "enforce", "quota": "enforce", "audit": "report"}
    assert one["reader"] is None
    shown = provider.run(command, "list").stdout
    assert "enforces offboarding, quota" in shown


def test_a_tenant_that_is_well_is_one_line(tmp_path, monkeypatch):
    desk = SetUpDesk(tmp_path, monkeypatch)

    told = desk.run(command, "check")

    assert told.exit_code == 0, told.stdout
    [line] = told.stdout.strip().splitlines()
    assert line.startswith("contoso (contoso.onmicrosoft.com): ok; operator")


def test_a_tenant_that_cannot_be_served_is_one_paragraph(provider):
    provider.tenant.clients[2].disabled = True

    told = provider.run(command, "check", "contoso")
    code, document = provider.json(command, "check", "--all")

    assert told.exit_code == code == 1
    [paragraph] = told.stdout.strip().splitlines()
    assert document["tenants"][0]["findings"][0] in paragraph
    assert document["ok"] is False


def test_an_unknown_tenant_is_wrong_usage(provider):
    told = provider.run(command, "check", "nowhere")

    assert told.exit_code == 2
    assert "contoso" in told.stderr


def test_the_json_of_check_is_one_document(tmp_path, monkeypatch):
    desk = SetUpDesk(tmp_path, monkeypatch)

    told = desk.run(command, "check", "contoso", "--json")

    assert json.loads(told.stdout)["tenants"][0]["identities"] == [
        {"role": "operator", "method": "managed-identity", "reads": True}
    ]
