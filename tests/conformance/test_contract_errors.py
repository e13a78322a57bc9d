"""Every way in which a cmdlet fails: status, exception, envelope, and what our client reads."""

import xml.etree.ElementTree as ET

import pytest

from shared.exchange.failures import failure
from shared.web.errors import (
    AlreadySo,
    Ambiguous,
    BadCall,
    Call,
    NotFound,
    Refused,
    ServiceFault,
)
from shared.web.request import Answer
from tests.conformance.desk import said

GHOST = {"Identity": "ghost@contoso.com"}


@pytest.fixture
async def names(desk):
    """People and groups of whom the failures are about."""
    leaver, other = await desk.pick("leaver", 2)
    [synced], twins = await desk.pick("synced"), await desk.pick("ambiguous", 4)
    people = await desk.rows("Get-Mailbox", ResultSize="Unlimited")
    shown = [row["DisplayName"] for row in people if row["UserPrincipalName"] in twins]
    await desk.rows("New-DistributionGroup", Name="Taken", Members=[leaver])
    return {
        "leaver": leaver, "other": other, "synced": synced,
        "twins": next(name for name in shown if shown.count(name) == 2),
    }  # fmt: skip


ADD, REMOVE = "Add-DistributionGroupMember", "Remove-DistributionGroupMember"
INSISTING = {"Identity": "Taken", "BypassSecurityGroupManagerCheck": True}
TAKEN = {"@odata.type": "#Exchange.GenericHashTable", "Add": ["smtp:{other}"]}
FAILURES = [
    ("Get-Mailbox", GHOST, 404, "ManagementObjectNotFoundException", NotFound),
    ("Set-Mailbox", GHOST | {"Type": "Shared"}, 404, "ManagementObjectNotFoundException", NotFound),
    ("Get-MailboxPermission", GHOST, 404, "ManagementObjectNotFoundException", NotFound),
    ("Get-DistributionGroup", GHOST, 404, "ManagementObjectNotFoundException", NotFound),
    ("Get-Mailbox", {"Identity": "{twins}"}, 500, "ManagementObjectAmbiguousException", Ambiguous),
    ("Set-Mailbox", {"Identity": "{leaver}", "EmailAddresses": TAKEN}, 409,
     "ProxyAddressExistsException", BadCall),
    ("New-DistributionGroup", {"Name": "Taken"}, 400, "ADObjectAlreadyExistsException", AlreadySo),
    (ADD, {"Identity": "Taken", "Member": "{leaver}"}, 400,
     "OperationRequiresGroupManagerException", BadCall),
    (ADD, INSISTING | {"Member": "{leaver}"}, 400, "MemberAlreadyExistsException", AlreadySo),
    (REMOVE, INSISTING | {"Member": "{other}"}, 400, "MemberNotFoundException", AlreadySo),
    ("Set-Mailbox", {"Identity": "{synced}", "DisplayName": "New"}, 400, "RecipientTaskException",
     BadCall),
    ("Set-Mailbox", {"Identity": "{leaver}", "Type": "Nope"}, 400,
     "ParameterTransformationException", BadCall),
    ("Set-Mailbox", {"Identity": "{leaver}", "EmailAddresses": {"Add": ["x"]}}, 400,
     "ParameterTransformationException", BadCall),
    ("Get-Mailbox", {"Bogus": 1}, 400, "AmbiguousParameterSetException", BadCall),
    ("Set-Mailbox", {"Type": "Shared"}, 400, "ParameterBindingException", BadCall),
    ("Get-MessageTrace", {}, 400, None, BadCall),
]  # fmt: skip


def filled(value, names):
    match value:
        case str():
            return value.format_map(names)
        case list():
            return [filled(one, names) for one in value]
        case dict():
            return {key: filled(one, names) for key, one in value.items()}
        case _:
            return value


def read(answer):
    body = Answer(answer.status_code, dict(answer.headers), answer.content)
    return failure(Call("x"), body)


@pytest.mark.parametrize(("cmdlet", "given", "status", "name", "ours"), FAILURES)
async def test_a_failure_is_told_by_its_exception_and_read_as_what_it_is(
    desk, names, cmdlet, given, status, name, ours
):
    answer = await desk.invoke(cmdlet, **filled(given, names))

    assert answer.status_code == status, answer.text
    error, (kind, text) = answer.json()["error"], said(answer)
    assert name in {kind, None}
    assert answer.headers["x-exceptiontype"] == kind
    assert {"code", "message", "innererror", "@adminapi.warnings"} <= error.keys()
    found = read(answer)
    assert type(found) is ours
    assert text.strip() in found.detail


@pytest.mark.parametrize("detail", ["pipe", "json"])
@pytest.mark.parametrize("status", [404, 400, 500])
async def test_what_is_not_there_is_so_by_any_status_and_in_either_form(desk, status, detail):
    switches = {"notFoundStatus": status, "errorDetail": detail}
    await desk.http.post("/_tenant/exchange", json=switches)

    answer = await desk.invoke("Get-Mailbox", **GHOST)

    found = read(answer)
    assert answer.status_code == found.status == status
    assert type(found) is NotFound
    assert "'ghost@contoso.com' couldn't be found on" in found.detail


@pytest.mark.parametrize("body", ["nul", "sentence", "json"])
async def test_a_refusal_is_one_whatever_its_body_is(desk, body):
    await desk.http.post("/_tenant/exchange", json={"forbiddenBody": body})

    answer = await desk.invoke("Get-Nonsense")

    assert answer.status_code == 403
    assert type(read(answer)) is Refused


@pytest.mark.parametrize(
    "name",
    ["DCOverloadedException", "SuitabilityDirectoryException", "ServerInMMException",
     "ADServerSettingsChangedException", "StorageTransientException"],
)  # fmt: skip
async def test_a_passing_trouble_hides_in_a_500_under_its_name(desk, name):
    rule = {"kind": "status", "status": 500, "exception": name, "cmdlet": "Get-Mailbox"}
    await desk.http.post("/_tenant/faults", json=[rule])

    answer = await desk.invoke("Get-Mailbox", **GHOST)

    assert (answer.status_code, said(answer)[0]) == (500, name)
    assert type(read(answer)) is ServiceFault


async def test_rows_come_as_serialised_objects_for_who_asks_so(desk):
    [leaver] = await desk.pick("leaver")
    desk.exchange["X-ResponseFormat"] = "clixml"

    answer = await desk.invoke("Get-Mailbox", Identity=leaver)

    [row] = answer.json()["value"]
    assert row.keys() == {"_clixml"}
    root = ET.fromstring(row["_clixml"])  # noqa: S314 - written by the tenant under test
    space = "{http://schemas.microsoft.com/powershell/2004/04}"
    texts = {one.get("N"): one.text for one in root.iter(f"{space}S")}
    assert root.tag == f"{space}Objs"
    assert texts["UserPrincipalName"] == leaver
