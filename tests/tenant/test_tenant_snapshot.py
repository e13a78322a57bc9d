"""A world is saved and made again: whatever was changed, the answers stay the same."""

import asyncio
import json
import stat
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.tenant.app import build_app
from local.tenant.keyvault.vault import Secret
from local.tenant.snapshot import carried, file
from local.tenant.snapshot.codec import Foreign
from local.tenant.snapshot.document import SCHEMA, document_of, world_of
from local.tenant.snapshot.hints import fits
from local.tenant.state.roles import RoleAssignment
from local.tenant.tenant import Tenant
from local.tenant.world import World
from tests.fakes import FakeClock
from tests.tenant.conftest import Caller
from tests.tenant.test_tenant_sign_in import CERTIFICATE

type Call = Callable[[Caller, str], Awaitable[httpx.Response]]

CHANGES: list[Call] = [
    lambda caller, who: caller.run("Set-Mailbox", Identity=who, Type="Shared"),
    lambda caller, who: caller.run("Set-Mailbox", Identity=who, CustomAttribute3="né'"),
    lambda caller, who: caller.run("Set-Mailbox", Identity=who, HiddenFromAddressListsEnabled=True),
    lambda caller, who: caller.run(
        "Set-MailboxAutoReplyConfiguration",
        Identity=who,
        AutoReplyState="Enabled",
        InternalMessage="Gone",
    ),
    lambda caller, who: caller.run(
        "Add-MailboxPermission",
        Identity=who,
        User=caller.tenant.people.who(1).upn,
        AccessRights="FullAccess",
    ),
    lambda caller, who: caller.run("New-InboxRule", Mailbox=who, Name="All", DeleteMessage=True),
    lambda caller, _: caller.run("Set-OrganizationConfig", AuditDisabled=True),
    lambda caller, who: caller.graph("PATCH", f"/users/{who}", {"accountEnabled": False}),
    lambda caller, who: caller.graph("PATCH", f"/users/{who}", {"jobTitle": "Pilot"}),
    lambda caller, who: caller.graph("DELETE", f"/users/{who}"),
    lambda caller, who: caller.graph("POST", f"/users/{who}/revokeSignInSessions"),
]
QUESTIONS: list[Call] = [
    lambda caller, who: caller.run("Get-Mailbox", Identity=who),
    lambda caller, who: caller.run("Get-MailboxPermission", Identity=who),
    lambda caller, who: caller.run("Get-InboxRule", Mailbox=who),
    lambda caller, who: caller.run("Get-MailboxAutoReplyConfiguration", Identity=who),
    lambda caller, _: caller.run("Get-OrganizationConfig"),
    lambda caller, who: caller.graph("GET", f"/users/{who}?$select=id,accountEnabled,jobTitle"),
    lambda caller, who: caller.graph("GET", f"/users/{who}/memberOf"),
    lambda caller, _: caller.graph("GET", "/directory/deletedItems/microsoft.graph.user"),
    lambda caller, who: caller.http.get(f"/_tenant/users/{who}"),
]


def asking(world):
    transport = httpx.ASGITransport(app=build_app(world))
    return httpx.AsyncClient(transport=transport, base_url="https://localhost")


def again(world):
    """The world made from what *world* is, by way of the text of a file."""
    return world_of(json.loads(json.dumps(document_of(world))), world.clock)


async def answers(world, who):
    async with asking(world) as http:
        caller = Caller(world, http)
        found = [await question(caller, one) for one in who for question in QUESTIONS]
    # Of a refusal only who is refused matters: each has a request id of its own.
    return [one.json() if one.is_success else one.status_code for one in found]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(range(len(CHANGES))), st.sampled_from(range(2))), max_size=8)
)
def test_whatever_was_changed_is_answered_alike_after_a_snapshot(changes):
    async def scenario():
        world = World.create(mailboxes=60, clock=FakeClock())
        async with asking(world) as http:
            caller = Caller(world, http)
            who = await caller.pick("leaver", 2)
            for change, person in changes:
                await CHANGES[change](caller, who[person])
        made = again(world)

        assert document_of(made) == document_of(world)
        assert await answers(made, who) == await answers(world, who)

    asyncio.run(scenario())


