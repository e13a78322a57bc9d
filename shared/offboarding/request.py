"""
A request as it comes off the queue: bytes in, a checked value or a plain refusal out. Pure.

Input is hostile: nothing here trusts a member it did not check, and no refusal repeats a value.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from shared.store.documents import canonical, digest
from shared.tenants import known_zone
from shared.web.request import Json

LONGEST_BODY = 48 * 1024  # bytes of text: what a queue message holds in base64
_ID_LENGTH = 32
_MOST_FAULTS = 10  # that one refusal lists


class Unreadable(Exception):
    """A body that is no request at all; `code` is stable, the text says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Invalid(Exception):
    """A request with members that are wrong; the text names each and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The request's members as sent, and who says so ("queue" for a plain message)."""

    source: str
    content: Mapping[str, Json]


def open_envelope(body: str) -> Envelope:
    """
    The request in *body*: plain JSON or a CloudEvent, as text or in base64.

    Raises:
        Unreadable: It is neither; the reason says which rule it breaks.

    """
    content = _object(_text(body))
    if "specversion" not in content:
        return Envelope("queue", content)
    data = content.get("data")
    if data is None and isinstance(content.get("data_base64"), str):
        data = _object(_decoded(str(content["data_base64"])))
    if not isinstance(data, dict):
        raise Unreadable("no-data", "the CloudEvent has no object in `data`; put the request there")
    source = content.get("source")
    if not isinstance(source, str) or not source:
        raise Unreadable("no-source", "the CloudEvent has no `source`; CloudEvents 1.0 wants one")
    return Envelope(source[:500], data)


def _one_line(text: str) -> str:
    if any(ord(letter) < ord(" ") for letter in text):
        raise ValueError("has control characters")
    return text


def _moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError("is no date and time; write it like 2026-11-30T17:00:00Z") from error
    if "T" not in text.upper():
        raise ValueError("is a date without a time; use lastWorkingDay for a day")
    return _plausible(text)


def _moment_with_offset(text: str) -> str:
    if datetime.fromisoformat(_moment(text)).tzinfo is None:
        raise ValueError("needs an offset from UTC, like 2026-11-30T17:00:00Z")
    return text


def _principal_name(text: str) -> str:
    if "@" not in text:
        raise ValueError("is no UPN; write it like adele@contoso.com")
    return text


def _guid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise ValueError("is neither a UPN nor an object id (a GUID)") from error


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("is no date; write it like 2026-11-30") from error
    return _plausible(text)


def _plausible(text: str) -> str:
    """Years that no zone can push out of the calendar, and that are no slip of the keyboard."""
    if not "2000" <= text[:4] <= "2200":
        raise ValueError("has a year that cannot be meant")
    return text


type Line = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=320, strip_whitespace=True),
    AfterValidator(_one_line),
]
type Text = Annotated[str, StringConstraints(strict=True, min_length=1)]


class _Member(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, populate_by_name=False
    )


class Person(_Member):
    """Who leaves. Facts beyond the one that finds the person must agree with the directory."""

    upn: Annotated[Line, AfterValidator(_principal_name)] | None = None
    object_id: Annotated[Line, AfterValidator(_guid)] | None = None
    employee_id: Line | None = None
    display_name: Line | None = None

    @model_validator(mode="after")
    def _findable(self) -> Self:
        if not (self.upn or self.object_id or self.employee_id):
            raise ValueError("needs one of upn, objectId, employeeId")
        return self

    @property
    def label(self) -> str:
        """How the request names the person."""
        return self.upn or self.object_id or self.employee_id or ""


