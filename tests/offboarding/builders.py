"""A leaver's facts, healthy unless said otherwise."""

from typing import Any

from shared.exchange.models.auto_reply import AutoReplyConfiguration
from shared.exchange.models.mailbox import Mailbox
from shared.offboarding.decision import Context
from shared.offboarding.facts import (
    DistributionGroup,
    Facts,
    Group,
    License,
    Manager,
    Reading,
    User,
)
from shared.offboarding.policy import AutoReply

CONTEXT = Context(AutoReply())


def user(**given: Any) -> User:
    plain = {
        "id": "u-1",
        "upn": "adele@contoso.com",
        "display_name": "Adele <Vance>",
        "enabled": True,
        "synced": False,
        "employee_id": "E000001",
        "password_changed": "2026-01-01T00:00:00Z",
        "sessions_valid_from": "2026-01-02T00:00:00Z",
        "licenses": (License("sku-e3", None),),
    }
    return User(**{**plain, **given})


def mailbox(**given: Any) -> Mailbox:
    plain = {
        "guid": "m-1",
        "address": "adele@contoso.com",
        "distinguished_name": "CN=adele",
        "type": "UserMailbox",
        "hidden": False,
        "forwarding_address": None,
        "forwarding_smtp": None,
        "deliver_and_forward": False,
        "has_archive": False,
        "on_hold": False,
    }
    return Mailbox(**{**plain, **given})


def manager(**given: Any) -> Manager:
    plain = {
        "id": "u-9",
        "upn": "boss@contoso.com",
        "display_name": "Boss",
        "mail": "boss@contoso.com",
        "enabled": True,
    }
    return Manager(**{**plain, **given})


def group(**given: Any) -> Group:
    plain = {
        "id": "g-1",
        "name": "Project",
        "mail_enabled": False,
        "unified": False,
        "dynamic": False,
        "synced": False,
        "role_assignable": False,
        "gives_license": False,
    }
    return Group(**{**plain, **given})


def distribution_group(**given: Any) -> DistributionGroup:
    return DistributionGroup(**{"guid": "d-1", "name": "All", "synced": False, **given})


def facts(**given: Any) -> Facts:
    plain: dict[str, Any] = {
        "user": user(),
        "manager": manager(),
        "mailbox": mailbox(),
        "groups": (),
        "distribution_groups": (),
        "permissions": (),
        "usage": 1_000_000,
        "auto_reply": AutoReplyConfiguration("Disabled", "", "", "None"),
    }
    named = {**plain, **given}
    return Facts({Reading(name.replace("_", "-")): value for name, value in named.items()})
