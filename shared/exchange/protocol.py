"""
Exchange Online's admin REST protocol: values in, values out, no I/O.

Facts that surprised us, and must survive a rewrite:
- The service answers the same failure with different statuses (a missing object is 404, 400 or
  500), so errors are told apart by the name of the exception, never by the status alone.
- `error.message` is a constant; the sentence is in `details[0].message`, as `id|type|text`.
- A 403 may carry hundreds of NUL bytes instead of JSON.
- The next page is a POST of the same body to the link, with the same anchor; without an anchor
  the link is void.
- A JSON object without the `@odata.type` tag is refused where a hashtable is wanted.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit

from shared.exchange.command import Command
from shared.exchange.failures import failure
from shared.exchange.sizes import Size
from shared.web.errors import Call, Malformed
from shared.web.request import Answer, Effect, Json, Outcome, Request, Row

PAGE_SIZE = 1000  # the largest the service gives
_HASHTABLE = "#Exchange.GenericHashTable"
# The organisation's arbitration mailbox has the same id in every tenant and routes to its back end.
_ANCHOR = "APP:SystemMailbox{{bb558c35-97f1-4cb9-8ff7-d53741dc928c}}@{tenant}"
# Parameters whose values are a person's words or a secret: they never enter a transcript.
_PRIVATE = frozenset({"internalmessage", "externalmessage", "password", "subject", "mailtip"})

type Value = bool | int | str | Size | datetime | Sequence[Value] | Mapping[str, Value] | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, what the service said beside them, and where the next ones are."""

    rows: list[Row]
    warnings: tuple[str, ...] = ()
    next_link: str | None = None


@dataclass(frozen=True, slots=True)
class Organization:
    """Where one tenant's Exchange Online answers."""

    origin: str  # https://outlook.office365.com
    tenant_id: str

    @property
    def root(self) -> str:
        return f"{self.origin}/adminapi/beta/{self.tenant_id}"


def invoke(
    organization: Organization,
    command: Command[Value],
    *,
    request_id: str,
    page_size: int = PAGE_SIZE,
) -> Request:
    """
    The request that runs *command*.

    Writes that can prompt carry `Confirm: false`: nobody is there to answer.
    """
    cmdlet, effect = command.cmdlet.name, command.cmdlet.effect
    wanted = {name: encode(value) for name, value in command.parameters.items()}
    if effect is Effect.WRITE and "confirm" in command.cmdlet.parameters:
        wanted.setdefault("Confirm", False)
    body: Json = {"CmdletInput": {"CmdletName": cmdlet, "Parameters": wanted}}
    identity = command.parameters.get("Identity")
    return Request(
        "POST",
        f"{organization.root}/InvokeCommand",
        Call(cmdlet, str(identity) if identity is not None else None, request_id),
        effect,
        {
            **_headers(organization, cmdlet, request_id),
            "Content-Type": "application/json; charset=utf-8",
            "X-ResponseFormat": "json",
            "Prefer": f"odata.maxpagesize={page_size}",
        },
        json.dumps(body, ensure_ascii=False).encode(),
        {name: _shown(name, value) for name, value in wanted.items()},
    )


def read_entities(
    organization: Organization,
    entity_set: str,
    query: Mapping[str, str],
    *,
    cmdlet: str,
    request_id: str,
    target: str | None = None,
    page_size: int = PAGE_SIZE,
) -> Request:
    """The native read behind *cmdlet* (`Get-EXO…`): rows of *entity_set*, or of *target* alone."""
    url = f"{organization.root}/{entity_set}"
    if query:
        url += "?" + urlencode(query, quote_via=quote, safe="$,")
    return Request(
        "GET",
        url,
        Call(cmdlet, target, request_id),
        Effect.READ,
        {
            **_headers(organization, cmdlet, request_id),
            "Prefer": f"odata.maxpagesize={page_size}",
        },
        None,
        dict(query),
    )


def key(identity: str) -> str:
    """*identity* as the key of an entity: quotes doubled, the rest percent-encoded."""
    return "('" + quote(identity.replace("'", "''"), safe="") + "')"


def next_page(organization: Organization, request: Request, link: str) -> Request:
    """
    The request for the page behind *link*: the same call, sent to that address.

    Raises:
        Malformed: The link leads to another host or tenant; the token does not travel there.

    """
    ours, theirs = urlsplit(organization.root), urlsplit(link)
    inside = theirs.path.casefold().startswith(ours.path.casefold() + "/")
    if theirs[:2] != ours[:2] or not inside:
        raise Malformed(request.call, "the next page lies on another host or tenant; not followed")
    return replace(request, url=link)


def read_page(call: Call) -> Callable[[Answer], Outcome[Page]]:
    """
    How to read the answer to *call*: a page of rows, or one of our errors.

    The reader raises any `ServiceError`.
    """

    def read(answer: Answer) -> Outcome[Page]:
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - the bounds of success
            raise failure(call, answer)
        if not answer.body.strip():
            return Outcome(Page([]), 0)
        document = _document(call, answer.body)
        if "value" not in document and "@odata.nextLink" not in document:
            row = _plain(document)  # one entity by its key
            return Outcome(Page([row]), 1)
        rows = document.get("value")
        link = document.get("@odata.nextLink")
        if not isinstance(rows, list) or not isinstance(link, str | None):
            raise Malformed(call, "the answer has no list of rows", status=answer.status)
        page = Page([_plain(row) for row in rows if isinstance(row, dict)], _said(document), link)
        if len(page.rows) != len(rows):
            raise Malformed(call, "a row of the answer is not an object", status=answer.status)
        return Outcome(page, len(page.rows))

    return read


def encode(value: Value) -> Json:
    """*value* as a cmdlet parameter travels in JSON."""
    match value:
        case None | bool() | int() | str():
            return value
        case Size():
            return value.exact
        case datetime():
            # Seven digits, as the service itself writes; ours has six.
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
        case Mapping():
            encoded = {name: encode(part) for name, part in value.items()}
            return {"@odata.type": _HASHTABLE, **encoded}
        case _:
            return [encode(part) for part in value]


def _headers(organization: Organization, cmdlet: str, request_id: str) -> dict[str, str]:
    return {
        "Accept": "application/json",
        "Accept-Language": "en-US",  # error texts are read by people and by `failure`
        "X-AnchorMailbox": _ANCHOR.format(tenant=organization.tenant_id),
        "X-CmdletName": cmdlet,
        "client-request-id": request_id,
    }


def _shown(name: str, value: Json) -> Json:
    return "(not kept)" if name.casefold() in _PRIVATE and value is not None else value


def _document(call: Call, body: bytes) -> dict[str, Json]:
    try:
        document = json.loads(body)
    except ValueError as error:
        raise Malformed(call, "the answer is not JSON") from error
    if not isinstance(document, dict):
        raise Malformed(call, "the answer is not a JSON object")
    return document


def _plain(row: dict[str, Json]) -> Row:
    """*row* without the type annotations beside its values."""
    return {name: value for name, value in row.items() if "@" not in name}


def _said(document: Mapping[str, Json]) -> tuple[str, ...]:
    parts = [document.get("@adminapi.warnings"), document.get("@adminapi.errors")]
    return tuple(str(text) for part in parts if isinstance(part, list) for text in part)
