import json

import pytest

from shared.graph.failures import failure
from shared.web.errors import (
    AlreadySo,
    BadCall,
    Call,
    Expired,
    NotFound,
    Refused,
    ServiceFault,
    Throttled,
    Unsupported,
)
from shared.web.request import Answer

CALL = Call("GET /users/u-1", "u-1")
ABSENT = (
    "Resource '{}' does not exist or one of its queried reference-property objects are not present."
)


def said(status, code="X", text="why", headers=None, call=CALL, **more):
    body = {"error": {"code": code, "message": text, **more}}
    return failure(call, Answer(status, headers or {}, json.dumps(body).encode()))


@pytest.mark.parametrize(
    ("status", "code", "text", "kind"),
    [
        (
            400,
            "X",
            "One or more added object references already exist for …: 'members'.",
            AlreadySo,
        ),
        (400, "Request_BadRequest", "Invalid page size.", BadCall),
        (400, "Request_UnsupportedQuery", "no", BadCall),
        (400, "Directory_ExpiredPageToken", "x", Expired),
        (400, "UnknownError", "The specified page token value has expired.", Expired),
        (404, "syncStateNotFound", "x", Expired),
        (410, "resyncRequired", "x", Expired),
        (410, "Gone", "x", NotFound),
        (401, "InvalidAuthenticationToken", "x", Refused),
        (403, "Authorization_RequestDenied", "x", Refused),
        (403, "Directory_QuotaExceeded", "x", BadCall),
        (403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "x", Unsupported),
        (404, "Request_ResourceNotFound", "x", NotFound),
        (404, "ResourceNotFound", "x", NotFound),
        (404, "MailboxNotEnabledForRESTAPI", "x", NotFound),
        (404, "UnknownError", "", ServiceFault),
        (409, "Request_MultipleObjectsWithSameKeyValue", "x", BadCall),
        (409, "Directory_ConcurrencyViolation", "x", ServiceFault),
        (412, "PreconditionFailed", "x", BadCall),
        (423, "Locked", "x", ServiceFault),
        (424, "FailedDependency", "x", BadCall),
        (429, "TooManyRequests", "x", Throttled),
        (403, "TooManyRequests", "x", Throttled),
        (503, "ErrorServerBusy", "x", Throttled),
        (500, "InternalServerError", "x", ServiceFault),
        (501, "notImplemented", "x", Unsupported),
        (503, "ServiceUnavailable", "x", ServiceFault),
        (504, "UnknownError", "x", ServiceFault),
        (507, "insufficientStorage", "x", BadCall),
        (509, "x", "x", Throttled),
    ],
)
def test_a_failure_is_one_of_our_errors(status, code, text, kind):
    error = said(status, code, text)

    assert type(error) is kind
    assert error.status == status


MASTERED = (
    "Unable to update the specified properties for on-premises mastered Directory Sync objects or "
    "objects currently undergoing migration."
)
ELSEWHERE = (
    "Unable to update the specified properties for objects that have originated within an external "
    "service."
)
INHERITED = (
    "User license is inherited from a group membership and it cannot be removed directly from the "
    "user."
)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Cannot Update a mail-enabled security groups and or distribution list.", "Exchange"),
        (ELSEWHERE, "Exchange"),
        (MASTERED, "Active Directory"),
        (INHERITED, "leave the group"),
    ],
)
def test_what_must_be_done_elsewhere_says_where(text, advice):
    error = said(400, "Request_BadRequest", text)

    assert type(error) is Unsupported
    assert advice in error.detail.removeprefix(f"Request_BadRequest: {text}")


@pytest.mark.parametrize(
    ("status", "code", "ran"),
    [(409, "Directory_ConcurrencyViolation", False), (423, "x", False), (503, "x", False),
     (404, "", False), (408, "x", True), (500, "x", True), (502, "x", True), (504, "x", True)],
)  # fmt: skip
def test_a_fault_says_whether_the_call_may_have_run(status, code, ran):
    assert said(status, code).ran is ran


