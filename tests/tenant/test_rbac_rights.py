"""Who may run what: directory roles in the token, and the shapes in which Exchange says no."""

import pytest

from local.tenant.entra.tokens import claims
from local.tenant.exchange.roles import role_table
from local.tenant.state.clients import (
    EXCHANGE,
    EXCHANGE_ADMINISTRATOR,
    GLOBAL_READER,
    HELPDESK_ADMINISTRATOR,
    SECURITY_READER,
)
from shared.exchange.catalogue import catalogue
from tests.tenant.conftest import ANCHOR, refusal_of

RECIPIENT_ADMINISTRATOR = "31392ffb-586c-42d1-9346-e59415a2cc4e"


@pytest.fixture
def app(caller):
    """The client whose rights a test chooses."""
    caller.client = caller.tenant.clients[2]
    caller.client.directory_roles = ()
    return caller.client


async def switch(caller, **switches):
    answer = await caller.http.post("/_tenant/exchange", json=switches)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_each_missing_grant_has_its_own_refusal(caller, app):
    app.grants = {}
    neither = await caller.run("Get-Mailbox")
    app.grants = {EXCHANGE: ("Exchange.ManageAsApp",)}
    only_the_app_role = await caller.run("Get-Mailbox")
    app.directory_roles = (EXCHANGE_ADMINISTRATOR,)
    both = await caller.run("Get-Mailbox", ResultSize=1)

    assert neither.status_code == 401
    assert neither.json()["error"]["code"] == "Unauthorized"
    assert only_the_app_role.status_code == 403
    assert only_the_app_role.text.startswith(f"The role assigned to application {app.client_id}")
    assert both.status_code == 200


async def test_a_token_from_before_the_assignment_stays_useless(caller, app):
    old = caller.token(EXCHANGE)
    app.directory_roles = (EXCHANGE_ADMINISTRATOR,)
    body = {"CmdletInput": {"CmdletName": "Get-OrganizationConfig"}}

    stale = await caller.http.post(f"{caller.root}/InvokeCommand", headers=old, json=body)
    fresh = await caller.run("Get-OrganizationConfig")

    assert (stale.status_code, fresh.status_code) == (403, 200)


@pytest.mark.parametrize(
    ("role", "allowed", "denied"),
    [
        (SECURITY_READER, "Get-HostedOutboundSpamFilterPolicy", "Get-Mailbox"),
        (GLOBAL_READER, "Get-Mailbox", "Set-Mailbox"),
        (HELPDESK_ADMINISTRATOR, "Set-MailboxAutoReplyConfiguration", "Set-Mailbox"),
        (RECIPIENT_ADMINISTRATOR, "Set-Mailbox", "Set-OrganizationConfig"),
        (EXCHANGE_ADMINISTRATOR, "Set-OrganizationConfig", "Get-Nothing"),
    ],
)
async def test_a_directory_role_allows_its_cmdlets_and_no_others(
    caller, app, role, allowed, denied
):
    app.directory_roles = (role,)

    yes = await caller.run(allowed, Nonsense=True)  # got as far as its parameters
    no = await caller.run(denied, Nonsense=True)

    assert yes.status_code == 400
    assert no.status_code == 403
    assert set(no.content) == {0}
    assert no.headers["x-ms-diagnostics"].startswith("2000003;reason=")


async def test_a_parameter_may_need_a_role_that_its_cmdlet_does_not(caller, app):
    app.directory_roles = (RECIPIENT_ADMINISTRATOR,)
    [user] = await caller.pick("leaver")

    hold = await caller.run("Set-Mailbox", Identity=user, LitigationHoldEnabled=True)
    hide = await caller.run("Set-Mailbox", Identity=user, HiddenFromAddressListsEnabled=True)

    assert (hold.status_code, hide.status_code) == (403, 200)


async def test_the_entity_type_of_quarantine_is_not_for_a_security_reader(caller, app):
    app.directory_roles = (SECURITY_READER,)

    with_it = await caller.run("Get-QuarantineMessage", EntityType="Email")
    without = await caller.run("Get-QuarantineMessage", Nonsense=1)

    assert (with_it.status_code, without.status_code) == (403, 400)


async def test_groups_of_microsoft_365_want_a_person(caller):
    answer = await caller.run("New-UnifiedGroup", DisplayName="Team")

    assert (answer.status_code, refusal_of(answer)) == (403, "CmdletAccessDeniedException")


