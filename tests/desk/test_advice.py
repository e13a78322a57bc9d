"""What a refusal of Entra is followed by: what the person can do."""

import pytest

from shared.desk.advice import advice, advised
from shared.web.errors import Call, Refused

TOKEN = Call("sign-in", "https://outlook.office365.com/.default")


@pytest.mark.parametrize(
    ("detail", "says"),
    [
        ("AADSTS53003: Access has been blocked by Conditional Access.", "without --device-code"),
        ("AADSTS50076: you must use multi-factor authentication", "nightshift login"),
        ("AADSTS700016: Application with identifier x was not found", "leave that option away"),
        ("AADSTS7000112: Application x is disabled.", "Leave --client-id away"),
        ("AADSTS7000218: The request body must contain client_assertion", "public client flows"),
        ("AADSTS50011: The redirect URI does not match", "http://localhost"),
        ("AADSTS65001: The user or administrator has not consented", "onsent"),
        ("AADSTS50173: The provided grant has expired", "nightshift login"),
        ("Timed out after waiting 120 seconds for the user to authenticate", "--device-code"),
        ("Timed out waiting for user to authenticate", "enter the new code"),
        ("Failed to open a browser", "--device-code"),
        ("AADSTS9999999: Something that nobody has seen", "nightshift doctor"),
    ],
)
def test_each_refusal_says_what_to_do(detail, says):
    assert says in advice(detail)


def test_a_number_that_only_begins_like_a_known_one_is_another():
    assert "registration lacks" not in advice("AADSTS500113: No reply address is registered.")


def test_a_refusal_of_entra_becomes_one_paragraph_for_the_person():
    with pytest.raises(Refused) as caught, advised("ann@contoso.com"):
        raise Refused(TOKEN, "Authentication failed: AADSTS70018: declined", status=400)

    assert str(caught.value).startswith("sign-in on ann@contoso.com (400): AADSTS70018: declined. ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("call", [Call("Get-Mailbox", "x"), Call("sign-in", "contoso.com")])
def test_any_other_refusal_stays_as_it_is(call):
    refused = Refused(call, "no role")

    with pytest.raises(Refused) as caught, advised("ann@contoso.com"):
        raise refused

    assert caught.value is refused
