from hypothesis import given
from hypothesis import strategies as st

from shared.audit import spf
from shared.audit.domains import ancestors, for_coexistence, signed_by_service
from shared.audit.lookups import dkim_rows, dmarc_rows, spf_rows
from tests.audit.tenants import FakeDns


async def test_includes_and_redirects_are_followed_once():
    dns = FakeDns(
        {
            "contoso.com": ["v=spf1 include:A.example. include:b.example -all", "other"],
            "a.example": ["v=spf1 redirect=b.example"],
            "b.example": ["v=spf1 include:%{d}.macro.example include:a.example ~all"],
        }
    )

    rows = await spf_rows(dns, ("contoso.com", "fabrikam.com"))

    assert [row["domain"] for row in rows] == [
        "contoso.com",
        "fabrikam.com",
        "a.example",
        "b.example",
    ]
    assert set(dns.asked.values()) == {1}


async def test_a_chain_of_includes_without_end_is_left():
    class Endless(FakeDns):
        async def texts(self, name):
            self.asked[name] += 1
            return [f"v=spf1 include:x{len(self.asked)}.example -all"]

    dns = Endless()

    await spf_rows(dns, ("contoso.com",))

    assert len(dns.asked) == 10


async def test_the_domain_above_is_asked_for_dmarc_as_well():
    dns = FakeDns({"_dmarc.contoso.com": ["v=DMARC1; p=none"]})

    rows = await dmarc_rows(dns, ("news.contoso.com", "contoso.onmicrosoft.com"))

    assert rows == [
        {"domain": "news.contoso.com", "rdata": []},
        {"domain": "contoso.com", "rdata": ["v=DMARC1; p=none"]},
        {"domain": "contoso.onmicrosoft.com", "rdata": []},
    ]


async def test_both_selectors_are_asked_for_keys_or_for_where_they_lead():
    dns = FakeDns({"selector1._domainkey.contoso.com": ["v=DKIM1; p=A"]})
    dns.aliases["selector2._domainkey.contoso.com"] = "selector2-contoso-com.dkim.example"

    assert await dkim_rows(dns, ("contoso.com", "fabrikam.com")) == [
        {
            "domain": "contoso.com",
            "rdata": ["v=DKIM1; p=A", "CNAME selector2-contoso-com.dkim.example"],
        },
        {"domain": "fabrikam.com", "rdata": []},
    ]


def test_names_above_a_domain_end_at_two_labels_and_at_the_service():
    assert list(ancestors("a.b.contoso.com")) == ["a.b.contoso.com", "b.contoso.com", "contoso.com"]
    assert list(ancestors("contoso.com")) == ["contoso.com"]
    assert list(ancestors("contoso.onmicrosoft.com")) == ["contoso.onmicrosoft.com"]


def test_the_services_domains_are_known_by_their_ending():
    assert signed_by_service("contoso.onmicrosoft.com")
    assert not signed_by_service("onmicrosoft.com.example")
    assert not signed_by_service("notonmicrosoft.com")
    assert for_coexistence("contoso.mail.onmicrosoft.com")
    assert not for_coexistence("mail.contoso.com")


def test_a_circle_of_includes_costs_more_than_is_allowed():
    [record] = spf.records(["v=spf1 include:a.example -all"])

    count, unknown = spf.lookups(record, lambda _: ("v=spf1 include:a.example -all",))

    assert count == spf.LOOKUPS_ALLOWED + 1
    assert unknown == ()


def test_a_redirect_beside_all_is_neither_followed_nor_counted():
    [record] = spf.records(["v=spf1 redirect=a.example -all"])

    assert (record.targets, spf.lookups(record, lambda _: None)) == ((), (0, ()))


def test_the_first_all_counts():
    [record] = spf.records(["v=spf1 ?all -all"])

    assert record.ending == "?"


@given(st.lists(st.text(max_size=40) | st.text("v=spf1 +-~?alincude:.%", max_size=60), max_size=4))
def test_no_text_breaks_the_reader_of_spf(texts):
    texts = ["v=spf1 " + text for text in texts]

    for record in spf.records(texts):
        count, unknown = spf.lookups(record, lambda _: None)
        assert len(unknown) <= count
