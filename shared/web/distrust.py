"""Why a certificate was not trusted, told to whoever can mend it."""

import ssl
from collections.abc import Iterator
from typing import TypeGuard

# OpenSSL's numbers. Source: "X509_V_ERR" in the manual of X509_STORE_CTX_get_error.
_NOT_NOW = {9, 10}  # not yet valid, expired
_OTHER_NAME = {62, 64}  # of a host, of an address


def distrust(error: BaseException) -> str | None:
    """What is wrong with the certificate over which *error* came, and what to do; else None."""
    found = next((one for one in causes(error) if _tells(one)), None)
    if found is None:
        return None
    told = f"the certificate that was shown is not trusted ({found.verify_message})"
    if found.verify_code in _NOT_NOW:
        return f"{told}; check this machine's clock first, then who answers in its place"
    if found.verify_code in _OTHER_NAME:
        return (
            f"{told}: somebody else answers, a sign-in page of the network or a proxy; open a web "
            "page in a browser here and see"
        )
    return (
        f"{told}; if a proxy here opens TLS to inspect it, name the certificate of its authority, "
        "a PEM file, in SSL_CERT_FILE, or let the operating system trust it"
    )


def _tells(error: BaseException) -> TypeGuard[ssl.CertificateError]:
    """Whether *error* is the one of OpenSSL; aiohttp's, of the same class, has no number."""
    return isinstance(error, ssl.CertificateError) and hasattr(error, "verify_code")


def causes(error: BaseException) -> Iterator[BaseException]:
    """*error* and all that led to it, however its library hands that on."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        # requests keeps the cause among the arguments, Azure's libraries in a member.
        waiting += [one.__cause__, one.__context__, *one.args, *vars(one).values()]
