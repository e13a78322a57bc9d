"""Whoever writes to the leaver hears that they left, and whom to write to."""

import html
import re

from shared.exchange.models.auto_reply import AutoReplyConfiguration
from shared.offboarding.decision import Change, Cmdlet, Context, Decision, Done, Skip, step
from shared.offboarding.facts import Facts, Reading
from shared.offboarding.model import Reason

_TAG = re.compile(r"<[^>]*>")


@step(
    "set-automatic-reply",
    reads={Reading.AUTO_REPLY, Reading.MANAGER, Reading.USER},
    source="Set-MailboxAutoReplyConfiguration",
)
def set_automatic_reply(facts: Facts, context: Context) -> Decision:
    """The automatic reply is on, without an end, with the profile's or the request's text."""
    reply = facts.auto_reply
    if reply is None:
        return Skip(Reason("no-mailbox", "The person has no mailbox in Exchange Online."))
    wanted = _wanted(facts, context)
    if _same(reply, wanted):
        return Done({"AutoReplyState": reply.state})
    parameters = {
        "Identity": facts.user.id,
        "AutoReplyState": wanted.state,
        "InternalMessage": wanted.internal,
        "ExternalMessage": wanted.external,
        "ExternalAudience": wanted.audience,
    }
    write = Cmdlet("Set-MailboxAutoReplyConfiguration", parameters)
    return Change(_shown(reply), _shown(wanted), (write,))


def _wanted(facts: Facts, context: Context) -> AutoReplyConfiguration:
    policy, manager = context.auto_reply, facts.manager
    if context.auto_reply_text is not None:
        internal = external = html.escape(context.auto_reply_text)
    elif manager is None:
        internal = external = _filled(policy.without_manager, facts)
    else:
        internal, external = _filled(policy.internal, facts), _filled(policy.external, facts)
    return AutoReplyConfiguration("Enabled", internal, external, policy.external_audience)


def _filled(template: str, facts: Facts) -> str:
    """The template with the people's names, which are their own and so escaped."""
    manager = facts.manager
    return template.format(
        displayName=html.escape(facts.user.display_name),
        manager=html.escape(manager.display_name if manager else ""),
        managerMail=html.escape((manager.mail or manager.upn) if manager else ""),
    )


def _same(now: AutoReplyConfiguration, wanted: AutoReplyConfiguration) -> bool:
    return (now.state, now.audience) == (wanted.state, wanted.audience) and (
        _words(now.internal),
        _words(now.external),
    ) == (_words(wanted.internal), _words(wanted.external))


def _words(text: str) -> str:
    """The words of an HTML text: Exchange wraps what it is given in a document of its own."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _shown(reply: AutoReplyConfiguration) -> dict[str, str]:
    return {
        "AutoReplyState": reply.state,
        "InternalMessage": reply.internal,
        "ExternalMessage": reply.external,
        "ExternalAudience": reply.audience,
    }
