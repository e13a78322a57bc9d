"""
How Exchange Online says no: an envelope whose useful part is `details[0].message`.

The text is `<string id>|<.NET type>|<sentence>`; the status follows the type only loosely. The id
is there where one was seen; the service leaves it out, too. What no capture shows is called a guess
beside it.
"""

from dataclasses import dataclass

from local.tenant.messages import Answer, Document, compact
from local.tenant.state.protocol import USUAL, Protocol

SERVER = "AM0PR01A01DC001.EURPR01A001.PROD.OUTLOOK.COM"
_TASKS = "Microsoft.Exchange.Configuration.Tasks"
_REPORTING = "Microsoft.Exchange.Management.FfoReporting"
_MODEL = "Microsoft.Exchange.Configuration.ObjectModel"
_STORE = "Microsoft.Exchange.Management.StoreTasks"
_DIRECTORY = "Microsoft.Exchange.Data.Directory"
_MANAGEMENT = "Microsoft.Exchange.Management.Tasks"
_INVOCATION = "Microsoft.Exchange.AdminApi.CommandInvocation"
_ODATA = "Microsoft.Exchange.Admin.OData.Core.ODataServiceException"
_DIRECT_INVOKE = "Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException"
_NOT_FOUND = "ManagementObjectNotFoundException"
_CODES = {
    400: "BadRequest",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    429: "TooManyRequests",
    500: "InternalServerError",
    501: "NotImplemented",
}


@dataclass(slots=True)
class ExchangeRefusal(Exception):
    """A cmdlet that ended in an error; `string_id` is Exchange's own mark of the sentence."""

    status: int
    type: str
    text: str
    string_id: str = ""
    retry_after_s: int | None = None


def not_found(identity: str) -> ExchangeRefusal:
    """No object answers to *identity*."""
    text = f"The operation couldn't be performed because object '{identity}' couldn't be found on "
    return ExchangeRefusal(
        404, f"{_TASKS}.ManagementObjectNotFoundException", f"{text}'{SERVER}'.", "Ex6F9304"
    )


def no_such_mailbox(identity: str) -> ExchangeRefusal:
    """No mailbox answers to *identity*, where a cmdlet looks into mailboxes."""
    text = f'The specified mailbox Identity:"{identity}" doesn\'t exist.'
    return ExchangeRefusal(404, f"{_TASKS}.ManagementObjectNotFoundException", text, "Ex41BAF5")


def ambiguous(identity: str) -> ExchangeRefusal:
    """More than one recipient answers to *identity*."""
    text = f'There are multiple recipients matching the identity "{identity}". Please specify a '
    text += "unique value."
    return ExchangeRefusal(500, f"{_TASKS}.ManagementObjectAmbiguousException", text)


def ambiguous_rule(identity: str) -> ExchangeRefusal:
    """More than one rule answers to *identity*."""
    text = f"The operation couldn't be performed because '{identity}' matches multiple entries."
    return ExchangeRefusal(500, f"{_TASKS}.ManagementObjectAmbiguousException", text)


def proxy_exists(address: str, holder: str) -> ExchangeRefusal:
    """Another recipient, whose GUID is *holder*, has *address*; seen with 409 and with 500."""
    text = (
        f'The proxy address "SMTP:{address}" is already being used by the proxy addresses or '
        f'LegacyExchangeDN of "{holder}". Please choose another proxy address.'
    )
    return ExchangeRefusal(409, f"{_DIRECTORY}.ProxyAddressExistsException", text)


def name_exists(name: str) -> ExchangeRefusal:
    """Another object of the same kind is called *name*. The status is a guess."""
    text = f"The operation couldn't be performed because object '{name}' already exists on "
    type_name = f"{_DIRECTORY}.SystemConfiguration.ADObjectAlreadyExistsException"
    return ExchangeRefusal(400, type_name, f"{text}'{SERVER}'.")


def dehydrated() -> ExchangeRefusal:
    """A tenant that shares Microsoft's settings takes no new object. The status is a guess."""
    text = (
        "The command you tried to run isn't currently allowed in your organization. To run this "
        "command, you first need to run the command: Enable-OrganizationCustomization."
    )
    type_name = f"{_TASKS}.InvalidOperationInDehydratedContextException"
    return ExchangeRefusal(400, type_name, text)


