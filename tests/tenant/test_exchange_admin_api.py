"""The v2.0 endpoints: what each takes, what it shows, and when there are none."""

import pytest

from tests.tenant.conftest import ANCHOR


async def v2(caller, endpoint, cmdlet, select="", tenant=None, **parameters):
    url = f"/adminapi/v2.0/{tenant or caller.tenant.tenant_id}/{endpoint}{select}"
    body = {"CmdletInput": {"CmdletName": cmdlet, "Parameters": parameters}}
    headers = caller.exchange_headers | {"X-AnchorMailbox": ANCHOR}
    return await caller.http.post(url, headers=headers, json=body)


@pytest.fixture
def caller(caller):
    caller.client = caller.tenant.clients[0]  # holds the roles of both surfaces
    return caller


async def test_a_mailbox_shows_what_is_documented_and_no_more(caller):
    [user] = await caller.pick("leaver")

    [row] = (await v2(caller, "Mailbox", "Get-Mailbox", Identity=user)).json()["value"]

    assert row["UserPrincipalName"] == user
    assert "GrantSendOnBehalfTo" in row
    assert "ProhibitSendQuota" not in row


async def test_delegates_are_written_and_read_back(caller):
    user, other = await caller.pick("leaver", 2)
    change = {"@odata.type": "#Exchange.GenericHashTable", "add": [other]}

    written = await v2(caller, "mailbox", "Set-Mailbox", Identity=user, GrantSendOnBehalfTo=change)
    read = await v2(caller, "Mailbox", "Get-Mailbox", "?$select=GrantSendOnBehalfTo", Identity=user)

    assert written.json()["value"] == []
    [row] = read.json()["value"]
    assert len(row["GrantSendOnBehalfTo"]) == 1
    assert set(row) == {"GrantSendOnBehalfTo", "GrantSendOnBehalfTo@odata.type"}


@pytest.mark.parametrize(
    ("endpoint", "cmdlet", "parameters"),
    [
        ("Mailbox", "Set-Mailbox", {"Identity": "x", "Type": "Shared"}),
        ("Mailbox", "Get-MailboxPermission", {"Identity": "x"}),
        ("OrganizationConfig", "Get-OrganizationConfig", {"Identity": "x"}),
        ("AcceptedDomain", "Get-Mailbox", {}),
    ],
)
async def test_what_an_endpoint_does_not_take_is_refused(caller, endpoint, cmdlet, parameters):
    answer = await v2(caller, endpoint, cmdlet, **parameters)

    assert answer.status_code == 400
    assert "does not take" in answer.text


async def test_an_endpoint_that_there_is_not_is_not_found(caller):
    assert (await v2(caller, "InvokeCommand", "Get-Mailbox")).status_code == 404


async def test_where_the_preview_is_not_enabled_there_is_no_endpoint(caller):
    await caller.http.post("/_tenant/exchange", json={"adminApiV2": False})

    assert (await v2(caller, "AcceptedDomain", "Get-AcceptedDomain")).status_code == 404


async def test_the_tenant_is_named_by_its_guid_and_an_anchor_is_required(caller):
    by_domain = await v2(caller, "AcceptedDomain", "Get-AcceptedDomain", tenant="contoso.com")
    url = f"/adminapi/v2.0/{caller.tenant.tenant_id}/AcceptedDomain"
    body = {"CmdletInput": {"CmdletName": "Get-AcceptedDomain"}}
    headers = caller.exchange_headers
    without_anchor = await caller.http.post(url, headers=headers, json=body)

    assert (by_domain.status_code, without_anchor.status_code) == (400, 400)


async def test_pages_are_had_by_posting_to_the_link(caller):
    first = await v2(caller, "Mailbox", "Get-Mailbox", ResultSize="Unlimited")
    body = {"CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {"ResultSize": "Unlimited"}}}
    headers = caller.exchange_headers | {
        "X-AnchorMailbox": ANCHOR,
        "Prefer": "odata.maxpagesize=200",
    }
    url = f"/adminapi/v2.0/{caller.tenant.tenant_id}/Mailbox"

    page = await caller.http.post(url, headers=headers, json=body)
    link = page.json()["@odata.nextLink"]
    rest = await caller.http.post(link, headers=headers, json=body)

    assert len(first.json()["value"]) == 250
    assert [len(one.json()["value"]) for one in (page, rest)] == [200, 50]