@pytest.mark.parametrize(
    ("shape", "content_type"),
    [("nul", "application/json"), ("sentence", "text/plain"), ("json", "application/json")],
)
async def test_a_403_has_the_shape_that_is_switched_on(caller, shape, content_type):
    await switch(caller, forbiddenBody=shape)

    answer = await caller.run("Get-Nothing")

    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith(content_type)
    assert (set(answer.content) == {0}) is (shape == "nul")
    assert answer.text.startswith("The role") is (shape == "sentence")


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_an_object_that_is_not_there_has_the_status_switched_on(caller, status):
    await switch(caller, notFoundStatus=status)

    answer = await caller.run("Get-Mailbox", Identity="ghost")

    assert (answer.status_code, refusal_of(answer)) == (
        status,
        "ManagementObjectNotFoundException",
    )


@pytest.mark.parametrize(
    "wrong",
    [{"notFoundStatus": 418}, {"nonsense": 1}, {"roleSeconds": -1}, {"strictAffinity": "yes"}],
)
async def test_a_switch_that_is_not_understood_changes_nothing(caller, wrong):
    before = (await caller.http.get("/_tenant/exchange")).json()

    answer = await caller.http.post("/_tenant/exchange", json={"emptyAs": "204"} | wrong)

    assert answer.status_code == 400
    assert next(iter(wrong)) in answer.json()["error"]
    assert (await caller.http.get("/_tenant/exchange")).json() == before


async def test_a_switch_may_be_set_in_one_tenant(caller):
    shown = await switch(caller, tenant="contoso.com", roleSeconds=60)

    [tenant] = shown["tenants"]
    assert (tenant["tenantId"], tenant["roleSeconds"]) == (caller.tenant.tenant_id, 60)


async def test_a_reset_puts_the_switches_back(caller):
    before = (await caller.http.get("/_tenant/exchange")).json()
    await switch(caller, emptyAs="204", adminApiV2=False)

    await caller.http.post("/_tenant/reset")

    assert (await caller.http.get("/_tenant/exchange")).json() == before


@pytest.mark.parametrize(("scope", "status"), [("Exchange.Manage", 400), ("User.Read", 401)])
async def test_a_person_with_the_scope_may_run_what_no_application_may(caller, app, scope, status):
    app.grants, app.directory_roles = {}, (EXCHANGE_ADMINISTRATOR,)
    now = caller.world.clock.now()
    delegated = claims(caller.tenant, app, EXCHANGE, now, 3600) | {"scp": scope}
    headers = {"Authorization": f"Bearer {caller.world.signer.sign(delegated)}"}
    body = {"CmdletInput": {"CmdletName": "New-UnifiedGroup", "Parameters": {"Nonsense": 1}}}

    answer = await caller.http.post(f"{caller.root}/InvokeCommand", headers=headers, json=body)

    assert answer.status_code == status


async def test_the_beta_role_does_not_open_v2_nor_the_other_way_round(caller, app):
    app.directory_roles = (EXCHANGE_ADMINISTRATOR,)
    body = {"CmdletInput": {"CmdletName": "Get-AcceptedDomain"}}
    v2 = f"/adminapi/v2.0/{caller.tenant.tenant_id}/AcceptedDomain"

    app.grants = {EXCHANGE: ("Exchange.ManageAsApp",)}
    headers = caller.token(EXCHANGE) | {"X-AnchorMailbox": ANCHOR}
    beta_on_v2 = await caller.http.post(v2, headers=headers, json=body)
    app.grants = {EXCHANGE: ("Exchange.ManageAsAppV2",)}
    v2_on_beta = await caller.run("Get-AcceptedDomain")

    assert (beta_on_v2.status_code, v2_on_beta.status_code) == (401, 401)


def test_organization_management_may_run_every_cmdlet_that_there_is():
    table, known = role_table(), catalogue()
    roles = table.role_groups["Organization Management"]
    callable_here = (
        name
        for name in known.names
        if (found := known.find(name)) and not found.module_only and not found.status.gone
    )

    missing = [name for name in callable_here if not any(table.holds(role, name) for role in roles)]

    # These want a role that nobody has until it is given on purpose.
    assert [name for name in missing if "Import" not in name] == []


def test_every_role_of_a_role_group_is_in_the_table():
    table = role_table()

    for roles in table.role_groups.values():
        assert roles <= set(table.names)


def test_a_viewer_reads_and_never_writes():
    table = role_table()
    roles = table.role_groups["View-Only Organization Management"]

    held = [name for name in catalogue().names if any(table.holds(one, name) for one in roles)]

    assert "Get-TransportRule" in held
    assert [name for name in held if not name.startswith("Get-")] == []


async def test_a_401_names_the_cmdlet_that_the_body_asks_for(caller, app):
    app.grants = {EXCHANGE: ()}

    named = await caller.run("Get-Recipient")
    other = await caller.native("Recipient", **{"X-CmdletName": "Get-EXORecipient"})

    assert named.json()["error"]["message"] == "User is not allowed to call Get-Recipient"
    assert "Get-EXORecipient" in other.json()["error"]["message"]
