"""The mailbox usage report, from the redirect to typed rows."""

import gzip
from contextlib import nullcontext
from datetime import date

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.graph.csv_records import Records
from shared.web.errors import (
    Expired,
    Malformed,
    Refused,
    ServiceError,
    ServiceFault,
    Throttled,
    Unreachable,
    Unsupported,
)
from tests.graph.wired import ORIGIN, Wired

PLACE = "https://reportsncu.office.com/data/download/s3cret-key?token=s3cret-too"
HEAD = (
    "Report Refresh Date,User Principal Name,Display Name,Is Deleted,Deleted Date,Created Date,"
    "Last Activity Date,Item Count,Storage Used (Byte),Issue Warning Quota (Byte),"
    "Prohibit Send Quota (Byte),Prohibit Send/Receive Quota (Byte),Deleted Item Count,"
    "Deleted Item Size (Byte),Deleted Item Quota (Byte),Has Archive,Report Period"
)
ADELE = (
    '2026-11-22,adele@contoso.com,"Vance, Adele",False,,2020-01-02,2026-11-21,10,2048,'
    "53150220288,53687091200,53687091200,3,4,5,True,7"
)


def service(body, *, status=200, location=PLACE, first=302):
    """Graph, which sends to *location*, and whoever answers there."""

    def handle(request):
        if str(request.url).startswith(f"{ORIGIN}/"):
            return httpx.Response(first, headers={"location": location} if location else {})
        return httpx.Response(status, content=body)

    return handle


async def rows(wired):
    return [row async for row in wired.graph.usage_report()]


async def test_a_mailbox_is_read_by_the_names_of_the_columns():
    wired = Wired(service(f"\ufeff{HEAD}\r\n{ADELE}\r\n".encode()))

    [adele] = await rows(wired)

    assert (adele.upn, adele.display_name) == ("adele@contoso.com", "Vance, Adele")
    assert adele.refreshed == date(2026, 11, 22)
    assert (adele.used_bytes, adele.items, adele.deleted_bytes) == (2048, 10, 4)
    assert (adele.warning_bytes, adele.send_bytes) == (53150220288, 53687091200)
    assert (adele.deleted, adele.has_archive, adele.recipient_type) == (False, True, None)
    assert not adele.concealed
    assert wired.urls[0] == f"{ORIGIN}/v1.0/reports/getMailboxUsageDetail(period='D7')"


async def test_the_token_does_not_travel_to_the_file():
    wired = Wired(service(HEAD.encode()))

    assert await rows(wired) == []

    assert "authorization" in wired.sent[0].headers
    assert "authorization" not in wired.sent[1].headers
    assert wired.sent[1].url == PLACE


async def test_columns_may_come_and_go_and_what_is_missing_is_unknown():
    head = "Shiny New,Storage Used (Byte),user principal name,Report Refresh Date,Recipient Type"
    text = f"{head}\n1,,adele@contoso.com,2026-11-22,Shared\n2,many,b@contoso.com,soon,\n"

    adele, other = await rows(Wired(service(text.encode())))

    assert (adele.used_bytes, adele.send_bytes, adele.has_archive) == (None, None, None)
    assert adele.recipient_type == "Shared"
    assert (other.used_bytes, other.refreshed, other.recipient_type) == (None, None, None)


async def test_concealed_names_are_told_apart():
    hidden = ADELE.replace("adele@contoso.com", "8A3C0F7E2B1D4C5E9F60718293A4B5C6")

    [row] = await rows(Wired(service(f"{HEAD}\n{hidden}".encode())))

    assert row.concealed
    assert row.used_bytes == 2048


@pytest.mark.parametrize(("said", "hidden"), [(True, True), (False, False)])
async def test_whether_names_are_concealed_can_be_asked(said, hidden):
    wired = Wired(lambda request: httpx.Response(200, json={"displayConcealedNames": said}))

    assert await wired.graph.conceals_names() is hidden


async def test_not_being_told_is_not_not_concealed():
    with pytest.raises(Malformed):
        await Wired(lambda request: httpx.Response(200, json={})).graph.conceals_names()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        HEAD.replace("User Principal Name", "User").encode(),
        HEAD.replace("Report Refresh Date", "Date").encode(),
        f"{HEAD}\n{ADELE[:60]}".encode(),
        f'{HEAD}\n{ADELE}\n2026-11-22,"adele'.encode(),
        f"{HEAD}\n".encode() + b"2026-11-22,\xff\xfe",
        f"{HEAD}\n".encode() + b'"' + b"x" * 70_000,
        f"{HEAD}\n".encode() + f"{ADELE}\n".encode() * 1000,
    ],
    ids=["empty", "html", "no-key", "no-date", "cut", "quote", "bytes", "endless", "too-large"],
)
async def test_a_file_that_is_no_report_is_no_short_report(body):
    with pytest.raises(Malformed):
        await rows(Wired(service(body)))


