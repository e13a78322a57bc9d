"""The app is switched off."""

from shared.doctor.finding import Finding, Severity, aadsts

APP_DISABLED = Finding(
    code="app-disabled",
    severity=Severity.ERROR,
    symptom='Signing in ends with AADSTS7000112: "Application ... is disabled".',
    cause=(
        "Somebody switched off sign-in to the enterprise application; or a script uses the "
        "client id a0c73c16-a7e3-4564-9a95-2bdf47383716 of the old Exchange module, which "
        "Microsoft has disabled everywhere."
    ),
    fix=(
        'At entra.microsoft.com, Enterprise applications > the app > Properties, set "Enabled '
        'for users to sign-in" to Yes, after asking who set it to No. In a script, update '
        "ExchangeOnlineManagement to version 3 and drop the old client id."
    ),
    says=(
        aadsts(7000112),
        r"application .{0,120}is disabled",
    ),
)
