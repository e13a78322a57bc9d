"""Look-ups in the public DNS that tell "there is no record" from "nobody could say"."""

from collections.abc import Iterable

import dns.asyncresolver
import dns.exception
import dns.rdata
import dns.resolver
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.TXT import TXT

_LIFETIME_S = 10.0  # for one question, over all servers and repetitions


class Unresolved(Exception):
    """The DNS gave no answer about `name`: whether it has a record is unknown."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason

    def __str__(self) -> str:
        return f"the DNS look-up of {self.name} failed: {self.reason}"


class Resolver:
    """Asks the machine's own DNS servers, or the one at *server* (address and port)."""

    def __init__(self, server: tuple[str, int] | None, lifetime_s: float = _LIFETIME_S) -> None:
        self._server = server
        self._lifetime_s = lifetime_s
        self._made: dns.asyncresolver.Resolver | None = None

    async def texts(self, name: str) -> list[str]:
        """
        The TXT records at *name*, the strings of each joined; none when it has none.

        Raises:
            Unresolved: Servers failed, refused or kept silent.

        """
        return [
            b"".join(record.strings).decode("utf-8", "replace")
            for record in await self._records(name, "TXT")
            if isinstance(record, TXT)
        ]

    async def alias(self, name: str) -> str | None:
        """
        Where the CNAME at *name* points, without the final dot; None when there is none.

        Raises:
            Unresolved: Servers failed, refused or kept silent.

        """
        for record in await self._records(name, "CNAME"):
            if isinstance(record, CNAME):
                return str(record.target).rstrip(".").casefold()
        return None

    async def _records(self, name: str, kind: str) -> Iterable[dns.rdata.Rdata]:
        try:
            answer = await self._resolver().resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.Timeout as error:
            raise Unresolved(name, f"no answer within {self._lifetime_s:g} s") from error
        except dns.resolver.NoNameservers as error:
            raise Unresolved(name, "the servers answered with a failure") from error
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise Unresolved(name, str(error) or type(error).__name__) from error
        return answer.rrset or ()

    def _resolver(self) -> dns.asyncresolver.Resolver:
        if self._made is None:
            made = dns.asyncresolver.Resolver(configure=self._server is None)
            if self._server is not None:
                made.nameservers, made.port = [self._server[0]], self._server[1]
            made.lifetime = self._lifetime_s
            self._made = made
        return self._made