@pytest.mark.parametrize(
    "location",
    [
        None,
        "",
        "http://reports.office.com/x",
        "https://evil.example/x",
        "https://reports.office.com.evil.example/x",
        "https://evil-office.com/x",
        "https://office.com@evil.example/x",
        "https://x@reports.office.com/x",
        "https://reports.office.com:8443/x",
        "https://evil.example\\.office.com/x",
        "https://[office.com/x",
        "https://127.0.0.1/x",
        "/data/download/x",
        "file:///etc/passwd",
    ],
)
async def test_a_file_at_an_unknown_place_is_not_fetched(location):
    wired = Wired(service(HEAD.encode(), location=location))

    with pytest.raises(Malformed):
        await rows(wired)

    assert len(wired.sent) == 1


@pytest.mark.parametrize(
    ("location", "fetched"),
    [
        ("https://127.0.0.1:8443/file", True),
        ("https://127.0.0.1/file", False),
        ("https://127.0.0.1:8444/file", False),
        ("https://reports.office.com/file", False),
    ],
)
async def test_a_local_tenant_keeps_its_files_at_its_own_port(location, fetched):
    wired = Wired(service(HEAD.encode(), location=location), places=("127.0.0.1:8443",))

    with nullcontext() if fetched else pytest.raises(Malformed):
        assert await rows(wired) == []

    assert len(wired.sent) == (2 if fetched else 1)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(302, Malformed), (403, Expired), (404, Expired), (429, Throttled), (500, ServiceFault)],
)
async def test_a_failed_download_is_one_of_our_errors(status, kind):
    with pytest.raises(kind):
        await rows(Wired(service(b"", status=status)))


async def test_a_download_that_fails_at_first_is_tried_again():
    answers = iter([httpx.Response(503), httpx.Response(200, content=HEAD.encode())])
    graph = service(b"")
    wired = Wired(lambda one: graph(one) if "graph" in one.url.host else next(answers))

    assert await rows(wired) == []

    assert len(wired.sent) == 3


async def test_a_download_that_breaks_off_is_an_error_after_what_it_gave():
    async def half():
        yield f"{HEAD}\n".encode() + f"{ADELE}\n".encode() * 600
        raise httpx.ReadError(f"lost {PLACE}")

    wired = Wired(service(half()))
    report = wired.graph.usage_report()
    given = await anext(report)

    with pytest.raises(Unreachable) as caught:
        [row async for row in report]

    assert "s3cret" not in str(caught.value)
    assert given.upn == "adele@contoso.com"
    assert len(wired.sent) == 2


@pytest.mark.parametrize("status", [200, 302, 404, 500])
async def test_the_address_is_in_no_error_and_in_no_account(status):
    wired = Wired(service(b"<html>", status=status))

    with pytest.raises(ServiceError) as caught:
        await rows(wired)

    told = f"{caught.value!s} {caught.value!r} {caught.value.__cause__!r} {wired.account.lines!r}"
    assert "s3cret" not in told


def packed(encoding):
    """A service whose file is packed once and says that it is packed as *encoding*."""
    graph, body = service(b""), gzip.compress(f"{HEAD}\n{ADELE}\n".encode())

    def handle(request):
        if "graph" in request.url.host:
            return graph(request)
        stream = httpx.ByteStream(body)
        return httpx.Response(200, headers={"content-encoding": encoding}, stream=stream)

    return handle


async def test_a_file_is_unpacked():
    [adele] = await rows(Wired(packed("gzip")))

    assert adele.upn == "adele@contoso.com"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate"])
async def test_a_file_that_is_packed_in_another_way_is_not_unpacked(encoding):
    with pytest.raises(Malformed, match="encoded"):
        await rows(Wired(packed(encoding)))


async def test_a_refusal_of_the_report_is_graphs_own():
    denied = {"error": {"code": "Authorization_RequestDenied", "message": "no"}}

    with pytest.raises(Refused):
        await rows(Wired(lambda request: httpx.Response(403, json=denied)))


async def test_a_cloud_without_the_report_says_so_before_anything_is_sent():
    wired = Wired(service(b""), places=())

    with pytest.raises(Unsupported):
        await rows(wired)

    assert wired.sent == []


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6),
    st.integers(1, 40),
    st.booleans(),
)
def test_records_are_the_same_however_the_file_is_cut(table, size, mark):
    text = "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in table
    )
    body = text.encode("utf-8-sig" if mark else "utf-8")
    records, found = Records(), []

    for start in range(0, len(body), size):
        found += records.feed(body[start : start + size])

    assert found + records.close() == table