class Request(_Member):
    """A request of contract version 1. What it does not know it refuses."""

    action: Literal["offboard", "cancel", "reschedule"] = "offboard"
    request_id: Line
    about: Line | None = None
    issued_at: Annotated[Line, AfterValidator(_moment_with_offset)] | None = None
    tenant: Line | None = None
    user: Person
    last_working_day: Annotated[Line, AfterValidator(_day)] | None = None
    effective_at: Annotated[Line, AfterValidator(_moment)] | None = None
    time_zone: Annotated[Line, AfterValidator(known_zone)] | None = None
    profile: Line = "standard"
    manager: Line | None = None
    delegate_to: tuple[Line, ...] = Field(default=(), max_length=20)
    forward_to: Line | None = None
    auto_reply: Text | None = None
    confidential: bool = Field(default=False, strict=True)
    requested_by: Line | None = None
    dry_run: bool = Field(default=False, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _plain_user(cls, content: object) -> object:
        """A user written as text is a UPN, or an object id when it looks like one."""
        if not isinstance(content, Mapping):
            return content
        user = content.get("user")
        if isinstance(user, str):
            named = "upn" if "@" in user else "objectId"
            return {**content, "user": {named: user}}
        return content

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.last_working_day and self.effective_at:
            raise ValueError("has both lastWorkingDay and effectiveAt; send one of them")
        if self.action != "offboard" and not (self.about and self.issued_at):
            raise ValueError(f"{self.action} needs about (the original's requestId) and issuedAt")
        if self.action == "reschedule" and not (self.last_working_day or self.effective_at):
            raise ValueError("reschedule needs lastWorkingDay or effectiveAt")
        return self

    @property
    def content(self) -> dict[str, Json]:
        """The validated request, in the form its identity is taken from."""
        content: dict[str, Json] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return content

    @property
    def sha256(self) -> str:
        return digest(canonical(self.content))


def validate(content: Mapping[str, Json]) -> Request:
    """
    *content* as a request.

    Raises:
        Invalid: With every member that is wrong.

    """
    try:
        return Request.model_validate(content)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        sentences = list(dict.fromkeys(map(_sentence, faults)))
        more = (
            f"; and {len(sentences) - _MOST_FAULTS} more" if len(sentences) > _MOST_FAULTS else ""
        )
        raise Invalid("; ".join(sentences[:_MOST_FAULTS]) + more) from None


def identity(tenant_id: str, source: str, request_id: str, *, dry_run: bool) -> str:
    """The id of the case that this request opens: the same for the same request."""
    return digest(canonical([tenant_id, source, request_id, dry_run]))[:_ID_LENGTH]


def own_identity(case_id: str, content: Mapping[str, Json]) -> str:
    """The id of a case for *content* alone, where `identity` is taken or not due."""
    return digest(canonical([case_id, canonical(dict(content))]))[:_ID_LENGTH]


def _sentence(fault: Mapping[str, object]) -> str:
    location = fault["loc"]
    parts = location if isinstance(location, tuple) else ()
    place = ".".join(str(part) for part in parts if isinstance(part, str | int)) or "the request"
    match fault["type"]:
        case "extra_forbidden":
            return f"{place[:80]} is no member of a request"
        case "missing":
            return f"{place} is missing"
        case "model_type":
            return f"{place} must be a text or an object with upn, objectId or employeeId"
        case _:
            return f"{place}: {str(fault['msg']).removeprefix('Value error, ')}"


def _text(body: str) -> str:
    if len(body.encode("utf-8", "replace")) > LONGEST_BODY * 4 // 3 + 4:
        raise Unreadable("too-large", f"the body has more than {LONGEST_BODY // 1024} KiB")
    text = body.strip()
    if not text.startswith(("{", "[")):
        text = _decoded(text)
    if len(text.encode("utf-8", "replace")) > LONGEST_BODY:
        raise Unreadable("too-large", f"the body has more than {LONGEST_BODY // 1024} KiB")
    return text


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise Unreadable(
            "not-json", "the body is neither JSON nor JSON in base64 (UTF-8); send one of them"
        ) from error


def _object(text: str) -> dict[str, Json]:
    try:
        content = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if isinstance(error, _TwiceError):
            raise Unreadable("member-twice", str(error)) from error
        raise Unreadable("not-json", "the body is not JSON") from error
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise Unreadable("not-unicode", "the body has half a character; send UTF-8") from error
    if not isinstance(content, dict):
        raise Unreadable(
            "not-an-object", "the body is JSON but no object; send one request a message"
        )
    return content


class _TwiceError(ValueError):
    pass


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _TwiceError("a member stands twice in the JSON; which one is meant cannot be told")
    return members


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is no JSON")
