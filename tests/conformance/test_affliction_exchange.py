"""Exchange through `affliction`: native reads, and InvokeCommand by its generic post."""

import pytest
from affliction.base import MicrosoftApiException

pytestmark = pytest.mark.processes


def test_every_mailbox_is_listed_once_and_as_the_control_plane_knows_it(them):
    rows = them.exchange.mailboxes(params={"PropertySet": "Minimum,Quota,AddressList,Custom"})

    assert len(rows) == len({row["Guid"] for row in rows}) == them.tenant["mailboxes"] == 250
    assert [one["status"] for one in them.calls("/Mailbox")] == [200, 200, 200]
    for row in rows:
        person = them.person(row["UserPrincipalName"])
        mailbox = person["mailbox"]
        assert row["ExternalDirectoryObjectId"] == person["user"]["id"]
        assert row["RecipientTypeDetails"] == mailbox["type"]
        assert row["HiddenFromAddressListsEnabled"] is mailbox["hidden"]
        assert row["ProhibitSendQuota"].endswith(f"({mailbox['quotas']['prohibitSend']:,} bytes)")
        assert row["CustomAttribute1"] == mailbox["customAttributes"].get("1", "")


def test_small_pages_of_a_filtered_list_lose_nobody(them):
    kind = {"$filter": "RecipientTypeDetails eq 'SharedMailbox'", "$select": "UserPrincipalName"}

    at_once = them.exchange.mailboxes(params=dict(kind))
    by_three = them.exchange.mailboxes(params=dict(kind), headers={"Prefer": "odata.maxpagesize=3"})

    assert by_three == at_once
    assert len(at_once) == 13
    types = {them.person(row["UserPrincipalName"])["mailbox"]["type"] for row in at_once}
    assert types == {"SharedMailbox"}
    assert len(them.calls("/Mailbox")) == 1 + 5


def test_recipients_are_the_mailboxes_graphs_groups_with_an_address_and_guests(them):
    native = them.exchange.recipients(params={"$select": "Guid,ExternalDirectoryObjectId"})
    cmdlet = them.invoke("Get-Recipient", ResultSize="Unlimited")

    ids = {row["ExternalDirectoryObjectId"] for row in native}
    mailboxes = {row["ExternalDirectoryObjectId"] for row in them.exchange.mailboxes()}
    groups = {one["id"] for one in them.graph.get_groups() if one["mailEnabled"]}
    guests = {row["ExternalDirectoryObjectId"] for row in them.invoke("Get-MailUser")}
    assert len(native) == len(ids) == 250 + len(groups) + len(guests)
    assert ids == mailboxes | groups | guests
    assert [row["Guid"] for row in native] == [row["Guid"] for row in cmdlet]


@pytest.mark.parametrize(
    ("kind", "count"), [("MailUniversalDistributionGroup", 12), ("RoomMailbox", 8)]
)
def test_recipients_of_one_kind_can_be_asked_for(them, kind, count):
    asked = them.exchange.recipients(params={"$filter": f"RecipientTypeDetails eq '{kind}'"})

    everyone = them.exchange.recipients()
    assert asked == [row for row in everyone if row["RecipientTypeDetails"] == kind]
    assert len(asked) == count


def test_one_mailbox_its_use_and_its_protocols_are_read_by_key(them):
    [leaver] = them.pick("leaver")
    held = them.person(leaver)

    one = them.exchange.get(them.url(f"Mailbox('{leaver}')"), params={"PropertySet": "All"})
    use = them.exchange.get(them.url(f"Mailbox('{leaver}')/Exchange.GetMailboxStatistics()"))
    access = them.exchange.get(them.url(f"CasMailbox('{leaver}')"))

    assert one["ExternalDirectoryObjectId"] == held["user"]["id"]
    assert use["TotalItemSize"] == held["mailbox"]["statistics"]["bytes"]
    assert access["Guid"] == one["Guid"]
    assert access["ImapEnabled"] is True


def test_what_a_cmdlet_writes_a_native_read_gives_back(them):
    [leaver] = them.pick("leaver")

    nothing = them.invoke("Set-Mailbox", Identity=leaver, HiddenFromAddressListsEnabled=True)

    [row] = them.invoke("Get-Mailbox", Identity=leaver)
    read = them.exchange.get(
        them.url(f"Mailbox('{leaver}')"), params={"PropertySet": "AddressList"}
    )
    assert nothing == []
    assert row["HiddenFromAddressListsEnabled"] is True
    assert read["HiddenFromAddressListsEnabled"] is True
    assert them.person(leaver)["mailbox"]["hidden"] is True


def test_a_cmdlets_pages_are_followed_by_posting_the_same_again(them):
    body = {"CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {"ResultSize": "Unlimited"}}}
    headers = {"Prefer": "odata.maxpagesize=60", "X-AnchorMailbox": "UPN:admin@contoso.com"}
    url, seen = them.url("InvokeCommand"), []

    while url:
        page = them.exchange.post(url, headers=headers, json=body)
        seen += [row["Guid"] for row in page["value"]]
        url = page.get("@odata.nextLink")

    assert len(them.calls("/InvokeCommand")) == 5
    assert seen == [row["Guid"] for row in them.exchange.mailboxes()]


def test_a_batch_by_the_generic_post_answers_each_part(them):
    [leaver] = them.pick("leaver")
    parts = [
        {
            "id": name,
            "method": "POST",
            "url": them.url("InvokeCommand"),
            "headers": {},
            "body": {
                "CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {"Identity": name}}
            },
        }
        for name in (leaver, "ghost")
    ]

    answer = them.exchange.post(them.url("$batch"), json={"requests": parts})

    assert {one["id"]: one["status"] for one in answer["responses"]} == {leaver: 200, "ghost": 404}


@pytest.mark.parametrize(
    ("path", "code"),
    [("Mailbox('ghost')", "NotFound"), ("Nothing", "NotFound"), ("Mailbox?$top=x", "BadRequest")],
)
def test_a_refusal_reaches_its_user_as_the_clients_own_error(them, path, code):
    with pytest.raises(MicrosoftApiException) as caught:
        them.exchange.get(them.url(path))

    assert caught.value.data["error"]["code"] == code


def test_a_refused_cmdlet_reaches_its_user_as_the_clients_own_error(them):
    with pytest.raises(MicrosoftApiException) as caught:
        them.invoke("Get-Mailbox", Identity="o'neil#EXT#@contoso.com")

    message = caught.value.data["error"]["details"][0]["message"]
    assert "object 'o'neil#EXT#@contoso.com' couldn't be found" in message