def not_accepted(domain: str) -> ExchangeRefusal:
    """An address in a domain that is not the tenant's. The status is a guess."""
    text = (
        f"You can't use the domain because it's not an accepted domain for your organization. "
        f"Domain: {domain}"
    )
    return ExchangeRefusal(400, f"{_MODEL}.NotAcceptedDomainException", text)


def mastered_elsewhere(name: str, cmdlet: str, parameter: str) -> ExchangeRefusal:
    """A property of a synchronised recipient, which only its own directory may change."""
    return recipient_task(
        f"The operation on mailbox \"{name}\" failed because it's out of the current user's write "
        f"scope. The action '{cmdlet}', '{parameter}', can't be performed on the object '{name}' "
        "because the object is being synchronized from your on-premises organization. This action "
        "should be performed on the object in your on-premises organization."
    )


def folder_entry_exists(user: str) -> ExchangeRefusal:
    """A second Add- of an entry on a folder."""
    text = f"An existing permission entry was found for user: {user}."
    return ExchangeRefusal(400, f"{_STORE}.UserAlreadyExistsInPermissionEntryException", text)


def no_folder_entry(user: str) -> ExchangeRefusal:
    """A Set- or Remove- of an entry that is not on the folder."""
    text = f"There is no existing permission entry found for user: {user}."
    return ExchangeRefusal(400, f"{_STORE}.UserNotFoundInPermissionEntryException", text)


def no_folder_user(user: str) -> ExchangeRefusal:
    """Somebody on a folder who is nobody. The status is a guess."""
    text = (
        f'The user "{user}" is either not valid SMTP address, or there is no matching information.'
    )
    return ExchangeRefusal(400, f"{_STORE}.InvalidExternalUserIdException", text)


def already_member(member: str, group: str) -> ExchangeRefusal:
    """A second Add- of a member."""
    text = f'The recipient "{member}" is already a member of the group "{group}".'
    return ExchangeRefusal(400, f"{_MANAGEMENT}.MemberAlreadyExistsException", text)


def no_member(member: str, group: str) -> ExchangeRefusal:
    """A Remove- of what is no member."""
    text = f'The recipient "{member}" isn\'t a member of the group "{group}".'
    return ExchangeRefusal(400, f"{_MANAGEMENT}.MemberNotFoundException", text)


def not_a_manager(group: str) -> ExchangeRefusal:
    """
    A change to a group by somebody who does not manage it and did not ask to pass that over.

    The status is a guess.
    """
    text = (
        "You don't have sufficient permissions. This operation can only be performed by a manager "
        f'of the group "{group}".'
    )
    return ExchangeRefusal(400, f"{_TASKS}.OperationRequiresGroupManagerException", text)


def recipient_task(text: str) -> ExchangeRefusal:
    """An operation that makes no sense on this recipient."""
    return ExchangeRefusal(400, f"{_TASKS}.RecipientTaskException", text)


def no_security_principal(identity: str) -> ExchangeRefusal:
    """A group that cannot hold rights. The sentence is a guess."""
    return recipient_task(f'The recipient "{identity}" isn\'t a security principal.')


def transformation(parameter: str, why: str) -> ExchangeRefusal:
    """A value that does not convert; *why* ends the sentence."""
    text = f"Cannot process argument transformation on parameter '{parameter}'. {why}"
    return ExchangeRefusal(400, f"{_INVOCATION}.ParameterTransformationException", text)


def empty_identity(cmdlet: str) -> ExchangeRefusal:
    """
    An identity without a character, which null is not: that counts as not given.

    The name of the parameter's class follows the cmdlet's, which is a guess for some.
    """
    kind = f"{_TASKS}.{cmdlet.partition('-')[2]}IdParameter"
    why = f'Cannot convert value "" to type "{kind}". Error: "Parameter values of type {kind} '
    return transformation("Identity", f"{why}can't be empty. Specify a value, and try again.\"")


def unknown_parameter(name: str) -> ExchangeRefusal:
    """A parameter that the cmdlet does not have."""
    text = "Parameter set cannot be resolved using the specified named parameters. "
    return ExchangeRefusal(
        400,
        f"{_INVOCATION}.AmbiguousParameterSetException",
        f"{text}Invalid cmdlet parameters specified. {name}",
    )


