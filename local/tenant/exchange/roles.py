"""
Management roles: which cmdlets each holds, and which role groups and directory roles hold it.

The table is `roles.json`. A pattern there is a cmdlet's name in which `*` stands for anything. A
cmdlet that no role names is held by the roles under `holdsTheRest`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from functools import cache, lru_cache
from importlib import resources
from typing import Any

type Roles = frozenset[str]

_READS = ("get-",)


class RoleTable:
    """The roles as they come with every tenant; names of cmdlets in any letter case."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._patterns = {name: _compiled(held) for name, held in content["roles"].items()}
        self._rest: Mapping[str, str] = content["holdsTheRest"]
        self._parameters = _lowered(content["parameters"])
        self._not_app_only = {name.casefold() for name in content["notAppOnly"]}
        self.role_groups: Mapping[str, Roles] = _sets(content["roleGroups"])
        self._directory: Mapping[str, list[str]] = content["directoryRoles"]
        # A page of natives or a list of commands asks the same few questions over and over.
        self._holds = lru_cache(maxsize=8192)(self._looked_up)

    @property
    def names(self) -> Iterable[str]:
        """Every management role."""
        return self._patterns.keys()

    def of_directory_role(self, template_id: str) -> Roles:
        """The management roles that a directory role brings; none for one Exchange ignores."""
        groups = self.groups_of(template_id)
        return frozenset[str]().union(*(self.role_groups[name] for name in groups))

    def groups_of(self, template_id: str) -> list[str]:
        """The role groups that a directory role is a member of."""
        return self._directory.get(template_id.casefold(), [])

    def holds(self, role: str, cmdlet: str) -> bool:
        """Whether *role* has *cmdlet*."""
        return self._holds(role, cmdlet.casefold())

    def parameter_roles(self, cmdlet: str, parameter: str) -> Roles | None:
        """The roles without which *parameter* is not had; None where the cmdlet's will do."""
        return self._parameters.get(cmdlet.casefold(), {}).get(parameter.casefold())

    def app_only(self, cmdlet: str) -> bool:
        """Whether an application may run *cmdlet* without a person."""
        return cmdlet.casefold() not in self._not_app_only

    def _looked_up(self, role: str, cmdlet: str) -> bool:
        pattern = self._patterns.get(role)
        if pattern is None:
            return False
        if pattern.match(cmdlet):
            return True
        if role not in self._rest.values() or self._named(cmdlet):
            return False
        return role == self._rest["every"] or cmdlet.startswith(_READS)

    def _named(self, cmdlet: str) -> bool:
        return any(pattern.match(cmdlet) for pattern in self._patterns.values())


@cache
def role_table() -> RoleTable:
    """The table of this version, read when it is first asked for."""
    file = resources.files("local.tenant.exchange") / "roles.json"
    return RoleTable(json.loads(file.read_text(encoding="utf-8")))


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(translate(one.casefold()) for one in patterns))


def _sets(given: Mapping[str, Iterable[str]]) -> dict[str, Roles]:
    return {name: frozenset(held) for name, held in given.items()}


def _lowered(given: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, dict[str, Roles]]:
    return {
        cmdlet.casefold(): {name.casefold(): frozenset(held) for name, held in parameters.items()}
        for cmdlet, parameters in given.items()
    }
