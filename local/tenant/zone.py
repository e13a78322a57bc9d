"""What the name server says, without any network: a query in, an answer out."""

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from local.tenant.seed.organization import DKIM_KEY, Domain
from local.tenant.world import World

_TTL_S = 300
_SELECTORS = ("selector1._domainkey", "selector2._domainkey")


def respond(world: World, query: dns.message.Message) -> dns.message.Message:
    """The answer to *query*: the tenants' domains, and NXDOMAIN for the rest of the world."""
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.AA | dns.flags.RA
    if not query.question:
        answer.set_rcode(dns.rcode.FORMERR)
        return answer
    question = query.question[0]
    name = question.name.to_text(omit_final_dot=True).casefold()
    domain = _domain(world, name)
    if domain is None or domain.gone:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    elif domain.failing:
        answer.set_rcode(dns.rcode.SERVFAIL)
    else:
        _fill(answer, question, domain, name)
    return answer


def _fill(
    answer: dns.message.Message, question: dns.rrset.RRset, domain: Domain, name: str
) -> None:
    prefix = name.removesuffix(domain.name).rstrip(".")
    records = _records(domain, prefix)
    if records is None:
        answer.set_rcode(dns.rcode.NXDOMAIN)
        return
    kind = dns.rdatatype.to_text(question.rdtype)
    texts = records.get(kind) or records.get("CNAME")
    found = kind if records.get(kind) else "CNAME"
    if texts:
        answer.answer.append(dns.rrset.from_text_list(question.name, _TTL_S, "IN", found, texts))


def _records(domain: Domain, prefix: str) -> dict[str, list[str]] | None:
    """The records at *prefix* of *domain* by type; None where the name does not exist."""
    if prefix == "":
        exchange = f"0 {domain.name.replace('.', '-')}.mail.protection.outlook.com."
        return {"TXT": [_quoted(text) for text in domain.spf], "MX": [exchange]}
    if prefix == "_dmarc":
        return {"TXT": [_quoted(text) for text in domain.dmarc]} if domain.dmarc else None
    if prefix in _SELECTORS:
        target = domain.selectors[_SELECTORS.index(prefix)]
        return {"CNAME": [f"{target}."]} if target else None
    if prefix.endswith("._domainkey") and domain.initial:
        return {"TXT": [_quoted(DKIM_KEY)]}
    return None


def _domain(world: World, name: str) -> Domain | None:
    every = [domain for tenant in world.tenants for domain in tenant.domains]
    fitting = [one for one in every if name == one.name or name.endswith(f".{one.name}")]
    return max(fitting, key=lambda one: len(one.name), default=None)


def _quoted(text: str) -> str:
    return f'"{text}"'
