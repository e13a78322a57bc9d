"""Lists in which objects of several types are mixed: each says of which it is."""

from local.tenant.graph.kind import ODATA_TYPE, MixedKind, documents
from local.tenant.graph.kinds.group import GROUP
from local.tenant.graph.kinds.role import DIRECTORY_ROLE
from local.tenant.graph.kinds.user import USER

# What all of them have can be asked of all; what others lack is null there.
DIRECTORY_OBJECT = MixedKind(
    name="directoryObject",
    readers=documents([ODATA_TYPE, *{**USER.readers, **GROUP.readers, **DIRECTORY_ROLE.readers}]),
    filterable=frozenset({"displayName", "id"}),
    advanced=frozenset({"displayName", "id"}),
    sortable={"displayName": True},
    searchable=frozenset({"displayName"}),
)
