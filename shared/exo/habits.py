"""What hands that know PowerShell type, and what it is called here. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.exo.refusal import WrongLine

_NO_CREDENTIAL = (
    "A stored password cannot answer multi-factor authentication, and Microsoft ends -Credential "
    "in 2026"
)
# Commands that are others here, or others by now.
_COMMANDS = {
    "connect-exchangeonline": (
        "Connect-ExchangeOnline is `nightshift login` here: the sign-in stays for the commands "
        "after it (`--device-code` where there is no browser)."
    ),
    "disconnect-exchangeonline": "Disconnect-ExchangeOnline is `nightshift logout` here.",
    "get-connectioninformation": "Get-ConnectionInformation is `nightshift whoami` here.",
    "connect-ippssession": (
        "Security & Compliance has no cmdlets here: `nightshift exo` runs those of Exchange "
        "Online, after `nightshift login`."
    ),
    "import-module": "No module is needed here: `nightshift login`, then the cmdlet.",
    "install-module": "No module is needed here: `nightshift login`, then the cmdlet.",
    "get-command": "Press TAB after `nightshift exo Get-` to see the cmdlets.",
    "get-help": "Press TAB after `nightshift exo CMDLET -` to see what it takes.",
    "new-pssession": (
        "Remote PowerShell sessions with basic authentication have ended in Exchange Online: "
        "`nightshift login`, then the cmdlet."
    ),
    "get-messagetrace": (
        "Microsoft has replaced Get-MessageTrace by Get-MessageTraceV2, which looks back 90 days, "
        "10 at a time: nightshift exo Get-MessageTraceV2 -SenderAddress … -StartDate 2026-11-14 "
        "-EndDate 2026-11-24, or nightshift mailflow trace."
    ),
    "get-credential": f"{_NO_CREDENTIAL}: `nightshift login` asks you in the browser.",
}
# PowerShell's own parameters, which tell its pipeline what to do; there is none here.
_PIPELINE = frozenset(
    {
        "debug",
        "erroraction",
        "errorvariable",
        "informationaction",
        "informationvariable",
        "outbuffer",
        "outvariable",
        "pipelinevariable",
        "progressaction",
        "verbose",
        "warningaction",
        "warningvariable",
    }
)
ALIASES = {"ea": "ErrorAction", "ev": "ErrorVariable", "wa": "WarningAction", "vb": "Verbose"}
ALIASES |= {"wi": "WhatIf", "cf": "Confirm", "db": "Debug", "ov": "OutVariable"}


@dataclass(frozen=True, slots=True)
class Typed:
    """A cmdlet, and the parameters that somebody typed in lower case; `valued` had a value."""

    cmdlet: str
    names: Collection[str]
    valued: Collection[str]


def of_pipeline(name: str) -> bool:
    """Whether the parameter *name* is PowerShell's own, and means nothing to the service."""
    return name.casefold() in _PIPELINE


def command_here(name: str) -> None:
    """Nothing. Raises: WrongLine when *name* is another command here, or by now."""
    if told := _COMMANDS.get(name.casefold()):
        raise WrongLine(told)


def parameters_here(typed: Typed) -> None:
    """
    Nothing, when *typed* has no parameter that works otherwise here.

    Raises:
        WrongLine: It has; the sentence gives the line that works.

    """
    if told := _told(typed):
        raise WrongLine(told)


def _told(typed: Typed) -> str | None:
    if "credential" in typed.names:
        return (
            f"{_NO_CREDENTIAL}. `nightshift exo` runs as whoever did `nightshift login`: leave out "
            "-Credential."
        )
    match typed.cmdlet.casefold():
        case "new-mailbox":
            return _new_mailbox(typed)
        case "enable-mailbox" if not {"archive", "autoexpandingarchive"} & set(typed.names):
            return (
                "In Exchange Online, Enable-Mailbox only turns on an archive; the mailbox itself "
                "comes with the licence. Add -Archive, or -AutoExpandingArchive (which cannot be "
                "turned off again): nightshift exo Enable-Mailbox -Identity … -Archive."
            )
        case _:
            return None


def _new_mailbox(typed: Typed) -> str | None:
    if "userprincipalname" in typed.names:
        return (
            "New-Mailbox has -UserPrincipalName on premises only. In Exchange Online the sign-in "
            "name is -MicrosoftOnlineServicesID, and Nightshift makes the first password itself: "
            "nightshift mailbox new UPN --name NAME."
        )
    if "password" in typed.valued:
        return (
            "A password in a command line stays in the shell's history and in the list of "
            "processes, so none is taken there. `nightshift mailbox new UPN --name NAME` makes the "
            "mailbox and shows its first password once; or give -Password without a value, and "
            "it is asked for."
        )
    return None
