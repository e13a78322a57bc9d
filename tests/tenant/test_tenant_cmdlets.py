import pytest

from tests.tenant.conftest import ANCHOR, refusal_of

GB = 1 << 30
TAG = "#Exchange.GenericHashTable"


async def test_a_mailbox_answers_to_each_of_its_names(caller):
    [user] = await caller.pick("leaver")
    [row] = await caller.rows("Get-Mailbox", Identity=user)
    names = ("UserPrincipalName", "PrimarySmtpAddress", "Alias", "Name", "DisplayName", "Guid")
    more = ("ExchangeGuid", "ExternalDirectoryObjectId", "DistinguishedName")

    for name in (*names, *more):
        [found] = await caller.rows("Get-Mailbox", Identity=row[name])
        assert found["ExchangeGuid"] == row["ExchangeGuid"], name


async def test_values_are_written_and_annotated_as_the_service_does(caller):
    [user] = await caller.pick("leaver")

    [row] = await caller.rows("Get-Mailbox", Identity=user)

    assert row["ExchangeGuid@data.type"] == "System.Guid"
    assert row["EmailAddresses@odata.type"] == "#Collection(String)"
    assert row["RetainDeletedItemsFor"] == "14.00:00:00"
    assert row["RecoverableItemsQuota"] == "30 GB (32,212,254,720 bytes)"
    assert row["WhenCreatedUTC"].endswith(".0000000Z")


async def test_two_people_of_one_name_are_ambiguous_and_a_ghost_is_not_found(caller):
    twins = await caller.pick("ambiguous", 4)
    shown = [(await caller.picture(one))["user"]["displayName"] for one in twins]
    [twice] = {name for name in shown if shown.count(name) == 2}

    both = await caller.run("Get-Mailbox", Identity=twice)
    ghost = await caller.run("Get-Mailbox", Identity="ghost@contoso.com")

    assert refusal_of(both) == "ManagementObjectAmbiguousException"
    assert (ghost.status_code, refusal_of(ghost)) == (404, "ManagementObjectNotFoundException")


@pytest.mark.parametrize(
    ("cmdlet", "parameters", "name"),
    [
        ("Get-Mailbox", {"Nonsense": 1}, "AmbiguousParameterSetException"),
        ("Get-DkimSigningConfig", {"ResultSize": 5}, "AmbiguousParameterSetException"),
        ("Set-Mailbox", {}, "ParameterBindingException"),
        ("Set-Mailbox", {"Identity": "x", "Type": "Sharde"}, "ParameterTransformationException"),
        ("Set-Mailbox", {"Identity": "x", "GrantSendOnBehalfTo": {"Add": ["y"]}},
         "ParameterTransformationException"),
        ("Set-Mailbox", {"Identity": "x", "AuditEnabled": "perhaps"},
         "ParameterTransformationException"),
    ],
)  # fmt: skip
async def test_parameters_that_do_not_fit_are_refused_by_name(caller, cmdlet, parameters, name):
    answer = await caller.run(cmdlet, **parameters)

    assert (answer.status_code, refusal_of(answer)) == (400, name)


async def test_a_parameter_without_effect_here_is_refused_not_ignored(caller):
    answer = await caller.run("Get-Mailbox", Migration=True)

    assert (answer.status_code, refusal_of(answer)) == (501, "NotImplementedException")


async def test_an_unknown_cmdlet_looks_like_a_forbidden_one(caller):
    answer = await caller.run("Get-Nothing")

    assert answer.status_code == 403
    assert set(answer.content) == {0}


