"""People: finding, changing, deleting, restoring them."""

from shared.graph.declaration import GraphCall, reads, writes

_READ = ("User.ReadWrite.All", "Directory.Read.All")
_WRITE = "User.ReadWrite.All"
_MEMBER_OF = ("GroupMember.Read.All", "Directory.Read.All")
_GROUP, _ROLE = "microsoft.graph.group", "microsoft.graph.directoryRole"
_DELETED = "/directory/deletedItems"

CALLS: tuple[GraphCall, ...] = (
    reads("/users", "User.Read.All", "user-list", *_READ),
    reads("/users/$count", "User.Read.All", "user-list", *_READ),
    reads("/users/delta", "User.Read.All", "user-delta", *_READ),
    reads("/users/{user}", "User.Read.All", "user-get", *_READ),
    # Of somebody who holds a directory role, these take a suitable role of the app beside them.
    writes(
        "PATCH",
        "/users/{user}",
        "User.EnableDisableAccount.All",
        "user-update",
        _WRITE,
        sets="accountEnabled",
    ),
    writes(
        "PATCH",
        "/users/{user}",
        "User-PasswordProfile.ReadWrite.All",
        "user-update",
        _WRITE,
        sets="passwordProfile",
    ),
    writes(
        "PATCH",
        "/users/{user}",
        "User-LifeCycleInfo.ReadWrite.All",
        "user-update",
        sets="employeeLeaveDateTime",
    ),
    writes("PATCH", "/users/{user}", _WRITE, "user-update"),
    writes(
        "POST",
        "/users/{user}/revokeSignInSessions",
        "User.RevokeSessions.All",
        "user-revokesigninsessions",
        _WRITE,
    ),
    writes("DELETE", "/users/{user}", "User.DeleteRestore.All", "user-delete", _WRITE),
    reads(f"{_DELETED}/{{object}}", "User.Read.All", "directory-deleteditems-get", *_READ),
    reads(
        f"{_DELETED}/microsoft.graph.user", "User.Read.All", "directory-deleteditems-list", *_READ
    ),
    writes(
        "POST",
        f"{_DELETED}/{{object}}/restore",
        "User.DeleteRestore.All",
        "directory-deleteditems-restore",
        _WRITE,
    ),
    writes(
        "DELETE",
        f"{_DELETED}/{{object}}",
        "User.DeleteRestore.All",
        "directory-deleteditems-delete",
        _WRITE,
    ),
    reads("/users/{user}/manager", "User.Read.All", "user-list-manager", *_READ),
    writes("PUT", "/users/{user}/manager/$ref", _WRITE, "user-post-manager"),
    writes("DELETE", "/users/{user}/manager/$ref", _WRITE, "user-delete-manager"),
    reads("/users/{user}/directReports", "User.Read.All", "user-list-directreports", *_READ),
    reads("/users/{user}/ownedObjects", "User.Read.All", "user-list-ownedobjects", *_READ),
    # Without a permission to read groups, Graph gives their ids and little else.
    *(
        reads(f"/users/{{user}}/{relation}{cast}", "User.Read.All", source, *_MEMBER_OF)
        for relation, source in (
            ("memberOf", "user-list-memberof"),
            ("transitiveMemberOf", "user-list-transitivememberof"),
        )
        for cast in ("", f"/{_GROUP}", f"/{_ROLE}")
    ),
    reads(
        "/users/{user}/licenseDetails",
        "LicenseAssignment.Read.All",
        "user-list-licensedetails",
        "User.Read.All",
        "Directory.Read.All",
    ),
    writes(
        "POST",
        "/users/{user}/assignLicense",
        "LicenseAssignment.ReadWrite.All",
        "user-assignlicense",
        _WRITE,
    ),
    reads(
        "/users/{user}/mailboxSettings",
        "MailboxSettings.Read",
        "user-get-mailboxsettings",
        "MailboxSettings.ReadWrite",
    ),
    writes(
        "PATCH",
        "/users/{user}/mailboxSettings",
        "MailboxSettings.ReadWrite",
        "user-update-mailboxsettings",
    ),
)
