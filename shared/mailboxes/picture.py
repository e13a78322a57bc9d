"""A portrait as a document: what is shown on a screen, and in JSON. Pure."""

from collections.abc import Callable, Mapping

from shared.exchange import rows
from shared.exchange.models.mailbox import MailboxQuotas
from shared.exchange.models.statistics import mailbox_size
from shared.exchange.rows import Limit, Unreadable
from shared.exchange.sizes import Size
from shared.mailboxes import rights
from shared.mailboxes.portrait import Portrait, Unknown
from shared.web.request import Json, Row

_PROTOCOLS: Mapping[str, str] = {
    "outlookOnTheWeb": "OWAEnabled",
    "mapi": "MAPIEnabled",
    "activeSync": "ActiveSyncEnabled",
    "imap": "ImapEnabled",
    "pop": "PopEnabled",
}


def picture(portrait: Portrait) -> dict[str, Json]:
    """What *portrait* shows; a part that could not be read is `{"unknown": why}`."""
    row = portrait.mailbox
    return {
        "address": row.get("PrimarySmtpAddress"),
        "name": row.get("DisplayName"),
        "upn": row.get("UserPrincipalName"),
        "type": row.get("RecipientTypeDetails"),
        "id": row.get("ExternalDirectoryObjectId"),
        "otherAddresses": known(lambda: _others(row)),
        "hidden": known(lambda: rows.flag(row, "HiddenFromAddressListsEnabled")),
        "plan": known(lambda: rows.text(row, "MailboxPlan") or None),
        "licences": _listed(portrait.licences),
        "quotas": known(lambda: quotas(MailboxQuotas.of(row))),
        "use": use(portrait.statistics, row),
        "archive": known(lambda: _archive(portrait)),
        "holds": known(lambda: _holds(row)),
        "forwarding": known(lambda: _forwarding(row)),
        "permissions": {
            "fullAccess": _listed(portrait.full_access),
            "sendAs": _listed(portrait.send_as),
            "sendOnBehalf": known(lambda: list(rights.send_on_behalf(row))),
        },
        "protocols": _protocols(portrait.protocols),
    }


def known(read: Callable[[], Json]) -> Json:
    """What *read* gives, or why it is unknown."""
    try:
        return read()
    except Unreadable as why:
        return {"unknown": str(why)}


def quotas(held: MailboxQuotas) -> dict[str, Json]:
    """The three quotas; those of a mailbox that uses its database's defaults do nothing."""
    names = ("warning", "send", "sendReceive")
    written: dict[str, Json] = {
        name: size(limit) for name, limit in zip(names, held.limits, strict=True)
    }
    return {**written, "databaseDefaults": held.database_defaults}


def size(limit: Limit) -> str:
    """A quota as a person reads it."""
    return "unlimited" if limit is None else str(limit)


def use(statistics: Row | Unknown | None, mailbox: Row) -> Json:
    """How much is in the mailbox, and how much of its last quota that is."""
    if isinstance(statistics, Unknown):
        return {"unknown": statistics.why}
    if statistics is None:
        return {"unknown": "nobody has signed in to the mailbox yet, so the service has no figures"}
    found = statistics
    return known(lambda: _use(found, mailbox))


def percent(used: Size, held: MailboxQuotas) -> float | None:
    """How full a mailbox is; None where its own quotas do not tell."""
    whole = held.send_receive
    if whole is None or held.database_defaults or not whole.bytes:
        return None
    return round(100 * used.bytes / whole.bytes, 1)


def _use(statistics: Row, mailbox: Row) -> Json:
    used = mailbox_size(statistics)
    try:
        full = percent(used, MailboxQuotas.of(mailbox))
    except Unreadable:
        full = None
    return {
        "size": str(used),
        "bytes": used.bytes,
        "items": statistics.get("ItemCount"),
        "percentOfQuota": full,
    }


def _others(row: Row) -> Json:
    primary = rows.text(row, "PrimarySmtpAddress").casefold()
    plain = (one.partition(":")[2] or one for one in rows.texts(row, "EmailAddresses"))
    return [one for one in plain if one.casefold() != primary]


def _listed(found: tuple[str, ...] | Unknown) -> Json:
    return {"unknown": found.why} if isinstance(found, Unknown) else list(found)


def _archive(portrait: Portrait) -> Json:
    row = portrait.mailbox
    if (rows.text(row, "ArchiveStatus") or "None") == "None":
        return {"enabled": False}
    held = portrait.archive
    quota = known(lambda: size(rows.limit(row, "ArchiveQuota")))
    return {
        "enabled": True,
        "autoExpanding": known(lambda: rows.flag(row, "AutoExpandingArchiveEnabled")),
        "quota": quota,
        "use": {"unknown": held.why}
        if isinstance(held, Unknown)
        else None
        if held is None
        else known(lambda: str(mailbox_size(held))),
    }


def _holds(row: Row) -> Json:
    return {
        "litigation": rows.flag(row, "LitigationHoldEnabled"),
        "inPlace": list(rows.texts(row, "InPlaceHolds")),
        "delayed": rows.flag(row, "DelayHoldApplied"),
    }


def _forwarding(row: Row) -> Json:
    return {
        "to": rows.text(row, "ForwardingAddress") or None,
        "smtp": rows.text(row, "ForwardingSmtpAddress") or None,
        "keepsCopy": rows.flag(row, "DeliverToMailboxAndForward"),
    }


def _protocols(row: Row | Unknown) -> Json:
    if isinstance(row, Unknown):
        return {"unknown": row.why}
    found = row
    written: dict[str, Json] = {
        name: known(lambda field=field: rows.flag(found, field))  # type: ignore[misc]
        for name, field in _PROTOCOLS.items()
    }
    smtp = known(lambda: _smtp(found))
    ews = known(lambda: rows.maybe_flag(found, "EwsEnabled"))
    return {**written, "ews": "as the organisation" if ews is None else ews, "smtpAuth": smtp}


def _smtp(row: Row) -> Json:
    off = rows.maybe_flag(row, "SmtpClientAuthenticationDisabled")
    return "as the organisation" if off is None else not off
