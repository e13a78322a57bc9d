"""A right counts when it was granted to somebody, whole and by itself."""

import pytest

from shared.exchange.rows import Unreadable
from shared.mailboxes.rights import full_access, send_as
from shared.web.request import Row

PLAIN = {"AccessRights": ["FullAccess"], "Deny": False, "IsInherited": False}


def entry(*permissions, owner=False, user="ada@contoso.com"):
    return {"User": user, "IsOwner": owner, "PermissionList": list(permissions)}


def test_full_access_that_was_granted_counts():
    other = PLAIN | {"AccessRights": ["ReadPermission"]}

    assert full_access([entry(other, PLAIN)]) == ("ada@contoso.com",)


@pytest.mark.parametrize(
    "found",
    [
        entry(PLAIN | {"Deny": True}),
        entry(PLAIN | {"IsInherited": True}),
        entry(PLAIN | {"AccessRights": ["ReadPermission"]}),
        entry(PLAIN, owner=True, user="NT AUTHORITY\\SELF"),
        entry(),
    ],
)
def test_what_is_denied_inherited_less_or_the_owner_s_does_not(found):
    assert full_access([found]) == ()


@pytest.mark.parametrize("missing", ["User", "IsOwner", "PermissionList"])
def test_an_entry_that_says_less_is_not_taken_for_none(missing):
    found = {name: value for name, value in entry(PLAIN).items() if name != missing}

    with pytest.raises(Unreadable, match=missing):
        full_access([found])


def test_only_others_send_as_a_mailbox():
    row: Row = {"AccessRights": ["SendAs"], "AccessControlType": "Allow", "IsInherited": False}

    found = send_as([row | {"Trustee": "NT AUTHORITY\\SELF"}, row | {"Trustee": "ada@contoso.com"}])

    assert found == ("ada@contoso.com",)
