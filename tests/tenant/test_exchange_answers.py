"""What answers carry: values and annotations, serialised objects, headers, and nothing at all."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from local.tenant.exchange.clixml import clixml
from local.tenant.exchange.values import Bytes, Guid, Huge, Local, Long, Short, Small
from local.tenant.exchange.wire import annotated
from tests.tenant.conftest import refusal_of

NAMESPACE = {"ps": "http://schemas.microsoft.com/powershell/2004/04"}
NOON = datetime(2026, 6, 14, 12, 0, 0, 120000, tzinfo=UTC)


async def switch(caller, **switches):
    assert (await caller.http.post("/_tenant/exchange", json=switches)).status_code == 200


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, {"X": True}),
        (None, {"X": None}),
        (7, {"X@data.type": "System.Int32", "X": 7}),
        (Short(7), {"X@data.type": "System.Int16", "X@odata.type": "#Int16", "X": 7}),
        (Small(7), {"X@data.type": "System.UInt16", "X@odata.type": "#Decimal", "X": 7}),
        (Long(7), {"X@data.type": "System.Int64", "X": 7}),
        (Huge(15394007230974001153), {"X": 15394007230974001153}),
        (Guid("a"), {"X@data.type": "System.Guid", "X@odata.type": "#Guid", "X": "a"}),
        (Bytes(1288490188), {"X": "1.2 GB (1,288,490,188 bytes)"}),
        (Bytes(18874368), {"X": "18 MB (18,874,368 bytes)"}),
        (NOON, {"X@data.type": "System.DateTime", "X": "2026-06-14T12:00:00.1200000Z"}),
        (
            Local(NOON),
            {"X@data.type": "System.DateTime", "X": "2026-06-14T12:00:00.1200000+00:00"},
        ),
        (timedelta(days=7), {"X": "7.00:00:00"}),
        (timedelta(milliseconds=300), {"X": "00:00:00.3000000"}),
        ([], {"X@odata.type": "#Collection(String)", "X": []}),
    ],
)
def test_each_kind_of_value_has_its_form_and_its_annotations(value, written):
    assert annotated({"X": value}) == written


async def test_two_dates_of_one_moment_differ_in_their_offset_alone(caller):
    [row] = await caller.rows("Get-Mailbox", ResultSize=1)

    assert row["WhenChanged"].endswith("+00:00")
    assert datetime.fromisoformat(row["WhenChanged"]) == datetime.fromisoformat(
        row["WhenChangedUTC"]
    )


async def test_rows_may_be_had_as_serialised_objects(caller):
    body = {"CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {"ResultSize": 1}}}
    headers = caller.exchange_headers | {"X-ResponseFormat": "clixml"}

    answer = await caller.http.post(f"{caller.root}/InvokeCommand", headers=headers, json=body)
    [row] = answer.json()["value"]
    found = ET.fromstring(row["_clixml"])  # noqa: S314 - written by the tenant in this process

    assert list(row) == ["_clixml"]
    assert found.find(".//ps:G[@N='ExchangeGuid']", NAMESPACE) is not None
    assert found.find(".//ps:B[@N='LitigationHoldEnabled']", NAMESPACE).text == "false"
    assert found.find(".//ps:Obj[@N='EmailAddresses']/ps:LST/ps:S", NAMESPACE) is not None


@pytest.mark.parametrize("text", ["<&>\"'", "two\r\nlines", "nul\x00", "_x0041_", "ü \u2028"])
def test_no_text_breaks_a_serialised_object(text):
    [found] = ET.fromstring(clixml({"Odd name(]": text})).iter(  # noqa: S314 - written above
        f"{{{NAMESPACE['ps']}}}S"
    )

    assert found.get("N") == "Odd name(]"
    assert found.text is not None
    assert "\x00" not in found.text
    assert "_x0041_" not in found.text.replace("_x005F_x0041_", "")


@pytest.mark.parametrize(
    ("shape", "status", "content"),
    [("value", 200, None), ("204", 204, b""), ("empty-200", 200, b"")],
)
async def test_nothing_to_return_has_the_shape_that_is_switched_on(caller, shape, status, content):
    await switch(caller, emptyAs=shape)
    [user] = await caller.pick("leaver")

    answer = await caller.run("Set-Mailbox", Identity=user, HiddenFromAddressListsEnabled=True)

    assert answer.status_code == status
    assert content is None or answer.content == content
    assert (await caller.picture(user))["mailbox"]["hidden"] is True


async def test_a_caller_who_wants_to_confirm_is_asked_and_nothing_is_done(caller):
    [user] = await caller.pick("leaver")
    hide = {"Identity": user, "HiddenFromAddressListsEnabled": True}

    asked = await caller.run("Set-Mailbox", **hide, Confirm=True)
    before = (await caller.picture(user))["mailbox"]["hidden"]
    await caller.rows("Set-Mailbox", **hide, Confirm=False)

    assert "Set-Mailbox" in asked.json()["@adminapi.confirmationmessage"]
    assert (before, (await caller.picture(user))["mailbox"]["hidden"]) == (False, True)


async def test_the_detail_of_an_error_may_be_a_document(caller):
    await switch(caller, errorDetail="json")

    answer = await caller.run("Get-Mailbox", Identity="ghost")

    detail = answer.json()["error"]["details"][0]["message"]
    assert '"stringId":"Ex6F9304"' in detail
    assert "ManagementObjectNotFoundException|" not in detail


async def test_an_error_names_its_exception_in_a_header_and_each_answer_its_request(caller):
    wrong = await caller.run("Get-Mailbox", Identity="ghost")
    headers = caller.exchange_headers | {"client-request-id": "mine"}
    body = {"CmdletInput": {"CmdletName": "Get-OrganizationConfig"}}
    right = await caller.http.post(f"{caller.root}/InvokeCommand", headers=headers, json=body)

    assert wrong.headers["x-exceptiontype"] == refusal_of(wrong)
    assert wrong.headers["request-id"]
    assert right.headers["client-request-id"] == "mine"
    assert "odata.streaming=true" in right.headers["content-type"]
    assert "rate-limit-limit" not in right.headers


async def test_the_budget_of_requests_is_told_when_switched_on(caller):
    await switch(caller, rateLimitHeaders=True)

    first = await caller.run("Get-OrganizationConfig")
    second = await caller.run("Get-OrganizationConfig")

    assert first.headers["rate-limit-limit"] == "30000"
    left = [int(one.headers["rate-limit-remaining"]) for one in (first, second)]
    assert left[0] - left[1] == 1