async def test_what_set_mailbox_writes_is_read_back(caller):
    user, manager = await caller.pick("leaver", 2)

    await caller.rows(
        "set-mailbox", Identity=user, Type="sha", HiddenFromAddressListsEnabled=True,
        ForwardingAddress=manager, ForwardingSmtpAddress="a@b.example", CustomAttribute7="x",
        GrantSendOnBehalfTo={"@odata.type": TAG, "add": [manager]}, Confirm=False,
    )  # fmt: skip
    [row] = await caller.rows("Get-Mailbox", Identity=user)
    await caller.rows("Set-Mailbox", Identity=user, ForwardingSmtpAddress=None)
    [cleared] = await caller.rows("Get-Mailbox", Identity=user)

    alias = manager.partition("@")[0]
    assert row["RecipientTypeDetails"] == "SharedMailbox"
    assert row["HiddenFromAddressListsEnabled"] is True
    assert (row["ForwardingAddress"], row["GrantSendOnBehalfTo"]) == (alias, [alias])
    assert row["ForwardingSmtpAddress"] == "smtp:a@b.example"
    assert row["CustomAttribute7"] == "x"
    assert cleared["ForwardingSmtpAddress"] is None


async def test_a_set_that_is_refused_changes_nothing(caller):
    [user] = await caller.pick("leaver")

    answer = await caller.run(
        "Set-Mailbox", Identity=user, AuditEnabled=False, ForwardingAddress="ghost"
    )

    assert answer.status_code == 404
    assert (await caller.picture(user))["mailbox"]["auditEnabled"] is True


async def test_what_if_changes_nothing(caller):
    [user] = await caller.pick("leaver")

    await caller.rows("Set-Mailbox", Identity=user, Type="Shared", WhatIf=True)

    assert (await caller.picture(user))["mailbox"]["type"] == "UserMailbox"