@pytest.mark.parametrize("change", CHANGES)
async def test_each_of_those_changes_is_in_the_file(caller, change):
    [upn] = await caller.pick("leaver")

    await change(caller, upn)

    assert document_of(caller.world)["tenants"]


def test_all_that_a_tenant_and_a_world_hold_can_be_carried():
    world = World.create(tenants=2)
    codec = carried.codec()

    for owner in (world, *world.tenants):
        for name, hint in carried.parts_of(owner).items():
            value = carried.read(owner, name)
            assert fits(value, hint), name
            assert codec.decoded(json.loads(json.dumps(codec.encoded(value)))) == value


def test_what_nobody_changed_is_not_in_the_file_however_late_it_is():
    clock = FakeClock()
    world = World.create(mailboxes=500, tenants=3, clock=clock)
    clock.advance(86400)

    document = document_of(world)

    assert (document["world"], document["tenants"]) == ({}, {})


def test_only_the_tenant_that_was_changed_is_in_the_file():
    world = World.create(tenants=3)
    world.tenants[1].roles.grant(RoleAssignment("an id", "a person", "a role", 9))

    found = again(world)

    assert list(document_of(world)["tenants"]) == [world.tenants[1].tenant_id]
    assert found.tenants[1].roles.of(9) == ["a role"]


def test_secrets_certificates_and_violations_are_carried():
    world = World.create(clock=FakeClock())
    tenant = world.tenants[0]
    tenant.violated(tenant.people.read(3), "licence")
    tenant.clients[2].certificates.append(CERTIFICATE)
    world.vault.put("app", Secret("cGZ4", certificate=b"der"), world.clock.now())

    found = again(world)

    assert found.vault == world.vault
    assert found.tenants[0].violations == tenant.violations
    assert found.tenants[0].clients == tenant.clients


def test_who_was_renamed_is_found_by_the_new_name_only_in_the_new_world_too():
    world = World.create(clock=FakeClock())
    asyncio.run(rename(world))

    found = again(world).tenants[0].people.find("new.name@contoso.com")

    assert [one.who.alias for one in found] == ["new.name"]


async def rename(world):
    async with asking(world) as http:
        caller = Caller(world, http)
        [upn] = await caller.pick("leaver")
        await caller.rows(
            "Set-Mailbox",
            Identity=upn,
            Alias="new.name",
            EmailAddresses=["SMTP:new.name@contoso.com"],
        )


def test_people_keep_their_past_though_the_world_is_made_later():
    clock = FakeClock()
    world = World.create(clock=clock)
    document = document_of(world)
    clock.advance(90 * 86400)

    made = world_of(document, clock)

    assert made.tenants[0].people.read(7) == world.tenants[0].people.read(7)


async def test_the_control_plane_gives_a_snapshot_and_takes_one_back(caller):
    [upn] = await caller.pick("leaver")
    before = (await caller.http.get("/_tenant/snapshot")).json()
    await caller.rows("Set-Mailbox", Identity=upn, Type="Shared")
    after = (await caller.http.get("/_tenant/snapshot")).json()

    await caller.http.put("/_tenant/snapshot", json=before)
    first = (await caller.picture(upn))["mailbox"]["type"]
    await caller.http.put("/_tenant/snapshot", json=after)
    second = (await caller.picture(upn))["mailbox"]["type"]

    assert before["schema"] == "nightshift.tenant/1"
    assert (first, second) == ("UserMailbox", "SharedMailbox")


async def test_readers_lag_behind_writes_in_a_world_that_was_brought_back(caller):
    [upn] = await caller.pick("leaver")
    document = (await caller.http.get("/_tenant/snapshot")).json()
    await caller.http.put("/_tenant/snapshot", json=document)
    await caller.fault(kind="lag", cmdlet="Set-Mailbox", seconds=20)

    await caller.run("Set-Mailbox", Identity=upn, Type="Shared")
    early = (await caller.picture(upn))["mailbox"]["type"]
    caller.world.clock.advance(21)

    assert (early, (await caller.picture(upn))["mailbox"]["type"]) == (
        "UserMailbox",
        "SharedMailbox",
    )


