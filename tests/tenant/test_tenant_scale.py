"""What a large tenant keeps in memory: the people who were changed, and nobody else."""

from local.tenant.state.clients import EXCHANGE
from local.tenant.world import World
from tests.tenant.conftest import ANCHOR


def kept(tenant):
    return [person.who.index for person in tenant.people.changed()]


async def listed(http, method, url, headers, body=None):
    rows = 0
    while url:
        page = (await http.request(method, url, headers=headers, json=body)).json()
        rows += len(page["value"])
        url = page.get("@odata.nextLink")
    return rows


def test_a_tenant_of_a_hundred_thousand_is_made_without_its_people():
    [tenant] = World.create(mailboxes=100_000).tenants

    assert len(kept(tenant)) < 10
    assert tenant.people.read(99_998).mailbox is not None


def test_two_hundred_tenants_are_made_without_their_people():
    tenants = World.create(mailboxes=500, tenants=200).tenants

    assert sum(len(kept(one)) for one in tenants) < 10 * 200
    assert len({one.tenant_id for one in tenants}) == 200


async def test_whoever_is_only_read_is_not_kept(caller):
    before = kept(caller.tenant)
    exchange = caller.token(EXCHANGE) | {"X-AnchorMailbox": ANCHOR}
    cmdlet = {"CmdletName": "Get-Mailbox", "Parameters": {"ResultSize": "Unlimited"}}

    native = await listed(caller.http, "GET", f"{caller.root}/Mailbox", exchange)
    rows = await listed(
        caller.http, "POST", f"{caller.root}/InvokeCommand", exchange, {"CmdletInput": cmdlet}
    )
    people = (await caller.graph("GET", "/users?$top=999")).json()["value"]

    assert (native, rows) == (250, 250)
    assert len(people) >= 250
    assert kept(caller.tenant) == before


async def test_a_write_keeps_the_one_person_who_was_changed(caller):
    before = kept(caller.tenant)
    [upn] = await caller.pick("leaver")

    await caller.rows("Set-Mailbox", Identity=upn, HiddenFromAddressListsEnabled=True)

    [person] = caller.tenant.people.find(upn)
    assert kept(caller.tenant) == [*before, person.who.index]
