"""The resolver against a name server of the test's own on a free loopback port."""

import asyncio
from contextlib import asynccontextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from shared.resolve.dns import Resolver, Unresolved

_RECORDS = {
    ("contoso.com.", "TXT"): ['"v=spf1 include:" "spf.example -all"', '"other=1"'],
    ("selector1._domainkey.contoso.com.", "CNAME"): ["Selector1.Dkim.Example."],
}


class Server(asyncio.DatagramProtocol):
    """Answers from `_RECORDS`; what a name begins with decides how it fails."""

    def connection_made(self, transport):
        self._transport = transport

    def datagram_received(self, data, address):
        question = dns.message.from_wire(data)
        name, kind = question.question[0].name.to_text(), question.question[0].rdtype.name
        if name.startswith("silent."):
            return
        answer = dns.message.make_response(question, recursion_available=True)
        if name.startswith("failing."):
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name.startswith("refused."):
            answer.set_rcode(dns.rcode.REFUSED)
        elif name.startswith("gone."):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif records := _RECORDS.get((name.casefold(), kind)):
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *records))
        self._transport.sendto(answer.to_wire(), address)


@asynccontextmanager
async def resolver(lifetime_s=5.0):
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Server, local_addr=("127.0.0.1", 0))
    try:
        yield Resolver(transport.get_extra_info("sockname")[:2], lifetime_s)
    finally:
        transport.close()


async def test_the_strings_of_a_record_are_joined():
    async with resolver() as asked:
        texts = await asked.texts("Contoso.com")

    assert sorted(texts) == ["other=1", "v=spf1 include:spf.example -all"]


async def test_an_alias_is_given_in_lower_case_without_the_final_dot():
    async with resolver() as asked:
        assert await asked.alias("selector1._domainkey.contoso.com") == "selector1.dkim.example"


@pytest.mark.parametrize("name", ["gone.contoso.com", "empty.contoso.com"])
async def test_no_such_name_and_no_such_record_are_no_record(name):
    async with resolver() as asked:
        assert await asked.texts(name) == []
        assert await asked.alias(name) is None


@pytest.mark.parametrize(
    "name", ["failing.contoso.com", "refused.contoso.com", "x" * 64 + ".com", "a..com"]
)
async def test_a_server_that_fails_is_never_a_missing_record(name):
    async with resolver() as asked:
        with pytest.raises(Unresolved) as caught:
            await asked.texts(name)

    assert caught.value.name == name
    assert caught.value.reason


async def test_silence_is_never_a_missing_record():
    async with resolver(lifetime_s=0.2) as asked:
        with pytest.raises(Unresolved, match=r"no answer within 0\.2 s"):
            await asked.alias("silent.contoso.com")
