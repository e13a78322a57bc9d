"""`Recipient`: mailboxes and groups, and who may send as them."""

from local.tenant.exchange.cmdlet import Names, Output
from local.tenant.exchange.listing import recipient_row
from local.tenant.exchange.listing import recipients as listed
from local.tenant.exchange.native.entity_sets import RECIPIENTS
from local.tenant.exchange.native.listing import (
    Addition,
    entity,
    names_of,
    nothing_added,
    page,
    with_key,
)
from local.tenant.exchange.native.resources.mailboxes import within
from local.tenant.exchange.native.route import Read, native, unknown_expansion
from local.tenant.exchange.opath import Dialect
from local.tenant.exchange.other_recipients import find_other
from local.tenant.exchange.values import Row
from local.tenant.exchange.wire import plain, selected
from local.tenant.messages import Answer, Document, Json

_DELETED = "IncludeSoftDeletedRecipients"
_PERMISSIONS = "RecipientPermission"


@native("Recipient", "Get-Recipient", "$filter", "$top", "$skiptoken", "$expand")
def recipients(read: Read) -> Answer:
    """The recipients that fit, mailboxes first."""
    query = read.query
    everything = listed(
        read.tenant,
        query.text("$filter"),
        query.kinds,
        Dialect.ODATA,
        deleted=query.flag(_DELETED),
    )
    output = everything if within(read.tenant, query.text("OrganizationalUnit")) else Output(())
    return page(read, RECIPIENTS, _called(output, query.anr), _expansion(read))


@native("Recipient(key)", "Get-Recipient", "$expand")
def recipient(read: Read) -> Answer:
    """The recipient by any of its names."""
    return _one(read, read.key())


@native("Recipient/Exchange.BySmtpAddress", "Get-Recipient", "$expand")
def recipient_by_address(read: Read) -> Answer:
    """The recipient with an address."""
    return _one(read, read.query.key(read.argument("SmtpAddress") or ""))


@native("Recipient/Exchange.GetRecipientPermissionByFilters", "Get-RecipientPermission", "$top")
def permissions_by_filters(read: Read) -> Answer:
    """The recipients on which the trustee holds the rights, each with its permissions."""
    given = {name: read.argument(name) for name in ("identity", "trustee")}
    asked: dict[str, Json] = {
        name.title(): read.query.key(text) for name, text in given.items() if text
    }
    by_name: dict[str, list[Json]] = {}
    for row in read.rows("Get-RecipientPermission", **asked):
        by_name.setdefault(str(row["Identity"]), []).append(_permission(row))
    names = names_of(read, RECIPIENTS)
    return read.entities(
        "Recipient",
        (
            entity(_row(read, name, with_key(names)), names) | {_PERMISSIONS: found}
            for name, found in by_name.items()
        ),
    )


def _one(read: Read, identity: str) -> Answer:
    names, add = names_of(read, RECIPIENTS), _expansion(read)
    row = _row(read, identity, None)
    return read.entity("Recipient", entity(selected(row, with_key(names)), names) | add(row))


def _row(read: Read, identity: str, names: Names) -> Row:
    return recipient_row(read.tenant, identity, names, deleted=read.query.flag(_DELETED))


def _called(output: Output, anr: str) -> Output:
    """*output* without those whose names do not begin with *anr*."""
    if not anr:
        return output

    def rows(place: int, names: Names) -> list[Row]:
        return [selected(one, names) for one in output.at(place, None) if _fits(one, anr)]

    return Output(range(len(output.positions)), rows)


def _fits(row: Row, anr: str) -> bool:
    called = (row.get(name) for name in ("DisplayName", "Name", "Alias"))
    return any(str(one).casefold().startswith(anr) for one in called)


def _expansion(read: Read) -> Addition:
    """What is added to each recipient. Of guests and contacts there is nothing to be told."""
    wanted = read.query.text("$expand")
    if not wanted:
        return nothing_added
    if wanted.casefold() != _PERMISSIONS.casefold():
        raise unknown_expansion(wanted)
    asked: dict[str, Json] = {
        name: text for name in ("Trustee", "AccessRights") if (text := read.query.text(name))
    }

    def add(row: Row) -> Document:
        identity = row.get("ExternalDirectoryObjectId")
        if not identity or find_other(read.tenant, str(identity)):
            return {_PERMISSIONS: []}
        rows = read.rows("Get-RecipientPermission", Identity=str(identity), **asked)
        return {_PERMISSIONS: [_permission(one) for one in rows]}

    return add


def _permission(row: Row) -> Document:
    names = {"identity", "trustee", "accesscontroltype", "accessrights", "isinherited"}
    return plain(selected(row, frozenset(names))) | {"InheritanceType": "None"}
