"""Which of our errors a failed answer of Exchange Online becomes."""

import json

import pytest

from shared.exchange.failures import failure
from shared.web.errors import (
    AlreadySo,
    Ambiguous,
    BadCall,
    Call,
    Expired,
    NotFound,
    Refused,
    ServiceFault,
    Throttled,
    Unsupported,
    lost,
)
from shared.web.request import Answer
from tests.exchange.calling import exception, failed

CALL = Call("Set-Mailbox", "adele@contoso.com")
PROXIED = (
    "Error on proxy command 'Set-Mailbox -Identity:'adele@contoso.com' -MailTip:'my own words'' to "
    "server AM0PR01MB1234.eurprd01.prod.outlook.com: Server version 15.20.1228.0000, "
    "Proxy method PSWS: "
)


def inner(**members):
    return {"error": {"code": "X", "message": "Error executing cmdlet", "innererror": members}}


def answer(status, document, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, json.dumps(document).encode())


@pytest.mark.parametrize("status", [400, 404, 500])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tasks.ManagementObjectNotFoundException", NotFound),
        ("SystemConfiguration.ADNoSuchObjectException", NotFound),
        ("Migration.MigrationBatchNotFoundException", NotFound),
        ("Tasks.ManagementObjectAmbiguousException", Ambiguous),
        ("Tasks.MemberAlreadyExistsException", AlreadySo),
        ("Tasks.MemberNotFoundException", AlreadySo),
        ("Tasks.RecipientTaskException", BadCall),
        ("Directory.ProxyAddressExistsException", BadCall),
        ("CommandInvocation.ParameterTransformationException", BadCall),
        ("Authorization.CmdletAccessDeniedException", Refused),
        ("X.DCOverloadedException", ServiceFault),
        ("X.UnableToWriteToAadException", ServiceFault),
        ("Mapi.MdbAdminTaskException", ServiceFault),
    ],
)
def test_the_exception_s_name_decides_whatever_the_status(status, name, expected):
    assert type(failure(CALL, failed(name, status))) is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(Answer(403, {}, b"\0" * 900), Refused, id="nul-body"),
        pytest.param(Answer(401, {}, b""), Refused, id="empty-401"),
        pytest.param(Answer(429, {"retry-after": "2.5"}, b""), Throttled, id="429"),
        pytest.param(Answer(503, {"retry-after": "2"}, b""), Throttled, id="503-with-a-wait"),
        pytest.param(Answer(503, {}, b""), ServiceFault, id="503"),
        pytest.param(Answer(504, {}, b"<html>"), ServiceFault, id="504"),
        pytest.param(Answer(408, {}, b""), ServiceFault, id="408"),
        pytest.param(Answer(501, {}, b""), Unsupported, id="501"),
        pytest.param(Answer(404, {}, b"<html>"), ServiceFault, id="404-of-a-front-door"),
        pytest.param(Answer(302, {"location": "https://x"}, b""), BadCall, id="redirect"),
        pytest.param(
            Answer(500, {}, b"You have reached the maximum number of concurrent requests per ten"),
            Throttled,
            id="plain-text-concurrency",
        ),
    ],
)
def test_without_a_name_the_status_decides(given, expected):
    assert type(failure(CALL, given)) is expected