def test_a_throttle_carries_the_wait_and_what_was_exceeded():
    headers = {
        "retry-after": "7",
        "x-ms-throttle-scope": "Tenant_Application/ReadWrite/a/b",
        "x-ms-throttle-information": "WriteLimitExceeded",
    }

    error = said(429, "TooManyRequests", "Too many requests from Identifier:x", headers)

    assert error.wait_s == 7.0
    assert error.detail.endswith("(Tenant_Application/ReadWrite/a/b, WriteLimitExceeded)")
    assert said(429).wait_s is None
    assert type(said(503, headers={"retry-after": "2"})) is Throttled


def test_a_claims_challenge_is_kept():
    header = 'Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="'

    error = said(401, headers={"www-authenticate": header})

    assert error.challenge == "eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="
    assert said(401).challenge is None


REMOVAL = Call("DELETE /groups/g-1/members/u-1/$ref", "g-1")


@pytest.mark.parametrize(
    ("call", "missing", "kind"),
    [
        (REMOVAL, "u-1", AlreadySo),
        (REMOVAL, "U-1", AlreadySo),
        (REMOVAL, "g-1", NotFound),
        (REMOVAL, "u-10", NotFound),
        (Call("DELETE /groups/g-1/owners/a%23EXT%23@c.com/$ref"), "a#EXT#@c.com", AlreadySo),
        (Call("DELETE /users/u-1/manager/$ref"), "manager", AlreadySo),
        (Call("DELETE /users/u-1/manager/$ref"), "u-1", NotFound),
        (Call("GET /users/u-1/manager"), "manager", NotFound),
        (Call("GET /groups/g-1/members/u-1/$ref"), "u-1", NotFound),
        (Call("DELETE /users/u-1"), "u-1", NotFound),
        (Call("PUT /users/u-1/manager/$ref"), "manager", NotFound),
    ],
)
def test_a_member_who_is_no_member_is_as_a_removal_wanted(call, missing, kind):
    error = said(404, "Request_ResourceNotFound", ABSENT.format(missing), call=call)

    assert type(error) is kind


def test_a_removal_that_a_front_door_could_not_place_is_a_fault():
    error = failure(REMOVAL, Answer(404, {}, b"<html>u-1</html>"))

    assert type(error) is ServiceFault


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"error": "a string", "error_description": "and why"}', "a string: and why"),
        (b'{"error": "a string"}', "a string"),
        (b'{"Error": {"Code": "A", "Message": "b"}}', "A: b"),
        (b'\xef\xbb\xbf{"error": {"code": "A", "message": "b"}}', "A: b"),
        (b'{"error": {"code": "", "message": "", "innerError": {"code": "I", "message": "in"}}}',
         "I: in"),
        (b'{"error": {"message": "only"}}', "only"),
        (b'{"error": [{"code": "first"}, {"code": "second"}]}', "first"),
        (b'{"error": {"code": 7, "message": ["x"]}}', "no reason given"),
        (rb'{"error": {"message": "cut \ud83d"}}', "cut \ufffd"),
        (b'{"error": [[[]]]}', "no reason given"),
        (b'{"error": {"code": "A"', "no reason given"),
        (b"\0" * 400, "no reason given"),
        (b"<html>", "no reason given"),
        (b"", "no reason given"),
    ],
)  # fmt: skip
def test_the_reason_is_found_wherever_it_stands(body, detail):
    assert failure(CALL, Answer(400, {}, body)).detail == detail


def test_a_code_further_in_counts_too():
    error = said(400, "BadRequest", innerError={"code": "Directory_ExpiredPageToken"})

    assert type(error) is Expired


def test_a_redirect_is_not_followed_and_says_so():
    assert (
        failure(CALL, Answer(302, {}, b"")).detail == "sent to another address (302); not followed"
    )
