"""The app registration does not know the certificate."""

from shared.doctor.finding import Finding, Severity, aadsts

CERTIFICATE_UNKNOWN = Finding(
    code="certificate-unknown",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with AADSTS700027: "The certificate with identifier used to sign the '
        'client assertion is not registered".'
    ),
    cause=(
        "The certificate is fine, but its public part is not among those of the app "
        "registration: it was renewed here and not there, removed there, or tenants.yaml names "
        "another app's `clientId`."
    ),
    fix=(
        "Upload the public part (.cer) under App registrations > your app > Certificates & "
        "secrets, or run `nightshift setup app`, which registers it. Compare the thumbprint "
        "shown there with that of the certificate in use."
    ),
    says=(
        aadsts(700027, 50013),
        r"not registered on (?:the )?application",
        r"key was not found.{0,80}thumbprint",
        r"no certificate.{0,60}thumbprint",
    ),
)
