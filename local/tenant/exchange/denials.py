"""
How Exchange turns a caller away before anything runs: 401 and 403, in all their shapes.

Reports of the 403 differ: NUL bytes, one sentence, or JSON; a switch of the tenant chooses.
"""

from local.tenant.exchange.rbac import Caller
from local.tenant.messages import Answer, Document
from local.tenant.state.protocol import Protocol

_NULS = 512
_ODATA = "Microsoft.Exchange.Admin.OData.Core.ODataServiceException"
_ACCESS = "Microsoft.Exchange.Configuration.Authorization.CmdletAccessDeniedException"


class Denied(Exception):
    """The caller may not do this, whatever its parameters say."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def token_refused(origin: str, why: str) -> Denied:
    """The 401 without a body for a token that is no good."""
    challenge = f'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", realm="", error="{why}"'
    where = f', authorization_uri="{origin}/common/oauth2/authorize"'
    return Denied(Answer(401, headers={"www-authenticate": challenge + where}))


def unauthorized(cmdlet: str) -> Denied:
    """The 401 for an app without the app role, and for one whose role has not spread yet."""
    text = f"User is not allowed to call {cmdlet}"
    inner: Document = {"message": text, "type": _ODATA}
    error: Document = {"code": "Unauthorized", "message": text, "innererror": inner}
    headers = {"x-exceptiontype": "ODataServiceException"}
    return Denied(Answer.of(401, {"error": error}, headers))


def no_rights(protocol: Protocol, app_id: str) -> Denied:
    """The 403 for an application that holds no role at all."""
    return _forbidden(protocol, "sentence", app_id, "the application has no role in Exchange")


def not_allowed(caller: Caller, cmdlet: str, parameter: str | None = None) -> Denied:
    """
    The answer for a cmdlet that does not exist or that no role of the caller has.

    The two cannot be told apart. A role that is granted and has not spread yet gives 401.
    """
    wanted = cmdlet if parameter is None else f"parameter {parameter} of {cmdlet}"
    if caller.coming.may_run(cmdlet):
        return unauthorized(cmdlet)
    reason = f"the caller is not allowed to run {wanted}"
    return _forbidden(caller.tenant.protocol, "nul", caller.app_id, reason)


def nuls() -> Answer:
    """The 403 whose body is NUL bytes that call themselves JSON."""
    body = b"\0" * _NULS
    return Answer(403, body, {"content-type": "application/json"}, body.decode())


def not_app_only(cmdlet: str) -> Denied:
    """The 403 for a cmdlet that wants a person."""
    text = f"The cmdlet {cmdlet} isn't supported with app-only authentication."
    return Denied(_as_json(text))


def _forbidden(protocol: Protocol, usual: str, app_id: str, reason: str) -> Denied:
    shape = usual if protocol.forbidden_body == "mixed" else protocol.forbidden_body
    match shape:
        case "nul":
            answer = nuls()
        case "sentence":
            text = _sentence(app_id)
            answer = Answer(403, text.encode(), {"content-type": "text/plain"}, text)
        case _:
            answer = _as_json(_sentence(app_id))
    diagnostics = {"x-ms-diagnostics": f'2000003;reason="{_in_header(reason)}"'}
    return Denied(
        Answer(answer.status, answer.body, {**answer.headers, **diagnostics}, answer.document)
    )


def _in_header(text: str) -> str:
    """*text*, part of which the caller chose, as a header can carry it."""
    return "".join(one if " " <= one <= "~" else "?" for one in text)


def _sentence(app_id: str) -> str:
    return (
        f"The role assigned to application {app_id} isn't supported in this scenario. Please "
        "check online documentation for assigning correct Directory Roles to Azure AD "
        "Application for EXO App-Only Authentication."
    )


def _as_json(text: str) -> Answer:
    inner: Document = {"message": text, "type": _ODATA}
    error: Document = {
        "code": "Forbidden",
        "message": "Error executing cmdlet",
        "details": [{"code": "Client", "target": "", "message": f"|{_ACCESS}|{text}"}],
        "innererror": inner,
    }
    return Answer.of(403, {"error": error}, {"x-exceptiontype": _ACCESS.rpartition(".")[2]})
