"""DKIM, SPF and DMARC: what receivers are told about each domain."""

import pytest

from shared.audit.model import Status
from tests.audit.healthy import HOME, findings, healthy


def _with_domain(name, **accepted):
    data = healthy()
    data["Get-AcceptedDomain"].append({"DomainName": name, **accepted})
    return data


def _of(found, domain):
    [one] = [finding for finding in found if finding.resource == domain]
    return one


def test_a_domain_without_a_dkim_entry_fails():
    found = findings("exo-dkim-enabled", _with_domain("labs.example"))

    assert _of(found, "labs.example").status is Status.FAIL


def test_the_service_signs_for_its_own_domain_without_an_entry():
    data = healthy()
    data["Get-DkimSigningConfig"] = data["Get-DkimSigningConfig"][1:]

    assert _of(findings("exo-dkim-enabled", data), HOME).status is Status.PASS


def test_signing_that_is_on_but_not_valid_fails():
    data = healthy()
    data["Get-DkimSigningConfig"][1]["Status"] = "CnameMissing"

    found = _of(findings("exo-dkim-enabled", data), "contoso.com")

    assert found.status is Status.FAIL
    assert "CnameMissing" in found.reason


def test_what_the_dns_has_at_the_selectors_is_evidence_and_no_condition():
    data = healthy()
    seen = _of(findings("exo-dkim-enabled", data), "contoso.com")
    del data["dns:dkim"]
    unseen = _of(findings("exo-dkim-enabled", data), "contoso.com")

    assert seen.evidence["dns:dkim"] == ["v=DKIM1; p=AAAA"]
    assert "dns:dkim" not in unseen.evidence
    assert seen.status is unseen.status is Status.PASS


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("contoso.mail.onmicrosoft.com", {}),
        ("parked.example", {"SendingFromDomainDisabled": True}),
    ],
)
def test_a_domain_that_sends_nothing_needs_no_signature(name, accepted):
    found = findings("exo-dkim-enabled", _with_domain(name, **accepted))

    assert _of(found, name).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize("control", ["exo-spf-published", "exo-dmarc-published"])
def test_a_domain_that_nobody_asked_about_is_unknown(control):
    found = findings(control, _with_domain("labs.example"))

    assert _of(found, "labs.example").status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("control", "key"), [("exo-spf-published", "dns:spf"), ("exo-dmarc-published", "dns:dmarc")]
)
def test_a_failed_look_up_is_unknown_and_not_a_missing_record(control, key):
    data = healthy()
    message = "the DNS look-up of contoso.com failed: no answer within 10 s"
    data[key][1] = {"domain": "contoso.com", "error": {"type": "Unresolved", "message": message}}

    found = _of(findings(control, data), "contoso.com")

    assert (found.status, found.reason) == (Status.UNKNOWN, message)


@pytest.mark.parametrize(
    ("records", "status"),
    [
        (["v=spf1 ip4:192.0.2.1 -all"], Status.PASS),
        (["V=SPF1 ip4:192.0.2.1 ~ALL"], Status.PASS),
        (["some-site-verification=1", "v=spf1 -all"], Status.PASS),
        ([], Status.FAIL),
        (["v=spf10 -all"], Status.FAIL),
        (["v=spf1 -all", "v=spf1 ~all"], Status.FAIL),
        (["v=spf1 ?all"], Status.FAIL),
        (["v=spf1 all"], Status.FAIL),
        (["v=spf1 ip4:192.0.2.1"], Status.FAIL),
        (["v=spf1 " + "a:x.example " * 10 + "-all"], Status.PASS),
        (["v=spf1 " + "a:x.example " * 11 + "-all"], Status.FAIL),
        (["v=spf1 redirect=_spf.hoster.example"], Status.UNKNOWN),
    ],
)
def test_one_spf_record_must_fail_other_senders(records, status):
    data = healthy()
    data["dns:spf"][1]["rdata"] = records

    assert _of(findings("exo-spf-published", data), "contoso.com").status is status


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (["v=spf1 ip4:192.0.2.1 -all"], Status.PASS),
        (["v=spf1 ip4:192.0.2.1 ?all"], Status.FAIL),
        (["v=spf1 redirect=_spf.hoster.example"], Status.FAIL),
        ([], Status.FAIL),
    ],
)
def test_a_redirect_is_judged_by_the_record_it_leads_to(target, status):
    data = healthy()
    data["dns:spf"][1]["rdata"] = ["v=spf1 redirect=_spf.hoster.example"]
    data["dns:spf"].append({"domain": "_spf.hoster.example", "rdata": target})

    assert _of(findings("exo-spf-published", data), "contoso.com").status is status


def test_look_ups_count_through_includes():
    data = healthy()
    data["dns:spf"][1]["rdata"] = ["v=spf1 include:a.example include:b.example -all"]
    for name in ("a.example", "b.example"):
        texts = ["v=spf1 " + f"mx:{name} " * 5 + "-all"]
        data["dns:spf"].append({"domain": name, "rdata": texts})

    found = _of(findings("exo-spf-published", data), "contoso.com")

    assert found.status is Status.FAIL
    assert "10 look-ups" in found.reason


def test_an_include_that_did_not_answer_leaves_the_count_unknown():
    data = healthy()
    error = {"type": "Unresolved", "message": "no answer"}
    data["dns:spf"].append({"domain": "spf.protection.outlook.com", "error": error})

    assert _of(findings("exo-spf-published", data), "contoso.com").status is Status.UNKNOWN


def test_an_include_that_nobody_followed_is_named():
    found = _of(findings("exo-spf-published", healthy()), "contoso.com")

    assert found.evidence["notFollowed"] == ["spf.protection.outlook.com"]
    assert found.evidence["lookups"] == 1


@pytest.mark.parametrize(
    ("own", "above", "status"),
    [
        (["v=DMARC1; p=none"], [], Status.PASS),
        ([], ["v=DMARC1; p=none"], Status.PASS),
        ([], [], Status.FAIL),
        (["v=spf1 -all"], [], Status.FAIL),
    ],
)
def test_a_dmarc_record_may_stand_at_the_domain_above(own, above, status):
    data = _with_domain("news.contoso.com")
    data["dns:dmarc"][1]["rdata"] = above
    data["dns:dmarc"].append({"domain": "news.contoso.com", "rdata": own})

    assert _of(findings("exo-dmarc-published", data), "news.contoso.com").status is status


def test_the_service_speaks_for_no_tenants_initial_domain():
    data = healthy()
    data["dns:dmarc"] = [
        {"domain": HOME, "rdata": []},
        {"domain": "contoso.com", "rdata": ["v=DMARC1; p=none"]},
        {"domain": "onmicrosoft.com", "rdata": ["v=DMARC1; p=none"]},
    ]

    assert _of(findings("exo-dmarc-published", data), HOME).status is Status.FAIL
