"""What never enters a transcript, over the whole catalogue of cmdlets and in Graph's bodies."""

import pytest

from shared.exchange.catalogue import catalogue
from shared.transcript.redaction import NOT_KEPT, kept, kept_parameter

HUNTER = "hunter2"


def parameters():
    """Every parameter of every cmdlet, once for each kind it has."""
    found = {
        (one.name, one.kind)
        for name in catalogue().names
        for one in catalogue().find(name).parameters.values()
    }
    return sorted(found)


def test_no_secret_of_any_cmdlet_is_kept():
    secrets = [(name, kind) for name, kind in parameters() if kind in {"secret", "bytes"}]

    assert {"Credential", "Password", "RoomMailboxPassword", "FileData"} <= {*dict(secrets)}
    assert {kept_parameter(name, HUNTER, kind) for name, kind in secrets} == {NOT_KEPT}


@pytest.mark.parametrize(
    "name",
    [
        *("AccessToken", "AzureSharedAccessSignatureToken", "Etoken", "PasswordV2"),
        *("MRSContentFilterSasUri", "VerificationCode", "OAuthCode", "password", "NewPassword"),
        *("passwordProfile", "secretText", "refresh_token", "keyCredentials", "userCode"),
        *("temporaryAccessPass", "userPwd", "privateKey", "apiKey", "connectionString"),
    ],
)
def test_a_secret_that_is_listed_as_text_is_not_kept(name):
    assert kept_parameter(name, HUNTER, "text") == NOT_KEPT


@pytest.mark.parametrize(
    "name",
    [
        *("InternalMessage", "ExternalMessage", "DeclineMeetingMessage", "AdditionalResponse"),
        *("Subject", "PrependSubject", "CustomExternalSubject", "OOFEventSubject", "MailTip"),
        *("MailTipTranslations", "Notes", "Comment", "SuspendComment", "SignatureHtml", "Body"),
        *("SubjectContainsWords", "ExceptIfSubjectOrBodyMatchesPatterns", "SetHeaderValue"),
        *("ApplyHtmlDisclaimerText", "RejectMessageReasonText", "SearchQuery", "ReasonForExport"),
        *("automaticRepliesSetting", "bodyPreview", "content", "UserMailInsert"),
    ],
)
def test_a_person_s_words_are_not_kept(name):
    assert kept_parameter(name, ["I was let go"], "text[]") == NOT_KEPT


@pytest.mark.parametrize(
    "name",
    [
        *("Identity", "User", "Members", "ForwardingSmtpAddress", "RedirectMessageTo", "Name"),
        *("ModerateMessageByUser", "RejectMessagesFrom", "MessageTraceId", "SenderAddress"),
        *("HostedContentFilterPolicy", "RouteMessageOutboundConnector", "AccessRights", "Filter"),
    ],
)
def test_what_says_who_where_or_which_is_kept(name):
    assert kept_parameter(name, "m-1", "text") == "m-1"


def test_every_text_of_the_catalogue_whose_name_speaks_of_a_password_is_not_kept():
    leaks = [
        name
        for name, kind in parameters()
        if any(word in name.casefold() for word in ("password", "secret", "token", "credential"))
        and kind in {"text", "text[]", "many", "table", "table[]", "secret"}
        and kept_parameter(name, HUNTER, kind) != NOT_KEPT
    ]

    assert leaks == []


def test_a_number_that_speaks_of_passwords_is_kept():
    assert kept_parameter("MinPasswordLength", 8, "number") == 8


def test_a_body_is_kept_but_for_its_secrets_however_deep():
    body = {
        "accountEnabled": False,
        "passwordProfile": {"password": HUNTER},
        "owners": [{"id": "u-1", "secretText": HUNTER}],
    }

    assert kept("", body) == {
        "accountEnabled": False,
        "passwordProfile": NOT_KEPT,
        "owners": [{"id": "u-1", "secretText": NOT_KEPT}],
    }


@pytest.mark.parametrize(
    "value",
    [
        "-----BEGIN PRIVATE KEY-----\nMII",
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln",
        "https://store.example/c?sv=2024&sig=abc",
        "Authorization: Bearer 0.AXoA",
        "x" * 501,
    ],
)
def test_what_looks_like_a_secret_is_kept_under_no_name(value):
    assert kept("Name", value) == NOT_KEPT
    assert kept("Members", ["m-1", value]) == ["m-1", NOT_KEPT]
