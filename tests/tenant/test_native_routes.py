"""The native reads: each route, its options, and the shape of what it gives."""

import base64
import xml.etree.ElementTree as ET

import pytest

from local.tenant.exchange.native.path import NoSuchPath, parsed, text_of
from local.tenant.exchange.native.route import natives

FOLDERS = "Exchange.GetMailboxFolderStatistics(folderscope=Exchange.ElcFolderType'{}')"


def encoded(text):
    return base64.b64encode(text.encode()).decode()


async def read(caller, path, **headers):
    answer = await caller.native(path, **headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def delegated(caller):
    """A leaver, on whose mailbox somebody else holds rights."""
    user, other = await caller.pick("leaver", 2)
    await caller.rows(
        "Add-MailboxPermission",
        Identity=user,
        User=other,
        AccessRights=["FullAccess", "ReadPermission"],
    )
    await caller.rows(
        "Add-RecipientPermission", Identity=user, Trustee=other, AccessRights="SendAs"
    )
    return user, other


async def test_rights_on_a_mailbox_are_gathered_for_each_user(caller):
    user, other = await delegated(caller)

    rows = (await read(caller, f"Mailbox('{user}')/MailboxPermission"))["value"]

    mine = next(row for row in rows if row["IsOwner"])
    theirs = next(row for row in rows if row["User"] == other)
    assert theirs["IsOwner"] is False
    assert mine["User"] == "NT AUTHORITY\\SELF"
    assert theirs["PermissionList"] == [
        {
            "AccessRights": ["FullAccess", "ReadPermission"],
            "IsInherited": False,
            "Deny": False,
            "InheritanceType": "All",
        }
    ]


async def test_only_ownership_filters_the_rights_on_a_mailbox(caller):
    user, other = await delegated(caller)
    path = f"Mailbox('{user}')/MailboxPermission?$filter="

    owner = await read(caller, path + "IsOwner eq true")
    by_user = await caller.native(f"{path}User eq '{other}'")

    assert [row["IsOwner"] for row in owner["value"]] == [True]
    assert by_user.status_code == 400


async def test_who_may_send_as_somebody_is_had_by_expanding(caller):
    user, other = await delegated(caller)

    one = await read(caller, f"Recipient('{user}')?$expand=RecipientPermission")
    filtered = await read(
        caller, f"Recipient('{user}')?$expand=RecipientPermission&Trustee={other}"
    )

    assert one["RecipientPermission"][0]["Trustee"] == "NT AUTHORITY\\SELF"
    [found] = filtered["RecipientPermission"]
    assert (found["AccessRights"], found["InheritanceType"]) == (["SendAs"], "None")


async def test_who_somebody_may_send_as_is_had_by_filters(caller):
    user, other = await delegated(caller)
    call = "Recipient/Exchange.GetRecipientPermissionByFilters"

    by_trustee = await read(
        caller, f"{call}(identity=null,trustee='{other}',accessRights=null)?PropertySet=Minimum"
    )
    coded = await read(
        caller,
        f"{call}(identity='{encoded(user)}',trustee=@t)?isEncoded=true&@t='{encoded(other)}'",
    )

    [mine] = coded["value"]
    assert mine in by_trustee["value"]
    assert [one["Trustee"] for one in mine["RecipientPermission"]] == [other]
    assert mine["RecipientPermission"][0]["AccessRights"] == ["SendAs"]


@pytest.mark.parametrize("name", ["Recipient", "CasMailbox"])
async def test_an_address_finds_one_entity(caller, name):
    [user] = await caller.pick("leaver")
    call = f"{name}/Exchange.BySmtpAddress"

    plain = await read(caller, f"{call}(SmtpAddress='{user}')")
    coded = await read(caller, f"{call}(SmtpAddress='{encoded(user)}')?isEncoded=True")
    ghost = await caller.native(f"{call}(SmtpAddress='ghost@contoso.com')")

    assert plain["ObjectKey"] == coded["ObjectKey"]
    assert ghost.status_code == 404


async def test_permissions_of_a_folder_are_had_by_its_name_in_any_case(caller):
    [user] = await caller.pick("leaver")
    cmdlet = await caller.rows("Get-MailboxFolderPermission", Identity=f"{user}:\\Calendar")

    rows = (
        await read(caller, f"mailbox('{user}')/mailboxfolder('calendar')/mailboxfolderpermission")
    )["value"]

    assert [row["User"] for row in rows] == [row["User"] for row in cmdlet]
    assert rows[0]["MailboxFolderUser"] == {
        "UserPrincipalName": None,
        "UserType": "Default",
        "DisplayName": "Default",
    }


async def test_statistics_of_folders_are_of_the_scope_and_in_whole_bytes(caller):
    [user] = await caller.pick("leaver")
    path = f"Mailbox('{user}')/MailboxFolder/"

    everything = (await read(caller, path + FOLDERS.format("All")))["value"]
    calendar = (await read(caller, path + FOLDERS.format("Calendar")))["value"]

    assert len(everything) > len(calendar) > 0
    assert {row["FolderType"] for row in calendar} <= {"Calendar", "CalendarLogging"}
    assert all(isinstance(row["FolderSize"], int) for row in everything)


async def test_statistics_are_one_entity_by_key_and_by_guid(caller):
    [user] = await caller.pick("leaver")
    [row] = await caller.rows("Get-Mailbox", Identity=user)
    guids = f"mailboxGuid={row['ExchangeGuid']},databaseGuid={row['DatabaseGuid']}"

    by_key = await read(
        caller, f"Mailbox('{user}')/Exchange.GetMailboxStatistics()?PropertySet=Minimum"
    )
    by_guid = await read(caller, f"Mailbox/Exchange.GetMailboxStatisticsV2({guids})")

    assert by_key.keys() == {
        "@odata.context", "DisplayName", "ItemCount", "DeletedItemCount", "MailboxGuid",
        "TotalItemSize", "TotalDeletedItemSize",
    }  # fmt: skip
    assert by_guid["TotalItemSize"] == by_key["TotalItemSize"]


async def test_a_mailbox_that_nobody_used_has_no_statistics(caller):
    state = (await caller.http.get("/_tenant/state")).json()
    [nobody] = state["tenants"][0]["planted"]["quotaUnknown"]

    answer = await caller.native(f"Mailbox('{nobody}')/Exchange.GetMailboxStatistics()")

    assert (answer.status_code, answer.content) == (204, b"")


async def test_devices_of_a_mailbox_are_spelled_as_the_metadata_has_it(caller):
    user = await owner_of_a_device(caller)

    rows = (
        await read(caller, f"Mailbox('{user}')/MobileDevice/Exchange.GetMobileDeviceStatistics()")
    )["value"]
    named = (await read(caller, f"Mailbox('{user}')/MobileDevice"))["value"]
    identity = rows[0]["Identity"].replace("'", "''")
    one = await read(caller, f"GetMobileDeviceStatisticsByIdentity(Identity='{identity}')")

    assert {"DeviceID", "DeviceFriendlyName", "NumberOfFoldersSynced"} <= rows[0].keys()
    assert [row["Identity"] for row in rows] == [row["Identity"] for row in named]
    assert one["Guid"] == rows[0]["Guid"]


async def owner_of_a_device(caller):
    for user in await caller.pick("leaver", 12):
        if await caller.rows("Get-MobileDevice", Mailbox=user):
            return user
    raise AssertionError("nobody has a device")


async def test_a_deleted_mailbox_is_read_with_the_option_for_it_only(caller):
    [user] = await caller.pick("leaver")
    [row] = await caller.rows("Get-Mailbox", Identity=user)
    assert (await caller.graph("DELETE", f"/users/{user}")).status_code == 204
    key = f"Mailbox('{row['ExchangeGuid']}')"

    hidden = await caller.native(key)
    not_inactive = await caller.native(f"{key}?InactiveMailboxOnly=true")
    shown = await read(caller, f"{key}?SoftDeletedMailbox=true")
    listed = await read(caller, "Mailbox?softdeletedmailbox=True")

    assert (hidden.status_code, not_inactive.status_code) == (404, 404)
    assert shown["ObjectKey"] in [one["ObjectKey"] for one in listed["value"]]


async def test_a_name_is_resolved_from_its_beginning(caller):
    [user] = await caller.pick("leaver")
    beginning = user[:5]

    found = (await read(caller, f"Mailbox?Anr={beginning}"))["value"]
    recipients = (await read(caller, f"Recipient?Anr={beginning}&$select=Alias"))["value"]
    short = await caller.native("Mailbox?Anr=ab")

    assert user in [one["UserPrincipalName"] for one in found]
    assert {one["Alias"] for one in found} <= {one["Alias"] for one in recipients}
    assert len(found) < 50
    assert short.status_code == 400


async def test_an_organisational_unit_is_the_tenant_or_nobody(caller):
    here = await read(caller, "Mailbox?OrganizationalUnit=contoso.onmicrosoft.com&$top=3")
    elsewhere = await read(caller, "Mailbox?OrganizationalUnit=fabrikam.onmicrosoft.com")

    assert (len(here["value"]), elsewhere["value"]) == (3, [])


@pytest.mark.parametrize(
    "query",
    [
        "$orderby=Alias", "$skip=5", "$count=true", "$expand=Nothing", "$filter=Identity eq 'a'",
        "$filter=DefaultAuditSet eq 'Admin'", "SoftDeletedMailbox=perhaps",
    ],
)  # fmt: skip
async def test_what_is_not_served_is_refused(caller, query):
    assert (await caller.native(f"Mailbox?{query}")).status_code == 400


async def test_an_option_that_nobody_knows_is_passed_over(caller):
    assert len((await read(caller, "Mailbox?Nonsense=1&$top=2"))["value"]) == 2


async def test_nothing_is_written_natively(caller):
    headers = caller.exchange_headers

    answers = [
        await caller.http.request(method, f"{caller.root}/Mailbox('x')", headers=headers)
        for method in ("POST", "PATCH", "DELETE")
    ]

    assert [one.status_code for one in answers] == [405, 405, 405]


async def test_metadata_is_a_well_formed_model_of_every_set(caller):
    answer = await caller.native("$metadata")
    root = ET.fromstring(answer.content)  # noqa: S314 - written by the tenant in this process
    edm = "{http://docs.oasis-open.org/odata/ns/edm}"

    types = {one.get("Name"): one for one in root.iter(f"{edm}EntityType")}
    sets = {one.get("EntityType").removeprefix("Exchange.") for one in root.iter(f"{edm}EntitySet")}
    properties = {
        one.get("Name"): one.get("Type") for one in types["Mailbox"].iter(f"{edm}Property")
    }

    assert answer.headers["content-type"] == "application/xml"
    assert sets == types.keys() == {"Mailbox", "CasMailbox", "Recipient"}
    assert properties["ExchangeGuid"] == "Edm.Guid"
    assert properties["EmailAddresses"] == "Collection(Edm.String)"
    assert properties["LitigationHoldEnabled"] == "Edm.Boolean"


def test_paths_are_taken_apart_as_odata_writes_them():
    [key, function] = parsed(["Mailbox('o''neil, (x)')", "Exchange.F(a='b''c',d=null,e=T'Inbox')"])

    assert (key.name, key.key, key.pattern) == ("mailbox", "o'neil, (x)", "mailbox(key)")
    assert {name: text_of(one) for name, one in function.arguments.items()} == {
        "a": "b'c",
        "d": "null",
        "e": "Inbox",
    }


@pytest.mark.parametrize("segment", ["Mailbox('a'", "Mailbox(a)", "F(a=)", "F(='b')", "a b"])
def test_a_segment_that_is_none_is_told(segment):
    with pytest.raises(NoSuchPath):
        parsed([segment])


def test_every_route_needs_the_rights_of_a_reading_cmdlet():
    free = {path for path, route in natives().items() if route.cmdlet is None}
    cmdlets = [route.cmdlet for path, route in natives().items() if path not in free]

    assert free == {"exomodulefile", "exobanner(key)"}
    assert all(name.startswith("Get-") for name in cmdlets)


async def test_the_module_file_names_what_the_caller_may_run(caller):
    caller.client = caller.tenant.clients[1]  # the reader

    [row] = (await read(caller, "EXOModuleFile?Version=3.9.2", CommandName="*"))["value"]
    [one] = (await read(caller, "EXOModuleFile", CommandName="get-mailbox"))["value"]
    caller.client = caller.tenant.clients[0]
    [all_of_it] = (await read(caller, "EXOModuleFile"))["value"]

    names = row["exportedCmdlets"].split(",")
    assert "Get-Mailbox" in names
    assert not [name for name in names if name.startswith("Set-")]
    assert one["exportedCmdlets"] == "Get-Mailbox"
    assert "Set-Mailbox" in all_of_it["exportedCmdlets"].split(",")
    assert "New-UnifiedGroup" not in all_of_it["exportedCmdlets"].split(",")


async def test_a_session_begins_with_an_empty_banner(caller):
    assert (await read(caller, "EXOBanner('AutogenSession')"))["value"] == []
