"""`Mailbox` and `CasMailbox`: all that fit, or one by its key."""

from local.tenant.exchange.cmdlet import Names, Output
from local.tenant.exchange.name_search import called
from local.tenant.exchange.native.entity_sets import CAS_MAILBOXES, MAILBOXES, EntitySet
from local.tenant.exchange.native.listing import entity, names_of, page, with_key
from local.tenant.exchange.native.query import Query
from local.tenant.exchange.native.route import Read, native, unknown_expansion
from local.tenant.exchange.opath import Dialect, matcher
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.recipients import any_mailbox, find_mailbox
from local.tenant.exchange.refusals import not_found
from local.tenant.exchange.values import Row
from local.tenant.mailbox_life import Life, life
from local.tenant.messages import Answer
from local.tenant.state.person import Mailbox
from local.tenant.tenant import Tenant

_LISTED = ("$filter", "$top", "$skiptoken", "$expand")


@native("Mailbox", "Get-Mailbox", *_LISTED)
def mailboxes(read: Read) -> Answer:
    """The mailboxes that fit, of the kind and in the state that the options say."""
    return page(read, MAILBOXES, _fitting(read, MAILBOXES))


@native("CasMailbox", "Get-CASMailbox", *_LISTED)
def cas_mailboxes(read: Read) -> Answer:
    """The access settings of the mailboxes that fit."""
    return page(read, CAS_MAILBOXES, _fitting(read, CAS_MAILBOXES))


@native("Mailbox(key)", "Get-Mailbox", "$expand")
def mailbox(read: Read) -> Answer:
    """The mailbox by any of its names; a deleted one only with the option for it."""
    return _one(read, MAILBOXES, read.key())


@native("CasMailbox(key)", "Get-CASMailbox", "$expand")
def cas_mailbox(read: Read) -> Answer:
    """The access settings of one mailbox."""
    return _one(read, CAS_MAILBOXES, read.key())


@native("CasMailbox/Exchange.BySmtpAddress", "Get-CASMailbox", "$expand")
def cas_mailbox_by_address(read: Read) -> Answer:
    """The access settings of the mailbox with an address."""
    return _one(read, CAS_MAILBOXES, read.query.key(read.argument("SmtpAddress") or ""))


def lives_of(query: Query) -> set[Life]:
    """Which mailboxes a read means: an inactive one was deleted, too, and is both."""
    if query.flag("InactiveMailboxOnly"):
        return {Life.INACTIVE}
    if query.flag("SoftDeletedMailbox"):
        return {Life.SOFT_DELETED, Life.INACTIVE}
    if query.flag("IncludeInactiveMailbox"):
        return {Life.ACTIVE, Life.INACTIVE}
    return {Life.ACTIVE}


def within(tenant: Tenant, unit: str) -> bool:
    """Whether everybody of *tenant* is in the organisational unit; there is one for them all."""
    wanted = unit.casefold()
    names = (tenant.domain, tenant.custom_domain, tenant.tenant_id)
    return not wanted or any(name in wanted for name in names)


def _fitting(read: Read, known: EntitySet) -> Output:
    _expanded(read)
    query, tenant, now = read.query, read.tenant, read.tenant.clock.now()
    lives, kinds, anr = lives_of(query), query.kinds, query.anr
    plan, archive = query.text("MailboxPlan").casefold(), query.flag("Archive")
    text = query.text("$filter")
    fits = matcher(text, known.properties, Dialect.ODATA, known.not_filterable)

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        held = person.mailbox
        if held is None or life(person, now) not in lives or not called(person, anr):
            return None
        if not _suits(held, kinds, plan, archive=archive):
            return None
        source = Source(tenant, person, held)
        return row_of(known.properties, source, names) if fits(source) else None

    everywhere = within(tenant, query.text("OrganizationalUnit"))
    return Output(tenant.people.mailboxes if everywhere else (), row)


def _suits(held: Mailbox, kinds: frozenset[str], plan: str, *, archive: bool) -> bool:
    if kinds and held.kind.casefold() not in kinds:
        return False
    if plan and (held.plan or "").casefold() != plan:
        return False
    return held.archive or not archive


def _one(read: Read, known: EntitySet, identity: str) -> Answer:
    _expanded(read)
    names, lives = names_of(read, known), lives_of(read.query)
    find = find_mailbox if lives == {Life.ACTIVE} else any_mailbox
    person, held = find(read.tenant, identity)
    if life(person, read.tenant.clock.now()) not in lives:
        raise not_found(identity)
    row = row_of(known.properties, Source(read.tenant, person, held), with_key(names))
    return read.entity(known.name, entity(row, names))


def _expanded(read: Read) -> None:
    if wanted := read.query.text("$expand"):
        raise unknown_expansion(wanted)
