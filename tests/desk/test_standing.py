"""Whose rights a person has, as Exchange lists the assignments."""

import pytest

from shared.desk.account import Account
from shared.desk.standing import Standing, held
from shared.identity.tokens import Claims
from shared.tenants import Auth, Cloud, Tenant

TENANT = "11111111-2222-3333-4444-555555555555"


def assignment(role: str, assignee: str, kind: str) -> dict[str, object]:
    return {"Role": role, "RoleAssigneeName": assignee, "RoleAssigneeType": kind}


def test_role_groups_are_told_from_the_policy_that_everybody_has():
    rows = [
        assignment("Mail Recipients", "Recipient Management", "RoleGroup"),
        assignment("Migration", "Recipient Management", "RoleGroup"),
        assignment("MyBaseOptions", "Default Role Assignment Policy", "RoleAssignmentPolicy"),
        assignment("Legal Hold", "ann", "User"),
    ]

    found = held(rows)

    assert found.role_groups == ("Recipient Management",)
    assert found.management_roles == ("Legal Hold", "Mail Recipients", "Migration", "MyBaseOptions")


@pytest.mark.parametrize(
    ("template_ids", "shown"),
    [
        ({"29232cdf-9323-42fd-ade2-1d097af3e4de"}, ["Exchange Administrator"]),
        ({"b79fbf4d-3ef9-4689-8143-76b194e85509"}, []),
        ({"aaaaaaaa-0000-4000-8000-000000000000"}, ["aaaaaaaa-0000-4000-8000-000000000000"]),
        (set(), None),
    ],
)
def test_a_token_without_any_role_in_it_does_not_say_that_there_is_none(template_ids, shown):
    tenant = Tenant(key="x", tenant_id=TENANT, domain="contoso.com", cloud=Cloud.PUBLIC)
    claims = Claims(
        TENANT,
        "https://outlook.office365.com",
        "o",
        "a",
        frozenset(),
        directory_roles=frozenset(template_ids),
    )

    account = Account(tenant, Auth(method="interactive"), claims, Standing(reads=True))

    assert account.directory_roles == shown
    assert account.document()["directoryRoles"] == shown
    assert account.document()["expiresAt"] is None
