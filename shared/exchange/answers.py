"""
Reading an answer of Exchange Online: a page of rows, or one of our errors. Pure.

Facts that surprised us:
- Success has many shapes: no body at all, no list, warnings alone, plain text from a few writes.
- A success may carry errors, from which the cmdlet went on. Its rows are then not all there is.
- A value may have its type beside it, as `Guid@data.type`; the native reads have no such keys, so
  a page is searched for them once and its rows are left as they were read.
- Keys may hold anything (`LastUsedDate(DateTime])` was seen), so only those are dropped.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.exchange.failures import ERRORS, failure, reported
from shared.exchange.sentences import lowered
from shared.web.document import json_of
from shared.web.errors import BadCall, Malformed, ServiceError, ServiceFault
from shared.web.request import Answer, Effect, Json, Outcome, Request, Row

_ANNOTATION = re.compile(r"@(?:odata|data|adminapi)\.[\w.]+\Z", re.ASCII)
# An annotation of a row, as opposed to those that each page has around it.
_ANNOTATED = re.compile(rb'@(?:odata\.(?!context"|nextLink")|data\.|adminapi\.)')
_ESCAPED = rb"\u0040"
_MORE_OF_A_WRITE = "more rows were not read, since asking for them would send the write again"
_LONGEST = 1000  # of a sentence that is passed on
_WARNINGS, _NEXT = "@adminapi.warnings", "@odata.nextlink"
_QUESTION = "@adminapi.confirmationmessage"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, what the service said beside them, and where the next ones are."""

    rows: list[Row] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    next_link: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """All rows that a call gave, and what the service said beside them."""

    rows: list[Row] = field(default_factory=list)
    warnings: tuple[str, ...] = ()


def read_page(request: Request) -> Callable[[Answer], Outcome[Page]]:
    """
    How to read the answer to *request*, a cmdlet or a native read of many.

    The reader raises any `ServiceError`. What a write answered unreadably may have happened, so
    that is a `ServiceFault` to be read back; for a read it is `Malformed`.
    """

    def read(answer: Answer) -> Outcome[Page]:
        document = _opened(request, answer)
        page = page_of(request, answer.status, document, bare=not annotated(answer.body))
        return Outcome(page, len(page.rows))

    return read


def read_entity(request: Request) -> Callable[[Answer], Outcome[Page]]:
    """How to read the answer to a native read of one entity, or of what a function of it gives."""

    def read(answer: Answer) -> Outcome[Page]:
        document = _opened(request, answer)
        around = lowered(document)
        if isinstance(document, dict) and "value" not in around and _NEXT not in around:
            _refuse(request, answer.status, around)
            if any(name.endswith(_NEXT) for name in around):
                raise _unreadable(request, answer.status, "a list in the answer goes on elsewhere")
            row = without_annotations(document)
            return Outcome(Page([row] if row else []), int(bool(row)))
        page = page_of(request, answer.status, document, bare=not annotated(answer.body))
        return Outcome(page, len(page.rows))

    return read


def reply_of(pages: Sequence[Page]) -> Reply:
    """The rows of *pages* together, and each warning once."""
    rows = [row for page in pages for row in page.rows]
    return Reply(rows, tuple(dict.fromkeys(text for page in pages for text in page.warnings)))


def page_of(request: Request, status: int, document: Json, *, bare: bool = False) -> Page:
    """
    The page that *document*, the body of a success, holds; *bare* rows have no annotations.

    Raises:
        ServiceError: The cmdlet reports errors, asks a question, or the page cannot be read.

    """
    if isinstance(document, str) and request.effect is Effect.WRITE:
        sentence = _plain_text(document.encode("utf-8", "replace"))
        if sentence or not document.strip():  # a few writes answer with one
            return Page(warnings=(sentence,) if sentence else ())
    if not isinstance(document, dict):
        raise _unreadable(request, status, "the answer is not a JSON object")
    around = lowered({name: value for name, value in document.items() if name != "value"})
    _refuse(request, status, around)
    if around.get("error"):  # beside rows it is no property, whatever its shape
        raise reported(request.call, status, around)
    rows, link = document.get("value", around.get("value")), around.get(_NEXT)
    if rows is None and link is None and all(map(is_annotation, around)):
        rows = []  # warnings alone, or nothing at all
    if not isinstance(rows, list) or not isinstance(link, str | None) or link == "":
        raise _unreadable(request, status, "the answer has no list of rows")
    if not all(type(row) is dict for row in rows):
        raise _unreadable(request, status, "a row of the answer is not an object")
    if not bare:
        rows = [without_annotations(row) for row in rows]
    warnings = _texts(around.get(_WARNINGS))
    if link is not None and request.effect is Effect.WRITE:
        return Page(rows, (*warnings, _MORE_OF_A_WRITE))
    return Page(rows, warnings, link)


def without_annotations(row: Row) -> Row:
    """*row* without what is said of its values' types."""
    return {name: value for name, value in row.items() if not is_annotation(name)}


def is_annotation(name: str) -> bool:
    """Whether *name* is a key about another key, or about the object around it."""
    return "@" in name and _ANNOTATION.search(name) is not None


def _opened(request: Request, answer: Answer) -> Json:
    """The document of a success; the empty object where there is no body, a text for plain text."""
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - the bounds of success
        raise failure(request.call, answer)
    if not answer.body.strip():
        return {}
    try:
        return json_of(answer.body)
    except ValueError as error:
        text = _plain_text(answer.body)
        if text and request.effect is Effect.WRITE:
            return text
        raise _unreadable(request, answer.status, "the answer is not JSON") from error


def annotated(body: bytes) -> bool:
    """Whether *body* may hold annotations beside those that each page has around it."""
    if b"\\" in body and _ESCAPED in body:  # one byte is found much faster than six
        return True
    return _ANNOTATED.search(body) is not None


def _refuse(request: Request, status: int, around: Mapping[str, Json]) -> None:
    """Raise what a success says against itself."""
    if around.get(ERRORS) or isinstance(around.get("error"), Mapping):
        raise reported(request.call, status, around)
    if question := around.get(_QUESTION):
        detail = f"it was not done but asks: {str(question)[:_LONGEST]}"
        raise BadCall(request.call, detail, status=status)


def _unreadable(request: Request, status: int, detail: str) -> ServiceError:
    if request.effect is Effect.WRITE:
        return ServiceFault(request.call, f"{detail}; it may have run", ran=True, status=status)
    return Malformed(request.call, detail, status=status)


def _plain_text(body: bytes) -> str:
    """*body* when it is a sentence; the empty text for anything else."""
    try:
        text = body.decode().strip()
    except UnicodeDecodeError:
        return ""
    readable = all(one.isprintable() or one.isspace() for one in text)
    return text[:_LONGEST] if readable and not text.startswith(("{", "[", "<", '"')) else ""


def _texts(said: Json) -> tuple[str, ...]:
    return tuple(str(text) for text in said) if isinstance(said, list) else ()
