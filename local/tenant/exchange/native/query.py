"""
The query of a native read: OData's own options, which start with a dollar, and those of Exchange.

Of OData's only some are served, and the others are refused. Options without a dollar that nobody
knows are passed over, as OData has it. Names are taken in any letter case.
"""

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from local.tenant.exchange import refusals
from local.tenant.exchange.catalogue import real
from local.tenant.exchange.cmdlet import Names
from local.tenant.exchange.wire import selection
from local.tenant.messages import Request
from local.tenant.numbers import whole_number

_EVERYWHERE = {"$format", "$select"}
_JSON = ("json", "application/json")
_LEAST_ANR = 3


@dataclass(frozen=True, slots=True)
class Query:
    """The options by their names in lower case."""

    options: Mapping[str, str]

    @classmethod
    def of(cls, request: Request, served: Collection[str]) -> "Query":
        """
        The options of *request*, of OData's only those that are *served* there.

        Raises:
            ExchangeRefusal: One is OData's and is not served, or asks for something but JSON.

        """
        options = {name.casefold(): value for name, value in request.query.items()}
        for name in options:
            if name.startswith("$") and name not in served and name not in _EVERYWHERE:
                raise refusals.not_served(name)
        if not options.get("$format", "json").casefold().startswith(_JSON):
            raise refusals.bad_request(f"The format '{options['$format']}' is not supported.")
        return cls(options)

    def text(self, name: str) -> str:
        """The value of *name*, empty when it was not given."""
        return self.options.get(name.casefold(), "")

    def flag(self, name: str) -> bool:
        """
        Whether the option *name* is true.

        Raises:
            ExchangeRefusal: It is neither true nor false.

        """
        value = self.text(name).casefold()
        if value not in {"", "true", "false"}:
            raise refusals.bad_request(f"Invalid value '{value}' for {name}: true or false.")
        return value == "true"

    def several(self, name: str) -> frozenset[str]:
        """The parts of a comma-separated option, in lower case."""
        parts = self.text(name).casefold().split(",")
        return frozenset(part.strip() for part in parts if part.strip())

    @property
    def kinds(self) -> frozenset[str]:
        """
        The kinds in `RecipientTypeDetails`, in lower case.

        Raises:
            ExchangeRefusal: There is no such kind of recipient.

        """
        wanted = self.several("RecipientTypeDetails")
        if unknown := sorted(wanted - _recipient_kinds()):
            raise refusals.bad_request(f"'{unknown[0]}' is no valid RecipientTypeDetails.")
        return wanted

    @property
    def top(self) -> int | None:
        """How many entities the whole listing may have; None is no limit."""
        text = self.options.get("$top")
        if text is None:
            return None
        number = whole_number(text)
        if number is None:
            raise refusals.bad_request(f"Invalid value '{text}' for $top: a whole number.")
        return number

    @property
    def anr(self) -> str:
        """What an ambiguous name has to begin with, in lower case."""
        text = self.text("Anr").strip().casefold()
        if text and len(text) < _LEAST_ANR:
            raise refusals.bad_request("Anr has to be at least three characters long.")
        return text

    @property
    def chosen(self) -> Names:
        """The names in `$select`, in lower case; None without one."""
        return selection({"$select": self.text("$select")})

    def key(self, text: str) -> str:
        """
        What a key, or an argument that names somebody, says: it may be base64.

        Raises:
            ExchangeRefusal: It is said to be and is not.

        """
        return decoded(text) if self.text("isEncoded").casefold() == "true" else text


@cache
def _recipient_kinds() -> frozenset[str]:
    cmdlet = real("Get-Recipient")
    members = cmdlet.parameters["recipienttypedetails"].members if cmdlet else ()
    return frozenset(one.casefold() for one in members)


def decoded(text: str) -> str:
    """
    What *text*, which is base64, says.

    Raises:
        ExchangeRefusal: It is not base64.

    """
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError as error:
        raise refusals.bad_request("The key is not valid base64.") from error
