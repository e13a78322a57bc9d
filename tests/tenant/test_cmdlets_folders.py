"""Folders are called in the owner's language, and permissions on them are entries of their own."""

import pytest

from tests.tenant.conftest import refusal_of


def speaking(caller, country: str) -> str:
    """Somebody whose folders are named in the language of *country*."""
    layout, people = caller.tenant.people.layout, caller.tenant.people
    plain = (one for one in range(40, layout.mailboxes) if layout.is_person(one))
    return next(people.who(one).upn for one in plain if people.who(one).country_code == country)


def assisted(caller) -> str:
    return caller.tenant.people.who(6).upn


async def calendar(caller, user: str) -> list[dict]:
    [row] = await caller.rows("Get-MailboxFolderStatistics", Identity=user, FolderScope="Calendar")
    identity = f"{user}:{row['FolderId']}"
    return await caller.rows("Get-MailboxFolderPermission", Identity=identity)


async def test_everybody_sees_when_somebody_is_busy_and_strangers_nothing(caller):
    rows = await calendar(caller, speaking(caller, "US"))

    assert [(row["User"], row["AccessRights"]) for row in rows[:2]] == [
        ("Default", ["AvailabilityOnly"]),
        ("Anonymous", ["None"]),
    ]
    assert rows[0]["FolderName"] == "Calendar"


async def test_a_calendar_answers_to_its_name_in_the_language_of_the_mailbox_only(caller):
    german, english = speaking(caller, "DE"), speaking(caller, "US")

    async def status(identity: str) -> int:
        answer = await caller.run("Get-MailboxFolderPermission", Identity=identity)
        return answer.status_code

    assert await status(f"{german}:\\Kalender") == await status(f"{english}:\\Calendar") == 200
    assert await status(f"{german}:\\Calendar") == await status(f"{english}:\\Kalender") == 404
    assert (await calendar(caller, german))[0]["FolderName"] == "Kalender"


async def test_a_new_language_names_the_folders_only_when_told_to(caller):
    user = speaking(caller, "US")
    which = {"Identity": user}

    await caller.rows("Set-MailboxRegionalConfiguration", **which, Language="de-DE")
    kept = (await calendar(caller, user))[0]["FolderName"]
    [region] = await caller.rows(
        "Get-MailboxRegionalConfiguration", **which, VerifyDefaultFolderNameLanguage=True
    )
    await caller.rows("Set-MailboxRegionalConfiguration", **which, LocalizeDefaultFolderName=True)
    renamed = (await calendar(caller, user))[0]["FolderName"]

    assert (kept, renamed) == ("Calendar", "Kalender")
    assert (region["Language"], region["DefaultFolderNameMatchingUserLanguage"]) == (
        "de-DE", False,
    )  # fmt: skip


async def test_an_entry_is_added_changed_and_removed_once_each(caller):
    user, [other] = speaking(caller, "US"), await caller.pick("manager")
    which = {"Identity": f"{user}:\\Calendar", "User": other}
    early = await caller.run("Set-MailboxFolderPermission", **which, AccessRights="Reviewer")

    [made] = await caller.rows("Add-MailboxFolderPermission", **which, AccessRights=["Reviewer"])
    twice = await caller.run("Add-MailboxFolderPermission", **which, AccessRights=["Reviewer"])
    await caller.rows(
        "Set-MailboxFolderPermission", **which, AccessRights=["Editor"],
        SharingPermissionFlags=["Delegate", "CanViewPrivateItems"],
    )  # fmt: skip
    [changed] = await caller.rows("Get-MailboxFolderPermission", **which)
    await caller.rows("Remove-MailboxFolderPermission", **which)
    late = await caller.run("Remove-MailboxFolderPermission", **which)

    assert made["AccessRights"] == ["Reviewer"]
    assert changed["AccessRights"] == ["Editor"]
    assert changed["SharingPermissionFlags"] == "Delegate, CanViewPrivateItems"
    assert refusal_of(early) == refusal_of(late) == "UserNotFoundInPermissionEntryException"
    assert refusal_of(twice) == "UserAlreadyExistsInPermissionEntryException"


async def test_the_entries_for_everybody_are_set_and_never_removed(caller):
    which = {"Identity": f"{speaking(caller, 'US')}:\\Calendar", "User": "default"}

    await caller.rows("Set-MailboxFolderPermission", **which, AccessRights=["LimitedDetails"])
    removal = await caller.run("Remove-MailboxFolderPermission", **which)

    [row] = await caller.rows("Get-MailboxFolderPermission", **which)
    assert row["AccessRights"] == ["LimitedDetails"]
    assert removal.status_code == 400


