"""A prediction of the compiler: one flat list of what would be deployed."""

import re
from typing import Any

from tests.infra.sources import members_of, text_of

SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
HR = "aaaaaaaa-0000-0000-0000-000000000001"
READERS = "aaaaaaaa-0000-0000-0000-000000000002"

STORAGE = "Microsoft.Storage/storageAccounts"


class Predicted:
    def __init__(self, snapshot: dict[str, Any]) -> None:
        assert snapshot["diagnostics"] == []
        self.resources: list[dict[str, Any]] = snapshot["predictedResources"]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [resource for resource in self.resources if resource["type"] == kind]

    def one(self, kind: str) -> dict[str, Any]:
        [found] = self.of(kind)
        return found

    def names(self, kind: str, account: str) -> list[str]:
        """The last parts of the names of all *kind* in the storage account of that prefix."""
        paths = [resource["name"].split("/") for resource in self.of(kind)]
        return [path[-1] for path in paths if path[0].startswith(account)]

    def settings(self) -> dict[str, str]:
        site = self.one("Microsoft.Web/sites")
        return {
            one["name"]: one["value"] for one in site["properties"]["siteConfig"]["appSettings"]
        }

    def grants(self) -> set[tuple[str, str, str]]:
        """Who may do what where: principal, role, and the scope without its account."""
        roles = members_of(text_of("modules/roles.bicep"), "roles")
        by_id = {value.strip("'"): name for name, value in roles.items()}
        return {
            (
                _principal(grant["properties"]["principalId"]),
                by_id[grant["properties"]["roleDefinitionId"].rpartition("/")[2]],
                _scope(grant["id"]),
            )
            for grant in self.of("Microsoft.Authorization/roleAssignments")
        }


def _principal(value: str) -> str:
    """A known id by its name; an identity that Azure has yet to make by the end of its name."""
    known = {HR: "hr", READERS: "report readers"}
    made = re.search(r"userAssignedIdentities/id-nightshift-(\w+)", value)
    return made[1] if made else known[value]


def _scope(grant_id: str) -> str:
    made = re.search(r"extensionResourceId\('([^']+)'", grant_id)
    path = made[1] if made else grant_id.partition("/providers/Microsoft.Authorization/")[0]
    resource = path.partition(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/")[2]
    account = re.fullmatch(rf"{STORAGE}/st([a-z]{{4}})\w+(?:/\w+Services/default/(.+))?", resource)
    if account:
        return f"{account[1]}: {account[2] or 'account'}"
    return resource.split("/")[1]
