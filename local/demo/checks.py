"""Looks at the tenant itself, not at what the app says of it, and tells what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.demo.cast import Cast

type Person = Mapping[str, Any]
type Look = Callable[[str], Person]  # UPN -> everything the tenant knows


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what is wrong with it ("" when nothing is)."""

    what: str
    wrong: str = ""


def leaver(person: Person, manager_upn: str | None) -> list[str]:
    """What of a leaver is not as an offboarding must leave it."""
    mailbox = person["mailbox"]
    wrong = {
        "can still sign in": person["user"]["accountEnabled"],
        "mailbox is not shared": mailbox["type"] != "SharedMailbox",
        "stands in address lists": not mailbox["hidden"],
        "no automatic reply": mailbox["autoReply"]["state"] != "Enabled",
        "manager has no access": manager_upn not in _full_access(mailbox),
        "holds a direct licence": any(not one["assignedByGroup"] for one in person["licenses"]),
        "is in a distribution list": bool(person["distributionGroups"]),
        "mailbox will be deleted": mailbox["deletionClock"] is not None,
    }
    return [what for what, is_so in wrong.items() if is_so]


def final_state(
    cast: Cast, look: Look, before: Mapping[str, Person], violations: int
) -> list[Finding]:
    """Everyone who should be out is out, everyone else is as they were, nothing was broken."""
    findings = []
    out = [(upn, leaver(look(upn), before[upn]["manager"])) for upn in cast.out_tonight]
    wrong = "; ".join(f"{upn}: {', '.join(faults)}" for upn, faults in out if faults)
    findings.append(Finding(f"{len(out)} leavers are out, in every respect", wrong))
    changed = [upn for upn in cast.untouched if look(upn) != before[upn]]
    findings.append(Finding(f"{len(cast.untouched)} others are as they were", ", ".join(changed)))
    lost = f"{violations} mailboxes are without a licence and not shared" if violations else ""
    findings.append(Finding("no unconverted mailbox lost its licence", lost))
    return findings


def same(what: str, found: set[str], planted: set[str]) -> Finding:
    """*found* is just what the seed planted."""
    missed, invented = planted - found, found - planted
    parts = [f"missed {', '.join(sorted(missed))}"] if missed else []
    parts += [f"invented {', '.join(sorted(invented))}"] if invented else []
    return Finding(what, "; ".join(parts))


def _full_access(mailbox: Mapping[str, Any]) -> set[str]:
    return {
        one["user"]
        for one in mailbox["permissions"]
        if "FullAccess" in " ".join(one["accessRights"])
    }