def given_twice(name: str) -> ExchangeRefusal:
    """A parameter that is there more than once, in several letter cases. The type is a guess."""
    text = f"Cannot bind parameter because parameter '{name}' is specified more than once."
    return ExchangeRefusal(400, "System.Management.Automation.ParameterBindingException", text)


def missing_parameter(cmdlet: str, names: list[str]) -> ExchangeRefusal:
    """Mandatory parameters that were not given. The status is a guess."""
    text = "Cannot process command because of one or more missing mandatory parameters: "
    return ExchangeRefusal(
        400,
        "System.Management.Automation.ParameterBindingException",
        f"{text}{' '.join(names)}. ({cmdlet})",
    )


def not_simulated(what: str) -> ExchangeRefusal:
    """A cmdlet or parameter that Exchange has and we have not: better refused than ignored."""
    text = f"The local tenant does not simulate the {what}."
    return ExchangeRefusal(501, "System.NotImplementedException", text)


def traced_too_often(wait_s: int) -> ExchangeRefusal:
    """More message traces than the tenant may ask for in five minutes. All of it is a guess."""
    text = f"The request was throttled. Please try again after {wait_s} seconds."
    type_name = f"{_REPORTING}.ThrottlingException"
    return ExchangeRefusal(429, type_name, text, retry_after_s=wait_s)


def invalid_value(text: str) -> ExchangeRefusal:
    """A value that a report does not take. The type is a guess."""
    return ExchangeRefusal(400, f"{_REPORTING}.InvalidExpressionException", text)


def bad_request(text: str) -> ExchangeRefusal:
    """A refusal of the protocol itself: no cmdlet ran. The sentences are guesses."""
    return ExchangeRefusal(400, _ODATA, text)


def envelope(refusal: ExchangeRefusal, protocol: Protocol = USUAL) -> Answer:
    """The answer for a cmdlet that ended in *refusal*."""
    status = refusal.status
    if refusal.type.endswith(_NOT_FOUND):
        status = protocol.not_found_status
    inner: Document = {
        "message": "Error executing cmdlet",
        "type": _ODATA,
        "stacktrace": "   at Microsoft.Exchange.Admin.OData.Core",
        "internalexception": {
            "message": f"Exception of type '{_DIRECT_INVOKE}' was thrown.",
            "type": _DIRECT_INVOKE,
            "stacktrace": "   at Microsoft.Exchange.Management.PSDirectInvoke",
        },
    }
    error: Document = {
        "code": _CODES.get(status, "BadRequest"),
        "message": "Error executing cmdlet",
        "innererror": inner,
        "adminapi.warnings@odata.type": "#Collection(String)",
        "@adminapi.warnings": [],
    }
    # A value that cannot be converted is reported without details, in the inner exception.
    if refusal.type.endswith("ParameterTransformationException"):
        inner["internalexception"] = {"message": refusal.text, "type": refusal.type}
    else:
        detail = _detail(refusal, as_json=protocol.error_detail == "json")
        error["details"] = [{"code": "Client", "target": "", "message": detail}]
    headers = {"x-exceptiontype": refusal.type.rpartition(".")[2]}
    if refusal.retry_after_s is not None:
        headers["retry-after"] = str(refusal.retry_after_s)
    return Answer.of(status, {"error": error}, headers)


def _detail(refusal: ExchangeRefusal, *, as_json: bool) -> str:
    if not as_json:
        return f"{refusal.string_id}|{refusal.type}|{refusal.text}"
    return compact(
        {
            "ClassName": refusal.type,
            "Message": refusal.text,
            "localizedString": {"stringId": refusal.string_id},
        }
    )


def native_not_found(refusal: ExchangeRefusal) -> Answer:
    """What the native reads say of an object that is not there; the spelling is theirs."""
    document = envelope(refusal).document
    if isinstance(document, dict) and isinstance(document["error"], dict):
        document["error"]["message"] = "An server side error occured."
    return Answer.of(404, document, {"x-exceptiontype": refusal.type.rpartition(".")[2]})


def not_served(option: str) -> ExchangeRefusal:
    """A query option that means something, and not here: rows would be wrong without it."""
    return bad_request(f"The query option '{option}' is not supported.")


def no_resource(path: str) -> Answer:
    """The 404 for an address that the service does not have."""
    text = f"Resource not found for the segment '{path}'."
    return Answer.of(404, {"error": {"code": "NotFound", "message": text}})
