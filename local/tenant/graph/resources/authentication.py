"""
`/users/{id}/authentication`: the sign-in methods of a person, and taking them away.

Each kind is deleted from its own collection. The default one goes last.
Source: authentication methods API, and the texts that callers reported.
"""

from local.tenant.graph.kind import MixedKind, documents
from local.tenant.graph.kinds.method import method
from local.tenant.graph.lists import page
from local.tenant.graph.people import the_user
from local.tenant.graph.refusals import GraphRefusal
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer
from local.tenant.state.access import Method, MethodKind

_WRITE = "UserAuthenticationMethod.ReadWrite.All"
_READ = ("UserAuthenticationMethod.Read.All", _WRITE)
_METHOD = MixedKind(
    name="authenticationMethod", readers=documents(("id", "createdDateTime")), directory=False
)
# What is enough for one kind alone. Source: Microsoft Graph permissions reference.
_OF_KIND = {
    MethodKind.PHONE: "UserAuthMethod-Phone.ReadWrite.All",
    MethodKind.AUTHENTICATOR: "UserAuthMethod-MicrosoftAuthApp.ReadWrite.All",
    MethodKind.FIDO2: "UserAuthMethod-Passkey.ReadWrite.All",
    MethodKind.EMAIL: "UserAuthMethod-Email.ReadWrite.All",
    MethodKind.SOFTWARE_OATH: "UserAuthMethod-SoftwareOATH.ReadWrite.All",
    MethodKind.WINDOWS_HELLO: "UserAuthMethod-WindowsHello.ReadWrite.All",
    MethodKind.TEMPORARY_PASS: "UserAuthMethod-TAP.ReadWrite.All",
    MethodKind.PLATFORM: "UserAuthMethod-PlatformCred.ReadWrite.All",
}


@route("GET", "/users/{id}/authentication/methods", *_READ)
def list_methods(call: Call) -> Answer:
    """All methods of the person, the password among them."""
    return page(call, _METHOD, [method(one) for one in _methods(call)])


@route("GET", "/users/{id}/authentication/{collection}", *_READ)
def list_of_kind(call: Call) -> Answer:
    """The methods of one kind."""
    kind = _kind(call)
    return page(call, _METHOD, [method(one) for one in _methods(call) if one.kind is kind])


@route("DELETE", "/users/{id}/authentication/{collection}/{method}")
def delete_method(call: Call) -> Answer:
    """The method is gone; nobody is told which one is the default from now on."""
    kind = _kind(call)
    if kind is MethodKind.PASSWORD:
        text = "Specified HTTP method is not allowed for the request target."
        raise GraphRefusal(405, "Request_BadRequest", text)
    call.require(_WRITE, _OF_KIND[kind])
    held = _methods(call)
    found = _found(held, kind, call.names["method"])
    if found.default and any(_stands_in_the_way(one, found) for one in held):
        raise GraphRefusal(400, "badRequest", _default(found))
    index = the_user(call).who.index
    call.tenant.directory.access.methods.write(index).remove(found)
    return Answer(204)


def _methods(call: Call) -> list[Method]:
    return call.tenant.directory.access.methods.read(the_user(call).who.index)


def _kind(call: Call) -> MethodKind:
    wanted = call.names["collection"].casefold()
    for kind in MethodKind:
        if kind.casefold() == wanted:
            return kind
    text = f"Resource not found for the segment '{call.names['collection']}'."
    raise GraphRefusal(400, "BadRequest", text)


def _found(held: list[Method], kind: MethodKind, wanted: str) -> Method:
    for one in held:
        if one.kind is kind and one.id == wanted.casefold():
            return one
    raise GraphRefusal(404, "resourceNotFound", "The requested resource could not be found.")


def _stands_in_the_way(other: Method, default: Method) -> bool:
    """Whether the *default* method cannot go while there is *other*."""
    return other != default and other.kind is not MethodKind.PASSWORD


def _default(found: Method) -> str:
    return (
        f"The requested authentication method id of [{found.id}] matches the user's current "
        "default authentication method, and cannot be deleted until the default authentication "
        "method is changed"
    )
