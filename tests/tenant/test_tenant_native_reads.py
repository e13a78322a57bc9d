import base64

import pytest


async def test_property_sets_decide_what_is_given(caller):
    page = (
        await caller.native("Mailbox?PropertySet=Minimum,Quota&$select=CustomAttribute1")
    ).json()

    row = page["value"][0]
    assert {"Alias", "ProhibitSendQuota", "CustomAttribute1", "ObjectKey"} <= row.keys()
    assert not {"AuditEnabled", "Guid@data.type"} & row.keys()


async def test_pages_of_a_hundred_are_followed_by_get(caller):
    url, seen, sizes = f"{caller.root}/Mailbox", [], []

    while url:
        headers = caller.token("https://outlook.office365.com")
        page = (await caller.http.get(url, headers=headers)).json()
        sizes.append(len(page["value"]))
        seen += [row["Guid"] for row in page["value"]]
        url = page.get("@odata.nextLink")

    assert sizes == [100, 100, 50]
    assert len(set(seen)) == 250


async def test_a_filter_selects(caller):
    path = "Mailbox?$filter=RecipientTypeDetails eq 'SharedMailbox' or CustomAttribute1 eq 'VIP'"

    page = (await caller.native(f"{path}&PropertySet=Minimum,Custom")).json()

    kinds = {(row["RecipientTypeDetails"], row["CustomAttribute1"]) for row in page["value"]}
    assert kinds == {("SharedMailbox", ""), ("UserMailbox", "VIP")}


async def test_kinds_select(caller):
    page = (await caller.native("Mailbox?RecipientTypeDetails=RoomMailbox,SharedMailbox")).json()

    kinds = {row["RecipientTypeDetails"] for row in page["value"]}
    assert kinds == {"RoomMailbox", "SharedMailbox"}


@pytest.mark.parametrize("text", ["Alias -eq 'a'", "Alias like 'a*'", "Nothing eq 'a'"])
async def test_a_filter_that_is_not_understood_is_refused(caller, text):
    assert (await caller.native(f"Mailbox?$filter={text}")).status_code == 400


async def test_keys_may_be_quoted_or_encoded(caller):
    [user] = await caller.pick("leaver")
    encoded = base64.b64encode(user.encode()).decode()

    plain = await caller.native(f"Mailbox('{user}')")
    coded = await caller.native(f"mailbox('{encoded}')?isencoded=True")
    ghost = await caller.native("Mailbox('o''ghost')")

    assert plain.json()["Alias"] == coded.json()["Alias"] == user.partition("@")[0]
    assert ghost.status_code == 404
    assert ghost.json()["error"]["message"] == "An server side error occured."


async def test_statistics_give_whole_bytes(caller):
    [user] = await caller.pick("leaver")

    answer = await caller.native(f"Mailbox('{user}')/Exchange.GetMailboxStatistics()")

    row = answer.json()
    held = (await caller.picture(user))["mailbox"]["statistics"]["bytes"]
    assert row["TotalItemSize"] == held
