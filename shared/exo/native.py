"""Which native read a `Get-EXO…` is: its address, its query, and what is left to do here. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.exchange.filters import odata_all, odata_equal
from shared.exchange.native import Query
from shared.exchange.opath import odata_of
from shared.exchange.sizes import UNLIMITED
from shared.exchange.values import Value
from shared.exo.refusal import WrongLine
from shared.web.request import Row

_NAMES = ("identity", "userprincipalname", "primarysmtpaddress", "externaldirectoryobjectid")
_SHAPING = {"properties", "propertysets", "filter", "resultsize", *_NAMES}

type Given = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class NativeRead:
    """
    One native read; `within` is the property of its one entity that holds the rows.

    `only` are the values that a row must have; the service is not asked for them.
    """

    cmdlet: str
    steps: tuple[str, ...]
    query: Query
    within: str | None = None
    only: Mapping[str, str] = field(default_factory=dict)
    unlimited: bool = False

    def rows(self, page: Sequence[Row]) -> list[Row]:
        """The rows that *page* holds. Raises: WrongLine when it does not hold a list of them."""
        found = [row for one in page for row in self._inside(one)]
        return [row for row in found if self._fits(row)]

    def _fits(self, row: Row) -> bool:
        wanted = self.only.items()
        return all(str(row.get(name)).casefold() == one.casefold() for name, one in wanted)

    def _inside(self, entity: Row) -> list[Row]:
        if self.within is None:
            return [entity]
        rows = entity.get(self.within)
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            raise WrongLine(f"{self.cmdlet}: the answer has no list {self.within}")
        return [dict(one) for one in rows if isinstance(one, dict)]


@dataclass(frozen=True, slots=True)
class _Route:
    """How a cmdlet becomes a read: its path, and the parameters that are options of the query."""

    path: Callable[[Given], tuple[str, ...]]
    options: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    filtered: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    expand: str | None = None


def native_read(cmdlet: str, given: Given) -> NativeRead:
    """
    The read that *cmdlet*, a `Get-EXO…`, is with the parameters *given*.

    Raises:
        WrongLine: The read does not take a parameter, or needs one.

    """
    route = _ROUTES[cmdlet.casefold()]
    lowered = {name.casefold(): value for name, value in given.items()}
    spelled = {name.casefold(): name for name in given}
    here = {one.casefold() for one in (*route.only, *route.filtered)}
    taken = _SHAPING | route.options | route.used | here
    if strange := [spelled[one] for one in lowered if one not in taken]:
        raise WrongLine(
            f"{cmdlet} is a native read here, which takes no {' and no '.join(strange)}; use "
            f"{cmdlet.replace('-EXO', '-')}, whose cmdlet takes it."
        )
    options = {spelled[one]: _option(lowered[one]) for one in route.options if one in lowered}
    return NativeRead(
        cmdlet,
        route.path(lowered),
        _query(lowered, options, route),
        route.expand,
        {name: str(lowered[name.casefold()]) for name in route.only if name.casefold() in lowered},
        str(lowered.get("resultsize")).casefold() == UNLIMITED.casefold(),
    )


def _query(given: Given, options: Mapping[str, str], route: _Route) -> Query:
    properties = _texts(given.get("properties"))
    select = () if "*" in properties else properties
    sets = ("All",) if "*" in properties else _texts(given.get("propertysets"))
    if given.get("protocolsettings"):
        sets = (*(sets or ("Minimum",)), "ProtocolSettings")
    return Query(
        sets or (("Minimum",) if select else ()),
        select,
        _where(given, route),
        _top(given.get("resultsize")),
        route.expand,
        options,
    )


def _where(given: Given, route: _Route) -> str | None:
    """The filter that was given, and the kinds that the read has no options for."""
    wanted = [
        " or ".join(odata_equal(name, one) for one in _texts(given[name.casefold()]))
        for name in route.filtered
        if given.get(name.casefold())
    ]
    if isinstance(text := given.get("filter"), str):
        wanted.append(_odata(text))
    return odata_all(*wanted) if len(wanted) > 1 else "".join(wanted) or None


def _top(wanted: Value) -> int | None:
    if wanted is None or str(wanted).casefold() == UNLIMITED.casefold():
        return None
    if isinstance(wanted, int):
        return wanted
    raise WrongLine("ResultSize: write a number, or Unlimited.")


def _option(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(_texts(value))


def _texts(value: Value) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return tuple(str(one) for one in value)
    return (str(value),)


def _key(given: Given, *more: str) -> str | None:
    named = (given[one] for one in (*_NAMES, *more) if given.get(one) is not None)
    return next((str(one) for one in named), None)


def _needed(given: Given, *more: str) -> str:
    key = _key(given, *more)
    if key is None:
        raise WrongLine("Name the mailbox: -Identity adele@contoso.com.")
    return key


def _set_of(name: str) -> Callable[[Given], tuple[str, ...]]:
    def path(given: Given) -> tuple[str, ...]:
        key = _key(given)
        return (name,) if key is None else (name, key)

    return path


def _below(name: str, rest: str, *more: str) -> Callable[[Given], tuple[str, ...]]:
    return lambda given: (name, _needed(given, *more), *((rest,) if rest else ()))


def _folder(given: Given) -> tuple[str, ...]:
    mailbox, colon, folder = _needed(given).partition(":")
    if not colon:
        raise WrongLine(
            r"Name the folder after the mailbox: -Identity adele@contoso.com:\Calendar."
        )
    return ("Mailbox", mailbox, "MailboxFolder", folder.lstrip("\\"), "MailboxFolderPermission")


def _folders(given: Given) -> tuple[str, ...]:
    scope = given.get("folderscope")
    kind = "" if scope is None else f"folderscope=Exchange.ElcFolderType'{scope}'"
    function = f"MailboxFolder/Exchange.GetMailboxFolderStatistics({kind})"
    return ("Mailbox", _needed(given), function)


_SEARCH = frozenset({"anr", "organizationalunit"})
_ROUTES = {
    "get-exomailbox": _Route(
        _set_of("Mailbox"),
        _SEARCH
        | {"archive", "softdeletedmailbox", "inactivemailboxonly", "includeinactivemailbox"}
        | {"mailboxplan", "recipienttypedetails"},
    ),
    "get-exocasmailbox": _Route(
        _set_of("CasMailbox"), _SEARCH, used=frozenset({"protocolsettings"})
    ),
    "get-exorecipient": _Route(
        _set_of("Recipient"),
        _SEARCH | {"includesoftdeletedrecipients"},
        filtered=("RecipientType", "RecipientTypeDetails"),
    ),
    "get-exomailboxstatistics": _Route(
        _below("Mailbox", "Exchange.GetMailboxStatistics()"), frozenset({"archive"})
    ),
    "get-exomailboxpermission": _Route(
        _below("Mailbox", "MailboxPermission"), frozenset({"softdeletedmailbox"}), only=("User",)
    ),
    "get-exorecipientpermission": _Route(
        _below("Recipient", ""), only=("Trustee",), expand="RecipientPermission"
    ),
    "get-exomailboxfolderpermission": _Route(_folder, only=("User",)),
    "get-exomailboxfolderstatistics": _Route(
        _folders,
        frozenset({"archive", "includeoldestandnewestitems"}),
        used=frozenset({"folderscope"}),
    ),
    "get-exomobiledevicestatistics": _Route(
        _below("Mailbox", "MobileDevice/Exchange.GetMobileDeviceStatistics()", "mailbox"),
        used=frozenset({"mailbox"}),
    ),
}


def _odata(opath: str) -> str:
    try:
        return odata_of(opath)
    except ValueError as error:
        raise WrongLine(str(error)) from error
