"""The client against a service that is a function: pages, warnings, dry runs, native reads."""

import base64
import json
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from shared.exchange import pager
from shared.exchange.filters import odata_all, odata_equal, odata_starts, opath_all, opath_equal
from shared.web.errors import BadCall, Expired, Malformed, NotFound, Refused, ServiceFault
from tests.exchange.calling import CUT, INVOKE, ROOT, Calling, exception, script


def linked(rows, link, **more):
    return {"value": rows, "@odata.nextLink": link, **more}


async def test_pages_are_asked_for_with_the_same_call_and_joined():
    pages = linked([{"n": 1}], f"{INVOKE}?%24skiptoken=1", **{"@adminapi.warnings": [CUT]})
    calling = Calling(script(pages, {"value": [{"n": 2}], "@adminapi.warnings": ["w"]}))

    reply = await calling.exchange.reply("Get-Mailbox", ResultSize="Unlimited")

    assert reply.rows == [{"n": 1}, {"n": 2}]
    assert reply.warnings == (CUT, "w")
    first, second = calling.sent
    assert (first.method, second.method) == ("POST", "POST")
    assert first.content == second.content
    assert first.headers["x-anchormailbox"] == second.headers["x-anchormailbox"]
    assert calling.urls == [INVOKE, f"{INVOKE}?%24skiptoken=1"]
    assert calling.exchange.calls == 2


async def test_a_list_cut_at_the_default_size_is_an_error_with_advice():
    calling = Calling(script({"value": [{"n": 1}], "@adminapi.warnings": [CUT]}))

    with pytest.raises(BadCall, match="ResultSize='Unlimited'"):
        await calling.exchange.invoke("Get-Mailbox")


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(httpx.Response(403, content=b"\0" * 500), Refused, id="refused"),
        pytest.param(httpx.Response(200, text="<html>"), Malformed, id="html"),
        pytest.param(
            httpx.Response(
                400,
                json={"error": {"message": "Expired or Invalid pagination request. Default E"}},
            ),
            Expired,
            id="expired",
        ),
        pytest.param(linked([], "https://evil.example/x"), Malformed, id="elsewhere"),
        pytest.param(linked([], f"{INVOKE}?%24skiptoken=1"), Malformed, id="circle"),
    ],
)
async def test_a_later_page_that_fails_makes_the_list_an_error(second, expected):
    calling = Calling(script(linked([{"n": 1}], f"{INVOKE}?%24skiptoken=1"), second))

    with pytest.raises(expected):
        await calling.exchange.invoke("Get-Mailbox", ResultSize="Unlimited")

    assert len(calling.sent) == 2
    assert {request.url.host for request in calling.sent} == {"outlook.office365.com"}


async def test_a_listing_without_an_end_is_given_up(monkeypatch):
    monkeypatch.setattr(pager, "_MOST_PAGES", 5)
    numbers = iter(range(100))

    def endless(request):
        link = f"{INVOKE}?%24skiptoken={next(numbers)}"
        return httpx.Response(200, json=linked([], link))

    calling = Calling(endless)

    with pytest.raises(Malformed, match="no end after 5 pages"):
        await calling.exchange.invoke("Get-Mailbox", ResultSize="Unlimited")
    assert len(calling.sent) == 5


async def test_in_a_dry_run_a_write_does_not_leave_and_a_read_does():
    calling = Calling(script({"value": [{"n": 1}]}), what_if=True)

    assert await calling.exchange.invoke("Set-Mailbox", Identity="m-1", Type="Shared") == []
    assert await calling.exchange.invoke("Get-Mailbox", Identity="m-1") == [{"n": 1}]
    assert len(calling.sent) == 1


async def test_a_write_answered_unreadably_is_not_sent_again():
    calling = Calling(lambda _: httpx.Response(200, text="<html>"))

    with pytest.raises(ServiceFault, match="may have run"):
        await calling.exchange.invoke("Set-Mailbox", Identity="m-1", Type="Shared")
    assert len(calling.sent) == 1


NATIVE = {
    "mailbox": ("Mailbox", {}),
    "cas_mailbox": ("CasMailbox", {}),
    "recipient": ("Recipient", {}),
    "mailbox_statistics": ("Mailbox/Exchange.GetMailboxStatistics()", {}),
    "mailbox_permissions": ("Mailbox/MailboxPermission", {}),
    "recipient_permissions": ("Recipient", {"$expand": "RecipientPermission"}),
    "folder_permissions": ("Mailbox/MailboxFolder('Calendar')/MailboxFolderPermission", {}),
    "folder_statistics": ("Mailbox/MailboxFolder/Exchange.GetMailboxFolderStatistics()", {}),
    "mobile_device_statistics": ("Mailbox/MobileDevice/Exchange.GetMobileDeviceStatistics()", {}),
}


