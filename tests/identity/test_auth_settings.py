import pytest
from pydantic import ValidationError

from shared.tenants import Auth

APP = "aaaaaaaa-0000-0000-0000-000000000001"
THUMBPRINT = "AB" * 20


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"method": "managed-identity", "clientId": APP},
        {"method": "certificate", "clientId": APP, "certificate": "nightshift"},
        {"method": "certificate", "clientId": APP, "thumbprint": THUMBPRINT},
        {"method": "certificate", "clientId": APP, "certificateFile": "nightshift.pfx"},
        {
            "method": "certificate",
            "clientId": APP,
            "certificateFile": "nightshift.pfx",
            "certificatePasswordSecret": "nightshift-pfx",
        },
        {"method": "federated", "clientId": APP},
        {"method": "federated", "clientId": APP, "identityClientId": APP},
        {"method": "interactive"},
        {"method": "device-code", "clientId": APP},
        {"method": "azure-cli"},
    ],
)
def test_each_way_to_sign_in_is_taken_with_what_it_needs(given):
    assert Auth.model_validate(given).method == given.get("method", "managed-identity")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"method": "certificate", "certificate": "x"}, "needs clientId"),
        ({"method": "federated"}, "needs clientId"),
        ({"method": "certificate", "clientId": APP}, "needs one of"),
        (
            {
                "method": "certificate",
                "clientId": APP,
                "certificate": "x",
                "thumbprint": THUMBPRINT,
            },
            "needs one of",
        ),
        (
            {
                "method": "certificate",
                "clientId": APP,
                "certificate": "x",
                "certificatePasswordSecret": "x",
            },
            "name the file",
        ),
        ({"method": "azure-cli", "clientId": APP}, "takes no clientId; remove it"),
        ({"method": "interactive", "certificate": "x"}, "takes no certificate; remove it"),
        (
            {"method": "certificate", "clientId": APP, "thumbprint": "not one"},
            "String should match",
        ),
    ],
)
def test_what_does_not_belong_together_is_told(given, told):
    with pytest.raises(ValidationError, match=told):
        Auth.model_validate(given)


@pytest.mark.parametrize("method", ["basic", "credential", "password"])
def test_a_password_is_refused_with_the_reason_the_date_and_what_to_use(method):
    with pytest.raises(ValidationError) as refused:
        Auth.model_validate({"method": method})

    for part in ("MFA", "July 2026", "managed-identity", "certificate", "interactive"):
        assert part in str(refused.value)
