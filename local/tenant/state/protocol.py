"""
How Exchange answers where reports of it differ, as switches of one tenant.

The defaults are what most captures show. A client that works with nothing else has been lucky.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

type Switch = str | int | float | bool

_CHOICES: Mapping[str, tuple[Switch, ...]] = {
    "notFoundStatus": (404, 400, 500),
    "forbiddenBody": ("mixed", "nul", "sentence", "json"),
    "errorDetail": ("pipe", "json"),
    "emptyAs": ("value", "204", "empty-200"),
}


class BadSwitch(Exception):
    """There is no such switch, or it cannot be set to that."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """
    The switches of a tenant; outside they are spelled `notFoundStatus`, `forbiddenBody`, ….

    Attributes:
        not_found_status: The status of a cmdlet whose object is not there.
        forbidden_body: What a 403 carries; `mixed` is NUL bytes for a cmdlet that is unknown or
            not allowed, and the sentence for an application without any role.
        error_detail: Whether the text of an error is `id|type|sentence` or a JSON document.
        empty_as: How a cmdlet without rows and warnings answers.
        strict_affinity: Whether a page link that was had without an anchor is void.
        page_token_seconds: How long a page link is good.
        role_seconds: How long membership of a role group takes to count.
        anchor_lag_seconds: How long a write is hidden from readers with another anchor, or none.
        audit_config_seconds: How long a switch of the audit log takes to have its effect.
        rate_limit_headers: Whether answers tell the budget of requests.
        batch_parts: The most parts of a batch; 0 is no bound.
        admin_api_v2: Whether the preview of the v2.0 endpoints is enabled.

    """

    not_found_status: int = 404
    forbidden_body: str = "mixed"
    error_detail: str = "pipe"
    empty_as: str = "value"
    strict_affinity: bool = True
    page_token_seconds: float = 1800
    role_seconds: float = 0
    anchor_lag_seconds: float = 0
    audit_config_seconds: float = 0
    rate_limit_headers: bool = False
    batch_parts: int = 10
    admin_api_v2: bool = True

    def switched(self, given: Mapping[str, object]) -> "Protocol":
        """
        These switches with those in *given* set.

        Raises:
            BadSwitch: One is unknown or out of its range; nothing is changed then.

        """
        known = self.switches()
        changes: dict[str, Switch] = {}
        for name, value in given.items():
            if name not in known:
                raise BadSwitch(f"no switch {name}; there are: {', '.join(known)}")
            changes[_FIELDS[name]] = _checked(name, known[name], value)
        return replace(self, **changes)  # type: ignore[arg-type] # each was checked for its field

    def switches(self) -> dict[str, Switch]:
        """Every switch by the name it has outside."""
        return {name: getattr(self, field) for name, field in _FIELDS.items()}


USUAL = Protocol()


def _spelled(field: str) -> str:
    first, *rest = field.split("_")
    return first + "".join(part.capitalize() for part in rest)


_FIELDS: Mapping[str, str] = {_spelled(one.name): one.name for one in fields(Protocol)}


def _checked(name: str, now: Switch, value: object) -> Switch:
    if choices := _CHOICES.get(name):
        for choice in choices:
            if choice == value:
                return choice
        raise BadSwitch(f"{name} is one of {', '.join(map(str, choices))}")
    if isinstance(now, bool):
        if not isinstance(value, bool):
            raise BadSwitch(f"{name} is true or false")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadSwitch(f"{name} is a number, 0 or more")
    return value