def test_a_name_is_found_in_every_place_it_may_stand():
    absent = "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException"
    wrapper = "Microsoft.Exchange.Admin.OData.Core.ODataServiceException"
    document = json.dumps({"ClassName": absent, "Message": "gone", "localizedString": {}})
    details = {"error": {"Details": [{"Message": document}]}}
    places = [
        answer(500, inner(type=wrapper, internalexception={"type": absent, "message": "gone"})),
        answer(500, inner(type=wrapper, internalException={"Type": absent, "Message": "gone"})),
        answer(500, inner(type=absent, message="gone")),
        answer(500, inner(type=wrapper, message="gone"), x_exceptiontype=absent),
        answer(500, {"Error": details["error"]}),
    ]

    assert [(type(one), one.detail) for one in (failure(CALL, it) for it in places)] == [
        (NotFound, "gone")
    ] * len(places)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The operation couldn't be performed because object 'x' couldn't be found on 'y'.",
            NotFound,
        ),
        (
            'Couldn\u2019t find the object "x". Please make sure that it was spelled correctly',
            NotFound,
        ),
        ('The recipient "x" isn\'t a member of the group "y".', AlreadySo),
        ('The recipient "x" is already a member of the group "y".', AlreadySo),
        ("Expired or Invalid pagination request. Default Expiry time is 00:30:00", Expired),
        ("The server is busy. Please try again later.", BadCall),  # the status says otherwise
        ("The address is taken.", BadCall),
    ],
)
def test_a_sentence_that_only_one_failure_has_decides_where_no_name_does(text, expected):
    document = inner(message=text, type="X.ODataServiceException")

    assert type(failure(CALL, answer(400, document))) is expected


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("Cmdlet error: Microsoft.Exchange.Data.ADServerSettingsChangedException: x", ServiceFault),
        ('{"message": "Ex6F9304|Microsoft.Exchange.ManagementObjectNotFoundException|x', NotFound),
        ("The operation couldn't be performed because 'x' couldn't be found on 'y'.", NotFound),
        ("Cannot process argument transformation on parameter 'QueryStartDate'.", BadCall),
    ],
)
def test_a_wrapped_failure_is_what_it_wraps_and_repeats_no_person_s_words(tail, expected):
    found = failure(CALL, failed("Configuration.CmdletProxyException", 400, PROXIED + tail))

    assert type(found) is expected
    assert "my own words" not in found.detail
    assert found.detail


def test_the_sentence_comes_from_the_first_place_that_says_anything():
    silent = {"message": "Exception of type 'X' was thrown."}
    header = {"x_ms_diagnostics": '2000003;reason="no role"'}
    cases = [
        (exception("X.SomeException", "the detail"), {}, "the detail"),
        (inner(internalexception={"message": "the inner one"}, message="m"), {}, "the inner one"),
        (inner(internalexception=silent, message="the outer one"), {}, "the outer one"),
        (inner(internalexception=silent, message="Error executing cmdlet"), header, "2000003"),
        (inner(internalexception=silent, message=""), {}, "Error executing cmdlet"),
        ({"error": {"details": [{"message": "a|b|c d"}]}}, {}, "c d"),
        ({"error": {"details": [{"message": "a b|c|d"}]}}, {}, "a b|c|d"),
        ({"error": {"details": [{"message": "{half"}]}}, {}, "{half"),
    ]

    for document, headers, expected in cases:
        assert failure(CALL, answer(400, document, **headers)).detail.startswith(expected)


def test_a_refusal_says_whether_the_role_or_the_token_may_be_missing():
    named = Answer(403, {"x-ms-diagnostics": '2000003;reason="no role"'}, b"\0" * 900)

    assert 'reason="no role"' in failure(CALL, named).detail
    assert "new token" not in failure(CALL, named).detail
    assert "new token" in failure(CALL, Answer(403, {}, b"\0" * 900)).detail


@pytest.mark.parametrize(
    ("header", "challenge"),
    [
        ('Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ=="', "eyJhIjoxfQ=="),
        ("Bearer Claims=eyJhIjoxfQ, realm=x", "eyJhIjoxfQ"),
        ('Bearer authorization_uri="https://login.microsoftonline.com/common"', None),
    ],
)
def test_a_claims_challenge_is_handed_on_as_it_came(header, challenge):
    refused = failure(CALL, Answer(401, {"www-authenticate": header}, b""))

    assert isinstance(refused, Refused)
    assert refused.challenge == challenge


def test_a_throttle_s_wait_is_found_in_header_or_text():
    def wait(given):
        found = failure(CALL, given)
        assert isinstance(found, Throttled)
        return found.wait_s

    text = {"error": {"message": "Please retry after 12 seconds."}}
    assert wait(Answer(429, {"retry-after": "2.5"}, b"")) == 2.5
    assert wait(answer(429, text)) == 12.0
    assert wait(answer(429, text, retry_after="Tue, 24 Nov 2026 06:00:00 GMT")) == 12.0
    assert wait(Answer(429, {}, b"You have reached the maximum number of concurrent")) is None


def test_a_passing_failure_of_a_cmdlet_may_have_had_its_effect():
    assert lost(failure(CALL, failed("X.UnableToWriteToAadException", 400)))
    assert not lost(failure(CALL, Answer(503, {}, b"")))
