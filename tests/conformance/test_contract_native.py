"""The native reads: keys in every spelling, sets, pages, and how a refusal is shaped."""

import base64
from urllib.parse import quote

import pytest

from tests.conformance.desk import said
from tests.conformance.test_contract_invoke import STRANGE

OF_A_RECIPIENT = {
    "@odata.context", "ObjectKey", "ExchangeVersion", "ExternalDirectoryObjectId", "Name",
    "OrganizationId", "RecipientType", "RecipientTypeDetails",
}  # fmt: skip


def quoted(identity):
    doubled = identity.replace("'", "''")
    return f"('{quote(doubled, safe='')}')"


def encoded(identity):
    text = base64.b64encode(identity.encode()).decode()
    return f"('{quote(text, safe='')}')"


async def test_every_way_of_writing_a_key_finds_the_same_mailbox(desk):
    [leaver] = await desk.pick("leaver")
    [row] = await desk.rows("Get-Mailbox", Identity=leaver)
    names = ("UserPrincipalName", "Alias", "Guid", "ExchangeGuid", "DistinguishedName")

    keys = [quoted(row[name]) for name in names] + [
        f"{encoded(row[name])}?IsEncoded=True" for name in names
    ]
    found = [(await desk.read(f"mailbox{key}")).json() for key in keys]

    assert {one["UserPrincipalName"] for one in found} == {leaver}
    assert len({one["ObjectKey"] for one in found}) == 1


@pytest.mark.parametrize("spell", [quoted, lambda name: f"{encoded(name)}?isencoded=TRUE"])
@pytest.mark.parametrize("name", STRANGE)
async def test_a_key_that_means_nobody_comes_back_whole(desk, name, spell):
    answer = await desk.read(f"Mailbox{spell(name)}")

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (404, "NotFound")
    assert error["message"] == "An server side error occured."
    assert said(answer)[0] == "ManagementObjectNotFoundException"
    assert f"object '{name}' couldn't be found" in said(answer)[1]


async def test_a_key_that_is_no_base64_is_a_bad_request(desk):
    answer = await desk.read("Mailbox('not base64')?IsEncoded=True")

    assert answer.status_code == 400
    assert "base64" in said(answer)[1]


@pytest.mark.parametrize(
    "path", ["Nothing", "Mailbox/Nothing", "Mailbox('{who}')/Nothing", "Mailbox('{who}'"]
)
async def test_an_address_that_does_not_exist_is_not_found_in_json(desk, path):
    [leaver] = await desk.pick("leaver")

    answer = await desk.read(path.format(who=leaver))

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NotFound")


@pytest.mark.parametrize(
    "query",
    ["$filter=Nothing eq 'a'", "$filter=Alias eq 'a", "PropertySet=Nothing", "$top=several"],
)
async def test_a_question_that_is_not_understood_is_a_bad_request(desk, query):
    answer = await desk.read(f"Mailbox?{query}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BadRequest")


async def test_a_filter_takes_quotes_as_text(desk):
    answer = await desk.read("Mailbox?$filter=DisplayName eq 'O''Neil' or Alias eq '(and) ''or'''")

    assert (answer.status_code, answer.json()["value"]) == (200, [])


async def test_each_set_has_property_sets_of_its_own(desk):
    [leaver] = await desk.pick("leaver")
    key = quoted(leaver)

    access = (await desk.read(f"CasMailbox{key}")).json()
    imap = (await desk.read(f"CasMailbox{key}?PropertySet=Imap")).json()
    recipient = (await desk.read(f"Recipient{key}")).json()

    assert {"ActiveSyncEnabled", "MAPIEnabled", "PrimarySmtpAddress"} <= access.keys()
    assert {"Guid", "Identity", "Name", "ImapEnabled"} <= imap.keys()
    assert "PopEnabled" not in imap
    assert recipient.keys() == OF_A_RECIPIENT


async def test_groups_are_recipients(desk):
    rows = await desk.rows("Get-DistributionGroup")
    address = rows[0]["PrimarySmtpAddress"]

    one = (await desk.read(f"Recipient{quoted(address)}?$select=Guid")).json()
    kinds = "RecipientTypeDetails=MailUniversalDistributionGroup,MailUniversalSecurityGroup"
    many = (await desk.read(f"Recipient?{kinds}&$select=Guid")).json()["value"]

    assert (await desk.read(f"Recipient{quoted(address)}")).json().keys() == OF_A_RECIPIENT
    assert one["Guid"] == rows[0]["Guid"]
    assert {row["Guid"] for row in many} == {row["Guid"] for row in rows}


async def test_the_service_document_names_what_can_be_read(desk):
    service = (await desk.http.get(desk.root, headers=desk.exchange)).json()

    read = [(await desk.read(one["url"])).status_code for one in service["value"]]
    assert [one["name"] for one in service["value"]] == ["Mailbox", "CasMailbox", "Recipient"]
    assert read == [200, 200, 200]