async def test_quotas_are_checked_against_those_that_are_stored(caller):
    [user] = await caller.pick("leaver")
    await caller.rows(
        "Set-Mailbox", Identity=user, IssueWarningQuota="0.5GB", ProhibitSendQuota="1GB",
        ProhibitSendReceiveQuota="1.5 GB",
    )  # fmt: skip

    alone = await caller.run("Set-Mailbox", Identity=user, ProhibitSendReceiveQuota=GB // 2)
    above = await caller.run("Set-Mailbox", Identity=user, ProhibitSendReceiveQuota="101 GB")

    assert "must be greater than or equal" in alone.json()["error"]["details"][0]["message"]
    assert above.status_code == 400
    quotas = (await caller.picture(user))["mailbox"]["quotas"]
    assert (quotas["prohibitSend"], quotas["prohibitSendReceive"]) == (GB, GB * 3 // 2)


async def test_pages_lead_through_everybody_once(caller):
    headers = {**caller.token("https://outlook.office365.com"), "X-AnchorMailbox": ANCHOR}
    headers["Prefer"] = "odata.maxpagesize=100;odata.continue-on-error"
    body = {"CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {"ResultSize": "Unlimited"}}}
    url, seen = f"{caller.root}/InvokeCommand?$select=Guid", []

    while url:
        page = (await caller.http.post(url, headers=headers, json=body)).json()
        seen += [row["Guid"] for row in page["value"]]
        url = page.get("@odata.nextLink")

    assert len(seen) == len(set(seen)) == 250


@pytest.mark.parametrize("broken", ["other-body", "no-anchor", "too-late"])
async def test_a_page_link_serves_only_the_call_it_was_made_for(caller, broken):
    headers = {**caller.token("https://outlook.office365.com"), "X-AnchorMailbox": ANCHOR}
    headers["Prefer"] = "odata.maxpagesize=10"
    body = {"CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {}}}
    first = await caller.http.post(f"{caller.root}/InvokeCommand", headers=headers, json=body)
    if broken == "other-body":
        body["CmdletInput"]["CmdletName"] = "Get-User"
    if broken == "no-anchor":
        del headers["X-AnchorMailbox"]
    if broken == "too-late":
        caller.world.clock.advance(1801)

    link = first.json()["@odata.nextLink"]
    answer = await caller.http.post(link, headers=headers, json=body)

    assert answer.status_code == 400
    assert "Expired or Invalid pagination request" in answer.text


async def test_a_link_made_without_an_anchor_leads_nowhere(caller):
    headers = caller.token("https://outlook.office365.com") | {"Prefer": "odata.maxpagesize=10"}
    body = {"CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {}}}
    first = await caller.http.post(f"{caller.root}/InvokeCommand", headers=headers, json=body)

    answer = await caller.http.post(first.json()["@odata.nextLink"], headers=headers, json=body)

    assert answer.status_code == 400


async def test_a_result_that_was_cut_says_so(caller):
    cut = (await caller.run("Get-Mailbox", ResultSize=3)).json()
    whole = (await caller.run("Get-Mailbox", ResultSize=250)).json()

    assert (len(cut["value"]), len(whole["value"])) == (3, 250)
    assert "increase the value for the ResultSize" in cut["@adminapi.warnings"][0]
    assert whole["@adminapi.warnings"] == []


async def test_permissions_are_added_read_and_removed(caller):
    user, other = await caller.pick("leaver", 2)
    who = {"Identity": user, "User": other, "AccessRights": ["FullAccess"]}

    [added] = await caller.rows("Add-MailboxPermission", **who, AutoMapping=False)
    mapped = [one["autoMapping"] for one in (await caller.picture(user))["mailbox"]["permissions"]]
    again = (await caller.run("Add-MailboxPermission", **who)).json()
    listed = await caller.rows("Get-MailboxPermission", Identity=user)
    await caller.rows("Remove-MailboxPermission", **who)
    left = await caller.rows("Get-MailboxPermission", Identity=user)

    assert added["AccessRights"] == ["FullAccess"]
    assert mapped == [False]
    assert "already present" in again["@adminapi.warnings"][0]
    assert [row["User"] for row in listed] == ["NT AUTHORITY\\SELF", other]
    assert listed[0]["AccessRights"] == ["FullAccess, ReadPermission"]
    assert [row["User"] for row in left] == ["NT AUTHORITY\\SELF"]


async def test_the_right_to_send_as_is_added_and_removed(caller):
    user, other = await caller.pick("leaver", 2)
    who = {"Identity": user, "Trustee": other, "AccessRights": "SendAs"}

    await caller.rows("Add-RecipientPermission", **who)
    held = await caller.rows("Get-RecipientPermission", Trustee=other)
    await caller.rows("Remove-RecipientPermission", **who)
    left = await caller.rows("Get-RecipientPermission", Identity=user, Trustee=other)

    assert user.partition("@")[0] in [row["Identity"] for row in held]
    assert left == []


async def test_an_automatic_reply_is_kept(caller):
    [user] = await caller.pick("leaver")

    await caller.rows(
        "Set-MailboxAutoReplyConfiguration", Identity=user, AutoReplyState="Enabled",
        InternalMessage="<p>gone</p>", ExternalAudience="Known",
    )  # fmt: skip
    [row] = await caller.rows("Get-MailboxAutoReplyConfiguration", Identity=user)

    assert (row["AutoReplyState"], row["InternalMessage"]) == ("Enabled", "<p>gone</p>")
    assert (row["ExternalAudience"], row["ExternalMessage"]) == ("Known", "")


async def test_a_distribution_group_refuses_a_member_twice_and_a_stranger(caller):
    [user] = await caller.pick("leaver")
    [mailbox] = await caller.rows("Get-Mailbox", Identity=user)
    member = {"Member": user, "BypassSecurityGroupManagerCheck": True}
    dn = mailbox["DistinguishedName"].replace("'", "''")
    kinds = ["MailUniversalDistributionGroup", "MailUniversalSecurityGroup"]
    find = {"Filter": f"Members -eq '{dn}'", "RecipientTypeDetails": kinds}
    [group, *_] = await caller.rows("Get-Recipient", **find)

    unchecked = await caller.run(
        "Remove-DistributionGroupMember", Identity=group["Guid"], Member=user
    )
    twice = await caller.run("Add-DistributionGroupMember", Identity=group["Guid"], **member)
    await caller.rows("Remove-DistributionGroupMember", Identity=group["Guid"], **member)
    gone = await caller.run("Remove-DistributionGroupMember", Identity=group["Guid"], **member)

    assert refusal_of(unchecked) == "OperationRequiresGroupManagerException"
    assert (twice.status_code, refusal_of(twice)) == (400, "MemberAlreadyExistsException")
    assert (gone.status_code, refusal_of(gone)) == (400, "MemberNotFoundException")
    after = await caller.rows("Get-Recipient", **find)
    assert group["Guid"] not in [row["Guid"] for row in after]


async def test_a_mailbox_nobody_used_has_no_statistics(caller):
    [unused] = caller.tenant.planted.quota_unknown

    answer = (await caller.run("Get-MailboxStatistics", Identity=unused)).json()

    assert answer["value"] == []
    assert "no data to return" in answer["@adminapi.warnings"][0]


async def test_organisation_settings_are_set_and_read_back(caller):
    await caller.rows("Set-AdminAuditLogConfig", UnifiedAuditLogIngestionEnabled=False)
    await caller.rows("Set-RemoteDomain", Identity="Default", AutoForwardEnabled=True)
    await caller.rows(
        "Set-HostedConnectionFilterPolicy", Identity="Default",
        IPAllowList={"@odata.type": TAG, "Add": ["198.51.100.7"]},
    )  # fmt: skip

    [audit] = await caller.rows("Get-AdminAuditLogConfig")
    [domain] = await caller.rows("Get-RemoteDomain", Identity="Default")
    [policy] = await caller.rows("Get-HostedConnectionFilterPolicy")
    assert audit["UnifiedAuditLogIngestionEnabled"] is False
    assert domain["AutoForwardEnabled"] is True
    assert "198.51.100.7" in policy["IPAllowList"]


@pytest.mark.parametrize(
    "cmdlet",
    [
        "Get-OrganizationConfig", "Get-AcceptedDomain", "Get-TransportConfig",
        "Get-HostedOutboundSpamFilterPolicy", "Get-HostedOutboundSpamFilterRule",
        "Get-HostedContentFilterPolicy", "Get-EOPProtectionPolicyRule",
        "Get-ATPProtectionPolicyRule", "Get-DkimSigningConfig", "Get-DistributionGroup",
        "Get-MailboxAuditBypassAssociation", "Get-CASMailbox", "Get-User", "Get-Recipient",
    ],
)  # fmt: skip
async def test_every_listing_has_rows_with_an_identity(caller, cmdlet):
    rows = await caller.rows(cmdlet)

    assert rows
    assert all(row["Identity"] for row in rows)


async def test_no_authentication_policy_is_an_empty_list(caller):
    assert await caller.rows("Get-AuthenticationPolicy") == []


async def test_parts_of_a_batch_answer_for_themselves(caller):
    [user] = await caller.pick("leaver")

    def part(number, identity):
        call = {"CmdletName": "Get-Mailbox", "Parameters": {"Identity": identity}}
        url = f"https://localhost{caller.root}/InvokeCommand?$select=Alias"
        return {"id": number, "method": "POST", "url": url, "body": {"CmdletInput": call}}

    answer = await caller.http.post(
        f"{caller.root}/$batch",
        headers=caller.token("https://outlook.office365.com"),
        json={"requests": [part("0", user), part("1", "ghost")]},
    )
    many = await caller.http.post(
        f"{caller.root}/$batch",
        headers=caller.token("https://outlook.office365.com"),
        json={"requests": [part(str(number), user) for number in range(11)]},
    )

    by_id = {one["id"]: one for one in answer.json()["responses"]}
    assert (by_id["0"]["status"], by_id["1"]["status"]) == (200, 404)
    assert by_id["0"]["body"]["value"] == [{"Alias": user.partition("@")[0]}]
    assert many.status_code == 400
