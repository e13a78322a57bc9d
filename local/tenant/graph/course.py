"""
What Graph says about the course of a call, in headers.

Source: "Microsoft Graph throttling guidance": identity and access. A list costs 2 units, anything
else 1; `$select` and a `$top` below 20 save one each, `$expand` takes one more.
"""

from dataclasses import replace
from uuid import uuid4

from local.tenant.messages import Answer, Request
from local.tenant.numbers import whole_number

_SMALL_TOP = 20


def accompanied(request: Request, answer: Answer) -> Answer:
    """*answer* with the ids of the call and what it cost."""
    identity = answer.headers.get("request-id", str(uuid4()))
    headers = {
        **answer.headers,
        "request-id": identity,
        "client-request-id": request.headers.get("client-request-id", identity),
        "x-ms-resource-unit": str(units(request, answer)),
    }
    return replace(answer, headers=headers)


def units(request: Request, answer: Answer) -> int:
    """How many resource units the call took."""
    document = answer.document
    listed = isinstance(document, dict) and isinstance(document.get("value"), list)
    cost = 2 if listed and request.method == "GET" else 1
    options = {name.casefold().lstrip("$"): value for name, value in request.query.items()}
    top = whole_number(options.get("top", ""))
    cost -= "select" in options
    cost -= top is not None and top < _SMALL_TOP
    cost += "expand" in options
    return max(cost, 1)
