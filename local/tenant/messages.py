"""What comes in and what goes out, free of any web framework."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None
# What may be written as JSON; wider than what reading gives.
type Writable = bool | int | float | str | Sequence[Writable] | Mapping[str, Writable] | None
type Document = dict[str, Json]

JSON_TYPE = "application/json; charset=utf-8"
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


# An escape that is half of a character. Alone it cannot be written as UTF-8 again.
_HALF = re.compile(rb"\\u[dD][89abAB]", re.ASCII)


class NotJson(Exception):
    """The body is no JSON object."""


@dataclass(frozen=True, slots=True)
class Request:
    """
    One request, or one part of a batch.

    `path` is still percent-encoded, header names are lower case, `origin` is the scheme and
    host that the caller used: links lead back there.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    origin: str = "https://localhost"
    part: bool = False

    @property
    def segments(self) -> tuple[str, ...]:
        """The decoded segments of the path; a slash inside a segment survives."""
        return tuple(unquote(part) for part in self.path.split("/") if part)

    def value(self) -> Json:
        """
        The body as JSON; an empty body is an empty object.

        Raises:
            NotJson: It is no JSON.

        """
        if not self.body.strip():
            return {}
        try:
            value: Json = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise NotJson("the body is not JSON") from error
        return _whole(value) if _HALF.search(self.body) else value

    def document(self) -> Document:
        """
        The body as a JSON object; an empty body is an empty object.

        Raises:
            NotJson: It is something else.

        """
        document = self.value()
        if not isinstance(document, dict):
            raise NotJson("the body is not a JSON object")
        return document


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `document` is what the body says, kept apart for batches."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    document: Writable = None

    @classmethod
    def of(
        cls, status: int, document: Writable, headers: Mapping[str, str] | None = None
    ) -> "Answer":
        """The answer that carries *document* as JSON."""
        typed = {"content-type": JSON_TYPE, **(headers or {})}
        return cls(status, compact(document).encode(), typed, document)


def _whole(value: Json) -> Json:
    """*value* with every lone half of a character replaced, as .NET does when it writes one."""
    text = json.dumps(value, ensure_ascii=False)
    whole: Json = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return whole