@pytest.mark.parametrize("method", NATIVE)
async def test_each_native_read_is_a_get_at_its_own_address(method):
    calling = Calling(script({"Name": "a", "RecipientPermission": [{"Trustee": "b"}]}))

    await getattr(calling.exchange, method)("adele@contoso.com")

    [sent] = calling.sent
    path, options = NATIVE[method]
    first, slash, rest = path.partition("/")
    assert sent.method == "GET"
    assert (
        unquote(sent.url.path) == urlsplit(f"{ROOT}/{first}('adele@contoso.com'){slash}{rest}").path
    )
    assert dict(sent.url.params) == options
    assert sent.headers["prefer"] == "odata.maxpagesize=1000"
    assert sent.headers["x-cmdletname"].startswith("Get-EXO")
    assert sent.content == b""


@pytest.mark.parametrize(
    "identity",
    ["guest_fabrikam.com#EXT#@contoso.com", "o'brien", "a/b", "a\\b", "50%", "Zoë", "😀" * 300],
)
async def test_an_awkward_identity_goes_as_base64_and_arrives_as_it_is(identity):
    calling = Calling(script({"value": []}))

    await calling.exchange.folder_permissions(identity)

    [sent] = calling.sent
    assert sent.url.params["IsEncoded"] == "True"
    raw = sent.url.raw_path.decode().partition("?")[0].split("/")
    assert len(raw) == 7  # no slash of a key makes a step of its own
    keys = [unquote(step).partition("('")[2].removesuffix("')") for step in raw[4:6]]
    assert [base64.b64decode(key).decode() for key in keys] == [identity, "Calendar"]


@pytest.mark.parametrize("identity", ["", " ", "m\ud800"])
async def test_no_identity_is_refused_before_anything_is_sent(identity):
    calling = Calling(script())

    with pytest.raises(BadCall, match="nothing was sent"):
        await calling.exchange.mailbox(identity)
    with pytest.raises(BadCall, match="nothing was sent"):
        await calling.exchange.folder_statistics("m-1", "x'),y=('")
    assert calling.sent == []


async def test_a_native_listing_takes_its_query_and_goes_on_by_get():
    calling = Calling(
        script(linked([{"n": 1}], f"{ROOT}/Mailbox?%24skiptoken=1"), {"value": [{"n": 2}]})
    )
    where = odata_all(
        odata_equal("RecipientTypeDetails", "UserMailbox"), odata_starts("Alias", "o'b")
    )

    pages = calling.exchange.mailboxes(
        "Minimum", "Quota", select=["Alias"], where=where, top=5, options={"Archive": "true"}
    )

    assert [page async for page in pages] == [[{"n": 1}], [{"n": 2}]]
    first, second = calling.sent
    assert dict(first.url.params) == {
        "PropertySet": "Minimum,Quota",
        "$select": "Alias",
        "$filter": "(RecipientTypeDetails eq 'UserMailbox') and (startswith(Alias,'o''b'))",
        "$top": "5",
        "Archive": "true",
    }
    assert (second.method, str(second.url)) == ("GET", f"{ROOT}/Mailbox?%24skiptoken=1")


async def test_one_object_is_one_row_and_none_is_an_error():
    missing = httpx.Response(404, json=exception("Tasks.ManagementObjectNotFoundException"))
    calling = Calling(script({"value": [{}, {}]}, missing, {"value": []}, {"Name": "a"}))

    with pytest.raises(Malformed, match="2 came"):
        await calling.exchange.mailbox("m-1")
    with pytest.raises(NotFound):
        await calling.exchange.mailbox("m-1")
    assert await calling.exchange.mailbox_statistics("m-1", archive=True) is None
    assert calling.sent[-1].url.params["Archive"] == "true"
    with pytest.raises(Malformed, match="no list of permissions"):
        await calling.exchange.recipient_permissions("m-1")


async def test_a_claims_challenge_is_answered_with_a_new_token_once():
    challenge = 'Bearer error="insufficient_claims", claims="eyJhIjoxfQ=="'
    refused = httpx.Response(401, headers={"www-authenticate": challenge})
    calling = Calling(script(refused, {"value": [{"n": 1}]}))

    assert await calling.exchange.invoke("Get-Mailbox", Identity="m-1") == [{"n": 1}]
    assert calling.tokens.renewed == ["eyJhIjoxfQ=="]


def test_a_quote_in_a_filter_ends_no_text():
    assert opath_equal("Members", "CN=O'Brien") == "Members -eq 'CN=O''Brien'"
    assert opath_all(opath_equal("A", value=True), "B") == "(A -eq 'True') -and (B)"
    assert odata_equal("LitigationHoldEnabled", value=False) == "LitigationHoldEnabled eq false"
    with pytest.raises(ValueError, match="no name of a property"):
        opath_equal("A -or B", "x")


async def test_the_parameters_of_each_call_are_json_of_their_own():
    calling = Calling(script({"value": []}))

    await calling.exchange.invoke("get-mailbox", identity="m-1")

    body = json.loads(calling.sent[0].content)
    assert body == {"CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {"Identity": "m-1"}}}
