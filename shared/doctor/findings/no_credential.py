"""There is nothing to sign in with on this machine."""

from shared.doctor.finding import Finding, Severity

NO_CREDENTIAL = Finding(
    code="no-credential",
    severity=Severity.ERROR,
    symptom=(
        'Signing in ends with "ManagedIdentityCredential authentication unavailable", "Please '
        'run \'az login\'" or "nobody is signed in".'
    ),
    cause=(
        "The way to sign in that tenants.yaml names does not exist where this runs: a managed "
        "identity exists only on an Azure resource that has one, and the Azure CLI only gives "
        "what somebody signed in to it."
    ),
    fix=(
        "In Azure, switch the identity on (Function App > Identity) and check `clientId` in "
        "tenants.yaml. At a desk, use `interactive` or `device-code` for a person, `certificate` "
        "for unattended work, or run `az login` for method azure-cli."
    ),
    says=(
        r"ManagedIdentityCredential authentication unavailable",
        r"please run '?az login",
        r"azure cli not found",
        r"no managed identity endpoint found",
        r"identity not found",
        r"no accounts? (?:were|was) found in the cache",
        r"nobody is (?:there to sign|signed) in",
        r"CredentialUnavailableError",
        r"DefaultAzureCredential failed to retrieve a token",
        r"you must call the Connect-ExchangeOnline cmdlet",
        r"authentication needed\. please call connect-",
    ),
)
