"""Sign-in methods as Graph writes them. Source: the reference of each method type."""

from local.tenant.graph.times import instant
from local.tenant.messages import Document
from local.tenant.state.access import Method, MethodKind

TYPES = {
    MethodKind.PASSWORD: "passwordAuthenticationMethod",
    MethodKind.PHONE: "phoneAuthenticationMethod",
    MethodKind.AUTHENTICATOR: "microsoftAuthenticatorAuthenticationMethod",
    MethodKind.FIDO2: "fido2AuthenticationMethod",
    MethodKind.EMAIL: "emailAuthenticationMethod",
    MethodKind.SOFTWARE_OATH: "softwareOathAuthenticationMethod",
    MethodKind.WINDOWS_HELLO: "windowsHelloForBusinessAuthenticationMethod",
    MethodKind.TEMPORARY_PASS: "temporaryAccessPassAuthenticationMethod",
    MethodKind.PLATFORM: "platformCredentialAuthenticationMethod",
}


def method(one: Method) -> Document:
    """A method with its type; which one is the default is not said there."""
    return {
        "@odata.type": f"#microsoft.graph.{TYPES[one.kind]}",
        "id": one.id,
        "createdDateTime": instant(one.created),
        **one.details,
    }
