"""What is kept of an answer: its status, its form, the names of its error. No value of a tenant."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from shared.exchange.sentences import said
from shared.selftest.shape import Shape, shape_of
from shared.web.request import Answer, Json

# Headers whose presence means something to a client; their values are not kept.
_HEADERS = frozenset(
    {
        "location",
        "odata-version",
        "preference-applied",
        "rate-limit-limit",
        "request-id",
        "retry-after",
        "www-authenticate",
        "x-exceptiontype",
        "x-ms-diagnostics",
    }
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,99}")


@dataclass(frozen=True, slots=True)
class Observation:
    """
    One answer without its data.

    `form` is `json`, `empty`, `NUL bytes`, `html` or `text`; `error` is the code of a failure, and
    `exception` the last name of its .NET type, where the answer says them.
    """

    status: int
    form: str
    headers: frozenset[str] = frozenset()
    error: str | None = None
    exception: str | None = None
    shape: Shape | None = None

    def document(self) -> dict[str, Json]:
        """The observation as JSON; `of_document` reads it back."""
        written: dict[str, Json] = {
            "status": self.status,
            "form": self.form,
            "headers": sorted(self.headers),
        }
        if self.error:
            written["error"] = self.error
        if self.exception:
            written["exception"] = self.exception
        if self.shape is not None:
            written["shape"] = self.shape.document()
        return written

    @classmethod
    def of_document(cls, document: Mapping[str, Json]) -> Self:
        """The observation that `document` wrote."""
        status, headers, shape = document["status"], document["headers"], document.get("shape")
        if not isinstance(status, int) or not isinstance(headers, list):
            raise TypeError("not an observation")
        error, exception = document.get("error"), document.get("exception")
        return cls(
            status,
            str(document["form"]),
            frozenset(str(name) for name in headers),
            None if error is None else str(error),
            None if exception is None else str(exception),
            Shape.of_document(shape) if isinstance(shape, dict) else None,
        )


def observed(answer: Answer) -> Observation:
    """What may be kept of *answer*."""
    headers = _HEADERS & answer.headers.keys()
    form = _form(answer.body)
    if form != "json":
        return Observation(answer.status, form, headers)
    document: Json = json.loads(answer.body)
    error = document.get("error") if isinstance(document, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return Observation(
        answer.status,
        form,
        headers,
        _name(code),
        _exception(document) if isinstance(error, dict) else None,
        shape_of(document),
    )


def _form(body: bytes) -> str:
    if not body.strip():
        return "empty"
    if not body.strip(b"\0"):
        return "NUL bytes"
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return "html" if body.lstrip()[:1] == b"<" else "text"
    return "json"


def _exception(document: Json) -> str | None:
    """The exception's name, wherever a failed answer says it; its sentence is not looked at."""
    return next(map(_name, said({}, document).names), None)


def _name(text: Json) -> str | None:
    """*text*, if it is a name that a program gave; anything else may hold data."""
    return text if isinstance(text, str) and _NAME.fullmatch(text) else None
