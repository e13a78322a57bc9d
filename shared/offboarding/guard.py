"""Who is refused, and who needs a second person. Pure; what it cannot know, it asks about."""

from dataclasses import dataclass

from shared.offboarding.model import Access, Reason
from shared.offboarding.person import Subject, disagreements
from shared.offboarding.policy import OffboardingPolicy
from shared.offboarding.request import Request


@dataclass(frozen=True, slots=True)
class Refuse:
    """The request is turned away for good."""

    reason: Reason
    access: Access = Access.UNKNOWN


@dataclass(frozen=True, slots=True)
class Ask:
    """A second person must approve."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Pass:
    """Nothing speaks against it."""


type Verdict = Pass | Ask | Refuse


def judge(
    subject: Subject, request: Request, policy: OffboardingPolicy, *, unfinished: bool
) -> Verdict:
    """
    Whether the person may be offboarded on this request; refusals before questions.

    *unfinished* says that an earlier case of the person failed half-way.
    """
    refusal = _refusal(subject, policy, unfinished=unfinished)
    return refusal or _question(subject, request, unfinished=unfinished) or Pass()


def _refusal(subject: Subject, policy: OffboardingPolicy, *, unfinished: bool) -> Refuse | None:
    user, mailbox = subject.user, subject.mailbox
    access = Access.OPEN if user.enabled else Access.CLOSED
    if policy.refuses(user.upn, user.id):
        return Refuse(
            Reason("break-glass", f"{user.upn} is an emergency account; it is never offboarded."),
            access,
        )
    if user.synced:
        return Refuse(
            Reason(
                "user-synced",
                f"{user.upn} comes from Active Directory and must be blocked there; "
                "Entra refuses changes to it.",
            ),
            access,
        )
    gone = mailbox is not None and mailbox.type != "UserMailbox" and not user.enabled
    if mailbox is not None and gone and not unfinished:
        return Refuse(
            Reason(
                "already-gone",
                f"{user.upn} cannot sign in and its mailbox is a {mailbox.type}: there is nobody "
                "left to offboard.",
            ),
            access,
        )
    return None


def _question(subject: Subject, request: Request, *, unfinished: bool) -> Ask | None:
    user, mailbox = subject.user, subject.mailbox
    if subject.roles is None:
        return _ask("roles-unreadable", "the directory roles of the person could not be read")
    if subject.roles:
        held = ", ".join(subject.roles)
        return _ask("privileged-role", f"{user.upn} holds directory roles: {held}")
    if wrong := disagreements(user, request.user):
        return _ask("facts-disagree", f"the request and the directory differ in {', '.join(wrong)}")
    if mailbox is not None and mailbox.type != "UserMailbox" and not unfinished:
        return _ask("not-a-person", f"the account's mailbox is a {mailbox.type}")
    known = {subject.manager.upn.casefold(), subject.manager.id} if subject.manager else set()
    if any(delegate.casefold() not in known for delegate in request.delegate_to):
        return _ask("delegate-differs", "a delegate is not the manager the directory names")
    if request.forward_to is not None and request.forward_to.casefold() not in known:
        return _ask("forward-differs", "mail is to go to somebody else than the manager")
    if request.manager is not None and request.manager.casefold() not in known:
        return _ask("manager-differs", "the manager is not the one the directory names")
    return None


def _ask(code: str, what: str) -> Ask:
    return Ask(Reason(code, f"A second person must approve: {what}."))
