"""Get- and Set-MailboxRegionalConfiguration: language, time zone, and how folders are called."""

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.folders import NAMED_IN, REGION
from local.tenant.exchange.recipients import change_mailbox, find_mailbox
from local.tenant.exchange.values import Row
from local.tenant.seed.folders import language
from local.tenant.tenant import Tenant

_ZONES = {"DE": "W. Europe Standard Time", "US": "Pacific Standard Time"}
_SETTINGS = ("Language", "TimeZone", "DateFormat", "TimeFormat")


@cmdlet(
    "Get-MailboxRegionalConfiguration",
    "Identity text",
    "UseCustomRouting bool",
    "VerifyDefaultFolderNameLanguage bool",
)
def get_regional_configuration(tenant: Tenant, given: Bound) -> Output:
    """The settings; all empty for a mailbox that nobody signed in to or configured."""
    person, mailbox = find_mailbox(tenant, given.text("Identity") or "")
    kept = mailbox.configurations.get(REGION, {})
    used = mailbox.used_bytes is not None
    spoken = kept.get("Language") or (language(person) if used else None)
    zone = _ZONES.get(person.who.country_code, "UTC") if used else None
    named_in = kept.get(NAMED_IN) or language(person)
    verified = used and named_in == spoken
    row: Row = {
        "Identity": person.who.alias,
        "Language": spoken,
        "DateFormat": kept.get("DateFormat") or ("dd.MM.yyyy" if spoken == "de-DE" else None),
        "TimeFormat": kept.get("TimeFormat") or ("HH:mm" if spoken == "de-DE" else None),
        "TimeZone": kept.get("TimeZone") or zone,
        "DefaultFolderNameMatchingUserLanguage": (
            verified if given.flag("VerifyDefaultFolderNameLanguage") else False
        ),
        "IsValid": True,
        "ObjectState": "Unchanged",
    }
    return Output([row])


@cmdlet(
    "Set-MailboxRegionalConfiguration",
    "Identity text",
    *(f"{name} text" for name in _SETTINGS),
    "LocalizeDefaultFolderName bool",
    "UseCustomRouting bool",
)
def set_regional_configuration(tenant: Tenant, given: Bound) -> Output:
    """What is given is set; with `LocalizeDefaultFolderName` folders are called in the language."""
    person, mailbox = change_mailbox(tenant, given.text("Identity") or "")
    kept = mailbox.configurations.setdefault(REGION, {})
    kept |= {name: given.text(name) for name in _SETTINGS if given.has(name)}
    if given.flag("LocalizeDefaultFolderName"):
        kept[NAMED_IN] = kept.get("Language") or language(person)
    return NOTHING
