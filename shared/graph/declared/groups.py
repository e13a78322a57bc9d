"""Groups, who is in them, who owns them. Source: Microsoft Graph reference, and 403s seen."""

from shared.graph.declaration import GraphCall, reads, writes

_READ = "GroupMember.Read.All"
_READ_TOO = ("Group.Read.All", "Directory.Read.All")
# A group that can carry directory roles takes RoleManagement.ReadWrite.Directory beside these.
_WRITE_MEMBERS = ("GroupMember.ReadWrite.All", "Group.ReadWrite.All")

CALLS: tuple[GraphCall, ...] = (
    reads("/groups", _READ, "group-list", *_READ_TOO),
    reads("/groups/$count", _READ, "group-list", *_READ_TOO),
    reads("/groups/delta", _READ, "group-delta", *_READ_TOO),
    reads("/groups/{group}", _READ, "group-get", *_READ_TOO),
    reads("/groups/{group}/members", _READ, "group-list-members", *_READ_TOO),
    reads("/groups/{group}/members/$count", _READ, "group-list-members", *_READ_TOO),
    reads("/groups/{group}/owners", _READ, "group-list-owners", *_READ_TOO),
    writes(
        "POST",
        "/groups/{group}/members/$ref",
        _WRITE_MEMBERS[0],
        "group-post-members",
        *_WRITE_MEMBERS[1:],
    ),
    # Without the last segment it would be the member that is deleted.
    writes(
        "DELETE",
        "/groups/{group}/members/{member}/$ref",
        _WRITE_MEMBERS[0],
        "group-delete-members",
        *_WRITE_MEMBERS[1:],
    ),
    writes("POST", "/groups/{group}/owners/$ref", "Group.ReadWrite.All", "group-post-owners"),
    writes(
        "DELETE",
        "/groups/{group}/owners/{owner}/$ref",
        "Group.ReadWrite.All",
        "group-delete-owners",
    ),
)
