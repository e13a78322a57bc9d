"""What an address asks for beside its path is done or refused, and never passed over."""

import base64

import pytest

from local.tenant.exchange.native.property_sets import OF_CAS_MAILBOX, OF_MAILBOX


async def invoke(caller, query, cmdlet="Get-Mailbox", **parameters):
    body = {"CmdletInput": {"CmdletName": cmdlet, "Parameters": parameters}}
    return await caller.http.post(
        f"{caller.root}/InvokeCommand?{query}", headers=caller.exchange_headers, json=body
    )


@pytest.fixture
async def user(caller):
    [user] = await caller.pick("leaver")
    return user


@pytest.mark.parametrize("option", ["$filter=Alias eq 'x'", "$top=1", "$orderby=Alias", "$Skip=1"])
async def test_a_cmdlet_is_filtered_by_its_parameters_alone(caller, option):
    answer = await invoke(caller, option)

    assert answer.status_code == 400
    assert option.partition("=")[0] in answer.text


async def test_a_selection_may_be_in_any_letters_and_a_star_is_everything(caller):
    some = await invoke(caller, "$Select=alias", ResultSize=1)
    every = await invoke(caller, "$select=*", ResultSize=1)

    assert [*some.json()["value"][0]] == ["Alias"]
    assert "DisplayName" in every.json()["value"][0]


@pytest.mark.parametrize(
    "path",
    [
        "Mailbox?$format=xml",
        "Mailbox?RecipientTypeDetails=SharedMailbx",
        "Mailbox('{user}')?$filter=Alias eq 'x'",
        "Mailbox('{user}')?$top=1",
        "Mailbox('{user}')/Exchange.GetMailboxStatistics()?$filter=ItemCount eq 1",
        "Mailbox('{user}')/MailboxFolder/Exchange.GetMailboxFolderStatistics()?$filter=Name eq 'x'",
        "Mailbox('{user}')/MobileDevice?$filter=Identity eq 'x'",
        "Mailbox('{user}')/MailboxPermission?$expand=User",
        "Mailbox('{user}')/MailboxFolder('Calendar')/MailboxFolderPermission?$filter=User eq 'x'",
    ],
)
async def test_a_native_read_refuses_an_option_it_does_not_serve(caller, user, path):
    answer = await caller.native(path.format(user=user))

    assert answer.status_code == 400


async def test_a_folder_may_be_named_in_base64(caller, user):
    name = base64.b64encode(b"\\Calendar").decode()
    path = f"Mailbox('{user}')/MailboxFolder('{{}}')/MailboxFolderPermission"

    plain = await caller.native(path.format("Calendar"))
    encoded = await caller.native(path.format(name) + "?IsUsingMailboxFolderId=true")

    assert encoded.status_code == 200
    assert encoded.json() == plain.json()


async def test_a_group_mailbox_is_said_not_to_be_simulated(caller, user):
    path = f"Mailbox('{user}')/MailboxFolder('Calendar')/MailboxFolderPermission"

    answer = await caller.native(f"{path}?GroupMailbox=true")

    assert answer.status_code == 501


async def test_a_deleted_recipient_is_there_for_who_asks_for_it(caller, user):
    [row] = await caller.rows("Get-Recipient", Identity=user)
    await caller.rows("Remove-Mailbox", Identity=user)
    switch = "IncludeSoftDeletedRecipients"

    without = await caller.native(f"Recipient('{user}')")
    native = await caller.native(f"Recipient('{user}')?{switch}=true")
    [by_cmdlet] = await caller.rows("Get-Recipient", Identity=user, **{switch: True})
    listed = await caller.rows("Get-Recipient", Filter=f"Alias -eq '{row['Alias']}'")
    both = await caller.rows(
        "Get-Recipient", Filter=f"Alias -eq '{row['Alias']}'", **{switch: True}
    )

    assert (without.status_code, native.status_code) == (404, 200)
    assert by_cmdlet["Guid"] == row["Guid"]
    assert (len(listed), len(both)) == (0, 1)


@pytest.mark.parametrize(
    ("path", "sets"), [("Mailbox", OF_MAILBOX), ("CasMailbox", OF_CAS_MAILBOX)]
)
async def test_a_property_set_gives_all_of_its_properties(caller, path, sets):
    for name, properties in sets.items():
        answer = await caller.native(f"{path}?PropertySet={name}&$top=1")

        assert set(properties.split()) <= answer.json()["value"][0].keys()