async def test_a_snapshot_that_is_refused_changes_nothing(caller):
    [upn] = await caller.pick("leaver")
    await caller.rows("Set-Mailbox", Identity=upn, Type="Shared")

    answer = await caller.http.put("/_tenant/snapshot", json={"schema": "other/1"})

    assert answer.status_code == 400
    assert SCHEMA in answer.json()["error"]
    assert (await caller.picture(upn))["mailbox"]["type"] == "SharedMailbox"


def test_a_file_is_for_its_owner_alone_and_makes_the_same_world(tmp_path):
    world = World.create(mailboxes=41)
    world.tenants[0].people.write(5).account.enabled = False

    file.save(world, tmp_path / "world.json")
    made = file.load(tmp_path / "world.json")

    assert stat.S_IMODE((tmp_path / "world.json").stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["world.json"]
    assert document_of(made) == document_of(world)


def changed(**parts):
    world = World.create(mailboxes=40, clock=FakeClock())
    tenant: dict[str, object] = {world.tenants[0].tenant_id: parts}
    return document_of(world) | {"tenants": tenant}


PERSON = {"$": "state.person.Person", "is": {"who": 1, "account": 2, "mailbox": None}}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "no snapshot"),
        ({"schema": "nightshift.snapshot/1"}, "no snapshot"),
        ({"schema": "nightshift.tenant/9"}, "of version 9, and this tenant reads only"),
        ({"schema": SCHEMA}, "no recipe"),
        ({"schema": SCHEMA, "recipe": {"opened": "soon"}}, "recipe does not fit"),
        (changed() | {"recipe": {"opened": "2026-01-01"}}, "no zone"),
        (changed() | {"tenants": []}, "no object"),
        (changed() | {"tenants": {"f00": {}}}, "recipe does not make"),
        (changed() | {"world": {"signer": "x"}}, "knows nothing of 'signer'"),
        (changed(colour="red"), "knows nothing of 'colour'"),
        (changed(roles=["a"]), "roles is not of the right sort"),
        (changed(people=[PERSON]), "is not of the right sort"),
        (changed(people=[{"$": "state.person.Person", "is": {}}]), "lacks its who"),
        (changed(people=[{"$": "state.person.Person", "is": {"age": 7}}]), "has no age"),
        (changed(people=[{"$": "os.system", "is": "true"}]), "nothing here is called os.system"),
        (changed(people=[{"$": "world.World", "is": {}}]), "nothing here is called world.World"),
        (changed(deleted={"$": "datetime", "is": "never"}), "not understood"),
        (changed(deleted={"$": "state.kinds.Kind", "is": "PALACE"}), "not understood"),
        (changed(deleted={"$": "range", "is": [0, 10**12, 1]}), "not understood"),
        (changed(deleted={"$": "map", "is": [[[], 1]]}), "not understood"),
        (changed(deleted={"$": "exchange.values.Bytes", "is": "1"}), "is no str"),
    ],
)
def test_a_document_from_elsewhere_is_refused_with_what_is_wrong(document, says):
    with pytest.raises(Foreign) as caught:
        world_of(document)

    assert says in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_a_file_that_is_no_snapshot_is_foreign(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(Foreign):
        file.load(path)


def test_a_field_that_came_later_is_as_its_default_says():
    world = World.create(mailboxes=40, clock=FakeClock())
    world.tenants[0].people.write(5).account.enabled = False
    document: Any = document_of(world)
    [changes] = document["tenants"].values()
    for person in changes["people"]:
        del person["is"]["account"]["is"]["deleted"]

    made = world_of(document, world.clock)

    assert made.tenants[0].people.read(5) == world.tenants[0].people.read(5)


def test_what_is_no_state_is_not_written_without_a_word():
    with pytest.raises(TypeError, match="no state that a snapshot carries"):
        carried.codec().encoded({"clock": FakeClock()})


def test_every_tenant_field_is_carried_or_follows_from_the_recipe():
    known = {"tenant_id", "names", "key", "clock"}

    carries = {path.partition(".")[0] for path in carried.parts_of(World.create().tenants[0])}

    assert {*Tenant.__dataclass_fields__} - carries == known
