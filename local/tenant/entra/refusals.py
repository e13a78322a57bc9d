"""
How Entra says no: a stable AADSTS number and a sentence.

Source: Microsoft Entra authentication and authorization error codes.
"""

from uuid import uuid4

from local.tenant.messages import Answer

_NOT_THE_VALUE = (
    "Invalid client secret provided. Ensure the secret being sent in the request is the client "
    "secret value, not the client secret ID, for a secret added to app '{0}'."
)
_ASSERTION = (
    "The certificate with identifier used to sign the client assertion is not registered on "
    "application, or the assertion is not valid: {0}."
)
_TENANT = (
    "Tenant '{0}' not found. Check to make sure you have the correct tenant ID and are signing "
    "into the correct cloud."
)
_MFA = (
    "Due to a configuration change made by your administrator, or because you moved to a new "
    "location, you must use multi-factor authentication to access the resource."
)
_BLOCKED = (
    "Access has been blocked by Conditional Access policies. The access policy does not allow "
    "token issuance."
)
_CLIENT = "Application with identifier '{0}' was not found in the directory '{1}'."
_GRANT = "The app requested an unsupported grant type '{0}'."
_SCOPE = (
    "The provided value for scope {0} is not valid. Client credential flows must have a scope "
    "value with /.default suffixed to the resource identifier (application ID URI)."
)
_CLAIMS = "Invalid request. The claims parameter is not valid JSON: {0}."
_NOT_FEDERATED = (
    "Entra ID tokens issued by issuer '{0}' may not be used for federated identity credential "
    "flows for applications or managed identities registered in this tenant."
)
_TRUST = (
    "No matching federated identity record found for presented assertion. Assertion Issuer: "
    "'{0}'. Assertion Subject: '{1}'. Assertion Audience: '{2}'."
)
_NO_PROOF = (
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
)
_EXPIRED = (
    "The provided client secret keys for app '{0}' are expired. Create new keys for your app in "
    "the portal, or consider using certificate credentials for added security."
)
_RESOURCE = "The resource principal named {0} was not found in the tenant named {1}."
_REFUSALS = {
    "no-proof": (401, "invalid_client", 7000218, _NO_PROOF),
    "secret-expired": (401, "invalid_client", 7000222, _EXPIRED),
    "unknown-resource": (400, "invalid_resource", 500011, _RESOURCE),
    "bad-signature": (
        401,
        "invalid_client",
        50013,
        "Assertion failed signature validation.",
    ),
    "assertion-expired": (
        401,
        "invalid_client",
        700024,
        "Client assertion is not within its valid time range.",
    ),
    "no-trust": (401, "invalid_client", 70021, _TRUST),
    "other-issuer": (
        401,
        "invalid_client",
        700211,
        "No matching federated identity record found for presented assertion issuer '{0}'.",
    ),
    "not-federated": (
        401,
        "invalid_client",
        700236,
        _NOT_FEDERATED,
    ),
    "other-audience": (
        401,
        "invalid_client",
        700212,
        "No matching federated identity record found for presented assertion audience '{0}'.",
    ),
    "other-subject": (
        401,
        "invalid_client",
        700213,
        "No matching federated identity record found for presented assertion subject '{0}'.",
    ),
    "bad-claims": (400, "invalid_request", 9002313, _CLAIMS),
    "bad-secret": (401, "invalid_client", 7000215, _NOT_THE_VALUE),
    "bad-assertion": (401, "invalid_client", 700027, _ASSERTION),
    "unknown-tenant": (400, "invalid_request", 90002, _TENANT),
    "unknown-client": (400, "unauthorized_client", 700016, _CLIENT),
    "bad-grant": (400, "unsupported_grant_type", 70003, _GRANT),
    "password": (
        400,
        "invalid_grant",
        50076,
        _MFA,
    ),
    "conditional-access": (400, "invalid_grant", 53003, _BLOCKED),
    "retired-client": (400, "unauthorized_client", 7000112, "Application '{0}' is disabled."),
    "bad-code": (400, "invalid_grant", 70008, "The provided authorization code is not valid."),
    "code-expired": (400, "expired_token", 70020, "The provided code has expired."),
    "not-answered": (400, "authorization_pending", 70016, "The user has not answered yet."),
    "declined": (400, "authorization_declined", 70018, "The user declined to sign in."),
    "bad-verifier": (
        400,
        "invalid_grant",
        501481,
        "The code_verifier does not match the code_challenge supplied in the request.",
    ),
    "bad-refresh": (400, "invalid_grant", 50173, "The refresh token is not valid any more."),
    "bad-authorize": (
        400,
        "invalid_request",
        900144,
        "client_id, redirect_uri, scope and a code_challenge by S256 are needed.",
    ),
    "bad-redirect": (
        400,
        "invalid_request",
        50011,
        "The redirect URI '{0}' does not match those of the application.",
    ),
    "bad-scope": (400, "invalid_scope", 1002012, _SCOPE),
}


def refusal(kind: str, *parts: str) -> Answer:
    """The answer that refuses for reason *kind*."""
    status, error, number, text = _REFUSALS[kind]
    trace = str(uuid4())
    return Answer.of(
        status,
        {
            "error": error,
            "error_description": f"AADSTS{number}: {text.format(*parts)} Trace ID: {trace}",
            "error_codes": [number],
            "trace_id": trace,
            "correlation_id": trace,
        },
    )
