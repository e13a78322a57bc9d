import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange import protocol
from shared.exchange.catalogue import catalogue
from shared.exchange.command import command
from shared.exchange.protocol import Organization
from shared.exchange.sizes import Size
from shared.web.errors import (
    AlreadySo,
    Ambiguous,
    BadCall,
    Call,
    Malformed,
    NotFound,
    Refused,
    ServiceError,
    ServiceFault,
    Throttled,
)
from shared.web.request import Answer, Request

TENANT = "11111111-2222-3333-4444-555555555555"
CONTOSO = Organization("https://outlook.office365.com", TENANT)
CALL = Call("Get-Mailbox", "adele@contoso.com")


def asked(cmdlet: str, **given_: object) -> Request:
    return protocol.invoke(CONTOSO, command(catalogue(), cmdlet, given_), request_id="r")


def parameters(cmdlet: str, **given_: object) -> dict[str, object]:
    body = json.loads(asked(cmdlet, **given_).body or b"")
    assert body["CmdletInput"]["CmdletName"] == cmdlet
    return body["CmdletInput"]["Parameters"]


def error(name: str, status: int, text: str = "why") -> Answer:
    detail = {"code": "Client", "target": "", "message": f"Ex1|Microsoft.Exchange.{name}|{text}"}
    body = {"error": {"code": "X", "message": "Error executing cmdlet", "details": [detail]}}
    return Answer(status, {}, json.dumps(body).encode())


def test_a_write_confirms_itself_and_a_read_does_not():
    assert parameters("Set-Mailbox", Identity="m-1", Type="Shared") == {
        "Identity": "m-1",
        "Type": "Shared",
        "Confirm": False,
    }
    assert parameters("Get-Mailbox", Identity="m-1") == {"Identity": "m-1"}


def test_a_write_that_cannot_prompt_is_not_told_to_confirm_itself():
    assert parameters("Set-Clutter", Identity="m-1", Enable=False) == {
        "Identity": "m-1",
        "Enable": False,
    }


def test_values_travel_as_exchange_binds_them():
    sent = parameters(
        "Set-Mailbox",
        Identity="m-1",
        IssueWarningQuota=Size(49 * 1024**3),
        GrantSendOnBehalfTo={"add": ["b@contoso.com"]},
        ForwardingSmtpAddress=None,
        LitigationHoldDate=datetime(2026, 11, 24, 6, 0, tzinfo=UTC),
    )

    assert sent["IssueWarningQuota"] == "52613349376"
    assert sent["GrantSendOnBehalfTo"] == {
        "@odata.type": "#Exchange.GenericHashTable",
        "add": ["b@contoso.com"],
    }
    assert sent["ForwardingSmtpAddress"] is None
    assert sent["LitigationHoldDate"] == "2026-11-24T06:00:00.0000000Z"


def test_a_person_s_words_do_not_reach_the_transcript():
    request = asked(
        "Set-MailboxAutoReplyConfiguration", Identity="m-1", InternalMessage="I was let go"
    )

    assert b"let go" in (request.body or b"")
    assert "let go" not in str(request.shown)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(error("Tasks.ManagementObjectNotFoundException", 404), NotFound, id="404"),
        pytest.param(error("Tasks.ManagementObjectNotFoundException", 400), NotFound, id="as-400"),
        pytest.param(error("Tasks.ManagementObjectNotFoundException", 500), NotFound, id="as-500"),
        pytest.param(error("Tasks.ManagementObjectAmbiguousException", 500), Ambiguous, id="two"),
        pytest.param(error("Tasks.MemberAlreadyExistsException", 400), AlreadySo, id="member"),
        pytest.param(error("Tasks.MemberNotFoundException", 400), AlreadySo, id="no-member"),
        pytest.param(error("X.DCOverloadedException", 500), ServiceFault, id="overloaded"),
        pytest.param(error("X.RecipientTaskException", 400), BadCall, id="refused-value"),
        pytest.param(Answer(403, {}, b"\0" * 900), Refused, id="nul-body"),
        pytest.param(Answer(401, {}, b""), Refused, id="empty-401"),
        pytest.param(Answer(429, {"retry-after": "2.5"}, b""), Throttled, id="429"),
        pytest.param(Answer(503, {}, b""), ServiceFault, id="503"),
        pytest.param(Answer(302, {"location": "https://x"}, b""), BadCall, id="redirect"),
    ],
)
def test_a_failure_is_told_by_the_exception_s_name_before_the_status(answer, expected):
    with pytest.raises(expected):
        protocol.read_page(CALL)(answer)