@pytest.mark.parametrize(
    ("folder", "given"),
    [
        ("Inbox", {"AccessRights": ["AvailabilityOnly"]}),
        ("Inbox", {"AccessRights": ["Editor"], "SharingPermissionFlags": ["Delegate"]}),
        ("Calendar", {"AccessRights": ["Reviewer"], "SharingPermissionFlags": ["Delegate"]}),
    ],
)
async def test_what_makes_sense_for_calendars_only_is_refused_elsewhere(caller, folder, given):
    [other] = await caller.pick("manager")
    identity = f"{speaking(caller, 'US')}:\\{folder}"

    answer = await caller.run("Add-MailboxFolderPermission", Identity=identity, User=other, **given)

    assert (answer.status_code, refusal_of(answer)) == (400, "RecipientTaskException")


async def test_a_stranger_is_no_user_of_a_folder(caller):
    identity = f"{speaking(caller, 'US')}:\\Inbox"

    answer = await caller.run(
        "Add-MailboxFolderPermission", Identity=identity, User="ghost", AccessRights=["Reviewer"]
    )

    assert refusal_of(answer) == "InvalidExternalUserIdException"


async def test_delegates_lose_their_mark_when_the_collection_is_reset(caller):
    user = assisted(caller)
    before = (await calendar(caller, user))[2]["SharingPermissionFlags"]
    [row] = await caller.rows("Get-MailboxFolderStatistics", Identity=user, FolderScope="Calendar")

    await caller.rows(
        "Remove-MailboxFolderPermission", Identity=f"{user}:{row['FolderId']}",
        ResetDelegateUserCollection=True,
    )  # fmt: skip

    assert (before, (await calendar(caller, user))[2]["SharingPermissionFlags"]) == (
        "Delegate", None,
    )  # fmt: skip


async def test_folders_add_up_to_what_the_mailbox_says(caller):
    user = speaking(caller, "US")
    [statistics] = await caller.rows("Get-MailboxStatistics", Identity=user)
    rows = await caller.rows("Get-MailboxFolderStatistics", Identity=user)

    [inbox] = await caller.rows(
        "Get-MailboxFolderStatistics", Identity=user, FolderScope="Inbox",
        IncludeOldestAndNewestItems=True,
    )  # fmt: skip

    root, *folders = rows
    inside = [row for row in folders if not row["FolderType"].startswith("Recoverable")]
    assert root["ItemsInFolderAndSubfolders"] == statistics["ItemCount"]
    assert (
        0 <= root["ItemsInFolderAndSubfolders"] - sum(row["ItemsInFolder"] for row in inside) < 20
    )
    assert inbox["OldestItemReceivedDate"] < inbox["NewestItemReceivedDate"]
    assert "OldestItemReceivedDate" not in rows[1]


@pytest.mark.parametrize(
    ("family", "change"),
    [
        ("CalendarProcessing", {"AutomateProcessing": "AutoAccept", "ResourceDelegates": ["a"]}),
        ("MailboxJunkEmailConfiguration", {"Enabled": False, "TrustedSendersAndDomains": ["b"]}),
        ("MailboxCalendarConfiguration", {"WorkingHoursStartTime": "09:30:00"}),
        ("MailboxMessageConfiguration", {"SignatureText": "Regards"}),
        ("MailboxRegionalConfiguration", {"Language": "fr-FR", "TimeZone": "UTC"}),
    ],
)
async def test_a_configuration_is_set_and_read_back(caller, family, change):
    [user] = await caller.pick("leaver")

    await caller.rows(f"Set-{family}", Identity=user, **change)

    [row] = await caller.rows(f"Get-{family}", Identity=user)
    assert {name: row[name] for name in change} == change


async def test_a_room_books_itself_and_a_person_does_not(caller):
    [room], [user] = await caller.pick("room"), await caller.pick("leaver")

    [of_room] = await caller.rows("Get-CalendarProcessing", Identity=room)
    [of_user] = await caller.rows("Get-CalendarProcessing", Identity=user)

    assert of_room["AutomateProcessing"] == "AutoAccept"
    assert of_user["AutomateProcessing"] == "AutoUpdate"
