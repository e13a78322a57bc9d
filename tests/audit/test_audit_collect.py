import pytest

from shared.audit.catalogue import catalogue, reads_of
from shared.audit.model import Read
from shared.audit.snapshot import Failed, Filed, Held
from shared.web.errors import Call, Refused, Throttled
from tests.audit.healthy import healthy, mailbox, report
from tests.audit.tenants import FakeDns, FakeExchange, collector

CALL = Call("Get-TransportConfig")


def _all_reads():
    return reads_of(catalogue()).values()


async def test_everything_is_read_once_and_a_tenant_in_order_passes(tmp_path):
    exchange = FakeExchange(healthy())

    data = await collector(exchange, tmp_path).collect(_all_reads())

    assert set(exchange.asked.values()) == {1}
    assert report(data).clean


async def test_listings_lie_in_files_with_the_declared_fields_alone(tmp_path):
    rows = [mailbox(f"m{number}@contoso.com", LegacyExchangeDN="/o=x") for number in range(5)]
    exchange = FakeExchange(healthy() | {"Get-EXOMailbox": rows}, page=2)

    data = await collector(exchange, tmp_path).collect(_all_reads())

    listing = data["Get-EXOMailbox"]
    assert isinstance(listing, Filed)
    assert listing.path == tmp_path / "Get-EXOMailbox.jsonl"
    assert listing.count == 5
    assert [row["PrimarySmtpAddress"] for row in listing] == [f"m{n}@contoso.com" for n in range(5)]
    assert not any("LegacyExchangeDN" in row for row in listing)
    assert exchange.parameters["property_sets"] == ("Audit", "Delivery", "Minimum")
    bypass = exchange.parameters["Get-MailboxAuditBypassAssociation"]
    assert bypass == {"ResultSize": "Unlimited"}


async def test_a_refusal_takes_the_place_of_the_rows(tmp_path):
    exchange = FakeExchange(healthy())
    exchange.faults["Get-TransportConfig"] = Refused(CALL, "no role allows it", status=403)

    data = await collector(exchange, tmp_path).collect(_all_reads())

    assert data["Get-TransportConfig"] == Failed(
        "Refused", "Get-TransportConfig (403): no role allows it"
    )
    assert isinstance(data["Get-RemoteDomain"], Held)


async def test_a_listing_that_breaks_off_is_no_short_listing(tmp_path):
    exchange = FakeExchange(healthy())
    exchange.faults["Get-EXOMailbox"] = Refused(CALL, "the role went away")

    data = await collector(exchange, tmp_path).collect(_all_reads())

    assert isinstance(data["Get-EXOMailbox"], Failed)
    assert isinstance(data["Get-Recipient"], Failed)


async def test_a_passing_fault_ends_the_reading(tmp_path):
    exchange = FakeExchange(healthy())
    exchange.faults["Get-TransportConfig"] = Throttled(CALL, "busy", wait_s=9)

    with pytest.raises(Throttled):
        await collector(exchange, tmp_path).collect(_all_reads())


async def test_only_recipients_that_are_forwarded_to_are_looked_up(tmp_path):
    exchange = FakeExchange(healthy())
    exchange.data["Get-EXOMailbox"] += [
        mailbox("one@contoso.com", ForwardingAddress="Grace"),
        mailbox("two@contoso.com", ForwardingAddress="Gone"),
    ]

    data = await collector(exchange, tmp_path).collect(_all_reads())

    assert exchange.asked["Get-Recipient"] == 2
    found = data["Get-Recipient"]
    assert isinstance(found, Held)
    assert [row["askedAs"] for row in found.rows] == ["Grace"]


async def test_without_the_domains_the_dns_is_not_asked(tmp_path):
    exchange, dns = FakeExchange(healthy()), FakeDns()
    exchange.faults["Get-AcceptedDomain"] = Refused(CALL, "no role allows it")

    data = await collector(exchange, tmp_path, dns).collect(_all_reads())

    assert isinstance(data["dns:spf"], Failed)
    assert "Get-AcceptedDomain" in data["dns:spf"].message
    assert not dns.asked


async def test_a_silent_name_server_is_an_error_for_its_domain_alone(tmp_path):
    dns = FakeDns()
    dns.silent.add("_dmarc.contoso.com")

    data = await collector(FakeExchange(healthy()), tmp_path, dns).collect(
        [Read("Get-AcceptedDomain"), Read("dns:dmarc")]
    )

    rows = data["dns:dmarc"]
    assert isinstance(rows, Held)
    [error] = [row["error"] for row in rows.rows if "error" in row]
    assert error == {
        "type": "Unresolved",
        "message": "the DNS look-up of _dmarc.contoso.com failed: no answer within 10 s",
    }
    assert len(rows.rows) == 2
