"""What cmdlets answer, value by value, as public captures of the service have it: `rows.json`."""

import json
from pathlib import Path

import pytest

from tests.conformance.row_kinds import told

ROWS = json.loads((Path(__file__).parent / "rows.json").read_text(encoding="utf-8"))


@pytest.fixture
async def names(desk):
    """People and groups at whom each cmdlet finds something."""
    for user in await desk.pick("leaver", 30):
        device = await desk.rows("Get-MobileDevice", Mailbox=user)
        rules = device and await desk.rows("Get-InboxRule", Mailbox=user, IncludeHidden=True)
        if device and rules:
            break
    scope = {"Identity": user, "FolderScope": "Calendar"}
    [calendar, *_] = await desk.rows("Get-MailboxFolderStatistics", **scope)
    [group, *_] = await desk.rows("Get-DistributionGroup")
    return {"user": user, "calendar": calendar["Name"], "group": group["PrimarySmtpAddress"]}


@pytest.mark.parametrize("cmdlet", ROWS)
async def test_each_value_is_of_its_kind_and_annotated(desk, names, cmdlet):
    if cmdlet == "Get-TransportRule":
        made = {"Name": "Outside", "FromScope": "NotInOrganization", "PrependSubject": "[ext] "}
        await desk.rows("New-TransportRule", **made)
    given = {
        key: value.format_map(names) if isinstance(value, str) else value
        for key, value in ROWS[cmdlet]["given"].items()
    }

    rows = await desk.rows(cmdlet, **given)

    assert rows
    for row in rows[:20]:
        absent = [name for name in ROWS[cmdlet]["keys"] if name not in row]
        wrong = {
            name: {key: value for key, value in row.items() if key.partition("@")[0] == name}
            for name, kind in ROWS[cmdlet]["keys"].items()
            if name in row and not told(row, name, kind)
        }
        assert (absent, wrong) == ([], {})
