"""
The answers that faults give, in the words of the service that is asked.

Source: what clients of the admin API were seen to handle: plain text or JSON with the seconds in
its text for 429, exception names inside 500, NUL bytes, errors and warnings beside a 200.
"""

import base64
import json
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from local.tenant import limits
from local.tenant.exchange import denials, refusals
from local.tenant.faults.rule import Form, Rule
from local.tenant.messages import Answer, Document, Request

_NUL = b"\0" * 512
_GRAPH_CODES = {
    401: "InvalidAuthenticationToken",
    403: "Authorization_RequestDenied",
    404: "Request_ResourceNotFound",
    503: "serviceNotAvailable",
    504: "GatewayTimeout",
}
_ERROR = "The operation couldn't be performed because of a passing error. Please try again."
_WARNING = "The command completed successfully but no settings of the object have been modified."


def of_exchange(request: Request) -> bool:
    """Whether *request* goes to Exchange Online."""
    return request.path.casefold().startswith("/adminapi")


def throttled(request: Request, rule: Rule) -> Answer:
    """The 429: plain text at Exchange, JSON at Graph, unless the rule has it otherwise."""
    form = rule.form or (Form.TEXT if of_exchange(request) else Form.JSON)
    if form is Form.TEXT:
        return limits.refusal(rule.retry_after)
    wait = f" Please retry after {rule.seconds:g} seconds." if rule.seconds else ""
    error = {"code": "TooManyRequests", "message": f"Too many requests.{wait}"}
    return Answer.of(429, {"error": error}, _wait(rule))


def failed(request: Request, cmdlet: str | None, rule: Rule) -> Answer:
    """The status of *rule* with its body, or with what the service says beside such a status."""
    if rule.body is not None:
        return Answer(rule.status or 503, rule.body.encode(), _wait(rule), rule.body)
    answer = _usual(request, cmdlet, rule)
    return replace(answer, headers={**answer.headers, **_wait(rule)})


def challenged(request: Request, now: datetime) -> Answer:
    """The 401 of continuous access evaluation: a token minted with these claims is wanted."""
    wanted = {"access_token": {"nbf": {"essential": True, "value": str(int(now.timestamp()))}}}
    claims = base64.b64encode(json.dumps(wanted).encode()).decode()
    where = f"{request.origin}/common/oauth2/authorize"
    header = (
        f'Bearer realm="", authorization_uri="{where}", error="insufficient_claims", '
        f'claims="{claims}"'
    )
    if of_exchange(request):
        return Answer(401, headers={"www-authenticate": header})
    text = "Continuous access evaluation resulted in challenge with result: InteractionRequired."
    error = {"code": "InvalidAuthenticationToken", "message": text}
    return Answer.of(401, {"error": error}, {"www-authenticate": header})


def redirected(request: Request, rule: Rule) -> Answer:
    """The 302 to another region."""
    where = rule.location or "https://eur01.outlook.office365.com" + request.path
    return Answer(302, headers={"location": where})


def nul(rule: Rule) -> Answer:
    """A body of NUL bytes that says it is JSON."""
    headers = {"content-type": "application/json"}
    return Answer(rule.status or 403, _NUL, headers, _NUL.decode())


def with_errors(rule: Rule) -> Answer:
    """A 200 without rows whose errors tell that nothing was done."""
    said: Document = {"@adminapi.errors": [rule.body or _ERROR], "@adminapi.warnings": []}
    return Answer.of(200, {**said, "value": []})


def with_warnings(answer: Answer, rule: Rule) -> Answer:
    """*answer* without its rows, with a warning in their place; a refusal stays what it is."""
    if answer.status >= HTTPStatus.BAD_REQUEST:
        return answer
    said: Document = {"@adminapi.warnings": [rule.body or _WARNING], "value": []}
    return Answer.of(200, said)


def halved(answer: Answer, rule: Rule) -> Answer:
    """Half of *answer*, or the body of *rule* in its place."""
    half = answer.body[: len(answer.body) // 2]
    body = rule.body.encode() if rule.body is not None else half
    return replace(answer, body=body, document=body.decode(errors="replace"))


def _usual(request: Request, cmdlet: str | None, rule: Rule) -> Answer:
    status = rule.status or (500 if rule.exception else 503)
    if of_exchange(request):
        if rule.exception:
            return refusals.envelope(_thrown(status, rule.exception))
        if status == HTTPStatus.UNAUTHORIZED:
            return denials.unauthorized(cmdlet or "this API").answer
        if status == HTTPStatus.FORBIDDEN:
            return denials.nuls()
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
    code = rule.exception or _GRAPH_CODES.get(status) or phrase.replace(" ", "")
    return Answer.of(status, {"error": {"code": code, "message": f"{phrase}: please try again."}})


def _thrown(status: int, exception: str) -> refusals.ExchangeRefusal:
    name = exception if "." in exception else f"Microsoft.Exchange.Data.Directory.{exception}"
    return refusals.ExchangeRefusal(status, name, "The server is busy. Please try again later.")


def _wait(rule: Rule) -> dict[str, str]:
    return {} if rule.retry_after is None else {"retry-after": f"{rule.retry_after:g}"}