def test_a_throttle_s_wait_is_found_in_header_or_text():
    def wait(answer: Answer) -> float | None:
        with pytest.raises(Throttled) as caught:
            protocol.read_page(CALL)(answer)
        return caught.value.wait_s

    text = {"error": {"message": "Please retry after 12 seconds."}}
    assert wait(Answer(429, {"retry-after": "2.5"}, b"")) == 2.5
    assert wait(Answer(429, {}, json.dumps(text).encode())) == 12.0
    assert wait(Answer(429, {}, b"You have reached the maximum number of concurrent")) is None


def test_rows_come_without_annotations_and_odd_keys_stay():
    body = {
        "value": [
            {"Name": "a", "Guid@data.type": "System.Guid", "Guid": "g", "Date(DateTime])": "x"}
        ],
        "@adminapi.warnings": ["more"],
    }

    page = protocol.read_page(CALL)(Answer(200, {}, json.dumps(body).encode())).value

    assert page.rows == [{"Name": "a", "Guid": "g", "Date(DateTime])": "x"}]
    assert page.warnings == ("more",)


@pytest.mark.parametrize("body", [b"", b"   ", b'{"value": []}'])
def test_nothing_to_return_is_no_rows(body):
    assert protocol.read_page(CALL)(Answer(200, {}, body)).value.rows == []


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b'{"value": 5}', b'{"value": [1]}', b"\0\0"])
def test_a_success_that_cannot_be_read_is_malformed(body):
    with pytest.raises(Malformed):
        protocol.read_page(CALL)(Answer(200, {}, body))


@given(
    st.integers(100, 599),
    st.dictionaries(st.sampled_from(["retry-after", "x-exceptiontype"]), st.text(max_size=20)),
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["error", "details", "innererror", "message", "value", "type"]),
                inner,
                max_size=3,
            )
        ),
    ).map(lambda document: json.dumps(document).encode()),
)
def test_any_answer_is_rows_or_one_of_our_errors(status, headers, body):
    try:
        outcome = protocol.read_page(CALL)(Answer(status, headers, body))
    except ServiceError:
        return

    assert isinstance(outcome.value.rows, list)


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/adminapi/beta/{tenant}/InvokeCommand?$skiptoken=x",
        "http://outlook.office365.com/adminapi/beta/{tenant}/InvokeCommand",
        "https://outlook.office365.com/adminapi/beta/other/InvokeCommand",
        "https://outlook.office365.com.evil.example/adminapi/beta/{tenant}/x",
    ],
)
def test_a_page_elsewhere_is_not_followed(link):
    request = asked("Get-Mailbox")

    with pytest.raises(Malformed):
        protocol.next_page(CONTOSO, request, link.format(tenant=TENANT))


def test_the_next_page_is_the_same_call_at_the_link():
    request = asked("Get-Mailbox")
    link = f"https://outlook.office365.com/adminapi/beta/{TENANT}/InvokeCommand?%24skiptoken=x"

    following = protocol.next_page(CONTOSO, request, link)

    assert following.url == link
    assert (following.method, following.body, following.headers) == (
        request.method,
        request.body,
        request.headers,
    )


def test_a_key_survives_quotes_slashes_and_guests():
    assert (
        protocol.key("o'brien/x#EXT#@contoso.com") == "('o%27%27brien%2Fx%23EXT%23%40contoso.com')"
    )


@given(st.integers(0, 2**50))
def test_a_size_reads_back_as_it_was_sent(amount):
    assert Size.parse(Size(amount).exact) == Size(amount)


def test_sizes_are_read_as_exchange_writes_them():
    assert Size.parse("49.5 GB (53,150,220,288 bytes)") == Size(53_150_220_288)
    assert Size.parse("Unlimited") is None
    assert Size.parse("25MB") == Size(25 * 1024**2)
    assert Size.parse("2048") == Size(2048)
    assert str(Size(53_150_220_288)) == "49.5 GB"
    with pytest.raises(ValueError, match="no size"):
        Size.parse("lots")
