"""InvokeCommand: pages, names that mean nobody or several, and how a refusal is shaped."""

import pytest

from tests.conformance.desk import said

STRANGE = [
    pytest.param("ghost@contoso.com", id="plain"),
    pytest.param("o'neil@contoso.com", id="quote"),
    pytest.param("o'neil_fabrikam.com#EXT#@contoso.onmicrosoft.com", id="guest"),
    pytest.param("a/b\\c?d=%41&e@contoso.com", id="reserved"),
    pytest.param("zoë.日本@contoso.com", id="unicode"),
    pytest.param("x" * 300, id="long"),
]


async def test_pages_by_posting_again_give_everybody_once(desk):
    answer = await desk.invoke("Get-Mailbox", size=90, ResultSize="Unlimited")
    pages = [answer.json()]
    while link := pages[-1].get("@odata.nextLink"):
        pages.append(
            (await desk.invoke("Get-Mailbox", link, size=90, ResultSize="Unlimited")).json()
        )

    sizes = [len(page["value"]) for page in pages]
    people = {row["ExchangeGuid"] for page in pages for row in page["value"]}
    assert sizes == [90, 90, 70]
    assert len(people) == 250 == desk.tenant["mailboxes"]
    assert all(page["@adminapi.warnings"] == [] for page in pages)


@pytest.mark.parametrize(
    ("anchor", "given"),
    [
        pytest.param("UPN:someone.else@contoso.com", {}, id="another-anchor"),
        pytest.param(None, {}, id="no-anchor"),
        pytest.param("same", {"ResultSize": 200}, id="another-body"),
    ],
)
async def test_a_page_belongs_to_its_anchor_and_its_body(desk, anchor, given):
    first = await desk.invoke("Get-Mailbox", size=10, ResultSize="Unlimited")
    link = first.json()["@odata.nextLink"]

    parameters = {"ResultSize": "Unlimited"} | given
    where = {} if anchor == "same" else {"anchor": anchor}
    answer = await desk.invoke("Get-Mailbox", link, size=10, **where, **parameters)

    assert answer.status_code == 400
    assert said(answer)[1].startswith("Expired or Invalid pagination request.")


async def test_a_page_that_was_asked_for_without_an_anchor_has_no_next(desk):
    first = await desk.invoke("Get-Mailbox", anchor=None, size=10, ResultSize=20)

    link = first.json()["@odata.nextLink"]
    answer = await desk.invoke("Get-Mailbox", link, anchor=None, size=10, ResultSize=20)

    assert answer.status_code == 400
    assert said(answer)[1].startswith("Expired or Invalid pagination request.")


async def test_a_result_cut_short_says_so_on_its_last_page(desk):
    first = (await desk.invoke("Get-Mailbox", size=20, ResultSize=30)).json()
    last = (
        await desk.invoke("Get-Mailbox", first["@odata.nextLink"], size=20, ResultSize=30)
    ).json()

    assert (len(first["value"]), first["@adminapi.warnings"]) == (20, [])
    assert (len(last["value"]), len(last["@adminapi.warnings"])) == (10, 1)
    assert "There are more results available" in last["@adminapi.warnings"][0]
    assert "@odata.nextLink" not in last


@pytest.mark.parametrize("name", STRANGE)
async def test_a_name_that_means_nobody_comes_back_whole(desk, name):
    answer = await desk.invoke("Get-Mailbox", Identity=name)

    error = answer.json()["error"]
    kind, text = said(answer)
    assert (answer.status_code, error["code"]) == (404, "NotFound")
    assert error["message"] == "Error executing cmdlet"
    assert kind == answer.headers["x-exceptiontype"] == "ManagementObjectNotFoundException"
    assert f"object '{name}' couldn't be found" in text


async def test_a_name_that_means_two_people_is_refused(desk):
    [one, *_] = await desk.pick("ambiguous", 4)
    rows = await desk.rows("Get-Mailbox", ResultSize="Unlimited")
    names = [row["DisplayName"] for row in rows]
    twice = next(name for name in names if names.count(name) == 2)

    answer = await desk.invoke("Get-Mailbox", Identity=twice)

    assert one in {row["UserPrincipalName"] for row in rows}
    assert answer.status_code == 500
    assert said(answer)[0] == "ManagementObjectAmbiguousException"


@pytest.mark.parametrize(
    ("cmdlet", "given", "kind"),
    [
        ("Get-Mailbox", {"Bogus": 1}, "AmbiguousParameterSetException"),
        ("Set-Mailbox", {"HiddenFromAddressListsEnabled": True}, "ParameterBindingException"),
        ("Set-Mailbox", {"Identity": "x", "Type": "Nope"}, "ParameterTransformationException"),
        ("Get-Mailbox", {"Identity": {"a": 1}}, "ParameterTransformationException"),
    ],
)
async def test_parameters_that_do_not_fit_are_a_bad_request(desk, cmdlet, given, kind):
    answer = await desk.invoke(cmdlet, **given)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BadRequest")
    assert said(answer)[0] == kind
    assert ("details" in answer.json()["error"]) is (kind != "ParameterTransformationException")


async def test_an_unknown_cmdlet_is_answered_as_a_forbidden_one_with_nul_bytes(desk):
    answer = await desk.invoke("Get-Nonsense")

    assert answer.status_code == 403
    assert set(answer.content) == {0}


async def test_a_filter_reaches_groups_and_lists_of_addresses(desk):
    rows = await desk.rows("Get-Recipient", ResultSize="Unlimited")
    groups = [
        row for row in rows if row["RecipientTypeDetails"] == "MailUniversalDistributionGroup"
    ]
    address = groups[0]["EmailAddresses"][0]

    by_kind = await desk.rows(
        "Get-Recipient", Filter="RecipientTypeDetails -eq 'MailUniversalDistributionGroup'"
    )
    by_address = await desk.rows("Get-Recipient", Filter=f"EmailAddresses -eq '{address}'")

    assert [row["Guid"] for row in by_kind] == [row["Guid"] for row in groups]
    assert [row["Guid"] for row in by_address] == [groups[0]["Guid"]]
