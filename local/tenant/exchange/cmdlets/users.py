"""Get- and Set-User: what the directory says of a person, as Exchange sees and sets it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Names, Output, cmdlet
from local.tenant.exchange.kept import Kept, accepted, shown
from local.tenant.exchange.name_search import called, sought
from local.tenant.exchange.opath import matcher
from local.tenant.exchange.policies import find_policy
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.recipient import RECIPIENT
from local.tenant.exchange.properties.source import Properties, Source, row_of
from local.tenant.exchange.recipients import change_mailbox, find_mailbox, find_person
from local.tenant.exchange.values import Row, Value
from local.tenant.mailbox_life import Life, life
from local.tenant.state.kinds import Kind
from local.tenant.state.person import Identity, Mailbox, Person, Quotas
from local.tenant.tenant import Tenant

_FAMILY = "User"
_GUEST, _PLAIN = "GuestMailUser", "User"
_TYPES = {_GUEST: "MailUser", _PLAIN: "User"}
_KINDS = (*Kind, *_TYPES)
# What the directory keeps as part of who somebody is; refused for synchronised people.
_IDENTITY = ("FirstName", "LastName", "DisplayName", "Department", "Title")
# What Graph shows as well, and how it calls it.
_IN_GRAPH = {"Company": "companyName", "City": "city", "MobilePhone": "mobilePhone"}
_KEPT: Mapping[str, Kept] = {
    "AuthenticationPolicy": Kept("text", None),
    "RemotePowerShellEnabled": Kept("bool", default=True),
    "EXOModuleEnabled": Kept("bool", default=True),
    "VIP": Kept("bool", default=False),
    "Phone": Kept("text", ""),
    "Fax": Kept("text", ""),
    "Notes": Kept("text", ""),
    "StreetAddress": Kept("text", ""),
    "PostalCode": Kept("text", ""),
    "StateOrProvince": Kept("text", ""),
    "SeniorityIndex": Kept("count", None),
}


def _renamed(who: Identity, given: Bound) -> Identity:
    def text(name: str, before: str) -> str:
        return (given.text(name) or "") if given.has(name) else before

    return replace(
        who,
        given=text("FirstName", who.given),
        family=text("LastName", who.family),
        display_name=text("DisplayName", who.display_name),
        department=text("Department", who.department),
        title=text("Title", who.title),
    )


def _manager(source: Source) -> str | None:
    people = source.tenant.people
    manager = people.layout.manager(source.person.who.index)
    return None if manager is None else people.who(manager).alias


def _in_graph(name: str) -> Callable[[Source], Value]:
    def read(source: Source) -> Value:
        value = source.person.account.changes.get(_IN_GRAPH[name])
        return value if isinstance(value, str) else ""

    return read


def _kept(name: str) -> Callable[[Source], Value]:
    return lambda s: shown(_KEPT[name], s.mailbox.configurations.get(_FAMILY, {}), name)


def _source(tenant: Tenant, person: Person) -> Source:
    """*person* with the mailbox, or with an empty one that nobody is told of."""
    quotas = Quotas(0, 0, 0)
    empty = Mailbox(Kind.USER, quotas, None, 0, person.account.created, None)
    return Source(tenant, person, person.mailbox or empty)


def _details(source: Source) -> str:
    person = source.person
    if person.mailbox is not None and source.life is Life.ACTIVE:
        return person.mailbox.kind.value
    return _GUEST if source.tenant.people.layout.is_guest(person.who.index) else _PLAIN


_USER: Properties = {
    **RECIPIENT,
    "UserPrincipalName": MAILBOX["UserPrincipalName"],
    "AccountDisabled": MAILBOX["AccountDisabled"],
    "RecipientType": lambda s: _TYPES.get(_details(s), "UserMailbox"),
    "RecipientTypeDetails": _details,
    "FirstName": lambda s: s.person.who.given,
    "LastName": lambda s: s.person.who.family,
    "Department": lambda s: s.person.who.department,
    "Title": lambda s: s.person.who.title,
    "Manager": _manager,
    "StsRefreshTokensValidFrom": lambda s: s.person.account.sessions_valid_from,
    **{name: _in_graph(name) for name in _IN_GRAPH},
    **{name: _kept(name) for name in _KEPT},
}


@cmdlet(
    "Get-User",
    "Identity text",
    "Anr text",
    "Filter text",
    f"RecipientTypeDetails {'|'.join(_KINDS)}*",
    "ResultSize count",
)
def get_user(tenant: Tenant, given: Bound) -> Output:
    """One account, or all that fit: guests and those for emergencies are among them."""
    if identity := given.text("Identity"):
        return Output([row_of(_USER, _source(tenant, find_person(tenant, identity)), None)])
    fits, anr = matcher(given.text("Filter") or "", _USER), sought(given)
    kinds = given.several("RecipientTypeDetails")

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        if person.account.deleted is not None or not called(person, anr):
            return None
        source = _source(tenant, person)
        if kinds and _details(source) not in kinds:
            return None
        return row_of(_USER, source, names) if fits(source) else None

    return Output(tenant.people.everyone, row)


@cmdlet(
    "Set-User",
    "Identity! text",
    *(f"{name} text" for name in (*_IDENTITY, *_IN_GRAPH)),
    *(f"{name} {known.type}" for name, known in _KEPT.items()),
    "StsRefreshTokensValidFrom time",
    "PermanentlyClearPreviousMailboxInfo bool",
    "Force bool",
)
def set_user(tenant: Tenant, given: Bound) -> Output:
    """What is given is set, all of it or nothing; Graph sees the same."""
    identity = given.required("Identity")
    if life(find_person(tenant, identity), tenant.clock.now()) is not Life.ACTIVE:
        raise refusals.not_simulated("cmdlet Set-User for an account without a mailbox")
    person, mailbox = find_mailbox(tenant, identity)
    for name in (*_IDENTITY, *_IN_GRAPH):
        if person.account.synced and not mailbox.cloud_managed and given.has(name):
            raise refusals.mastered_elsewhere(person.who.alias, "Set-User", name)
    if policy := given.text("AuthenticationPolicy"):
        find_policy(tenant, "AuthenticationPolicy", policy)
    before = mailbox.configurations.get(_FAMILY, {})
    kept = {
        name: accepted(known, before, given, name)
        for name, known in _KEPT.items()
        if given.has(name)
    }

    person, mailbox = change_mailbox(tenant, identity)
    person.who = _renamed(person.who, given)
    tenant.people.renamed(person)
    account = person.account
    account.changes |= {key: given.text(name) for name, key in _IN_GRAPH.items() if given.has(name)}
    account.sessions_valid_from = (
        given.time("StsRefreshTokensValidFrom") or account.sessions_valid_from
    )
    mailbox.configurations[_FAMILY] = before | kept
    return NOTHING
