"""The engine, walked over every control and every read that is found."""

import json
from pathlib import Path

import pytest

from shared.audit.catalogue import catalogue, reads_of
from shared.audit.judge import Report, judge
from shared.audit.model import Severity, Status, Verdict, control
from shared.audit.settings import Policy, Waiver
from shared.audit.snapshot import Failed
from shared.config import ConfigError
from tests.audit.healthy import HOME, findings, healthy, report, snapshot

READS = [
    pytest.param(one.id, read.key, id=f"{one.id}-{read.key}")
    for one in catalogue()
    for read in one.reads
]


def _waiver(**changes):
    given = {
        "control": "exo-smtp-auth-org-disabled",
        "resource": HOME.upper(),
        "reason": "an old scanner",
        "owner": "security@contoso.com",
        "until": "2026-12-31",
    }
    return Waiver.model_validate(given | changes)


def _with_smtp_auth():
    data = healthy()
    data["Get-TransportConfig"][0]["SmtpClientAuthenticationDisabled"] = False
    return data


def test_a_healthy_tenant_passes_everything():
    found = report(healthy())

    assert {one.status for one in found.findings} == {Status.PASS}
    assert {one.control for one in found.findings} == {one.id for one in catalogue()}
    assert (found.coverage, found.score, found.clean) == (1.0, 1.0, True)


@pytest.mark.parametrize(("name", "key"), READS)
def test_a_control_is_unknown_when_one_of_its_reads_is_missing(name, key):
    data = healthy()
    del data[key]

    [found] = findings(name, data)

    assert (found.resource, found.status) == (HOME, Status.UNKNOWN)
    assert key in found.reason


@pytest.mark.parametrize(("name", "key"), READS)
def test_a_refused_read_is_unknown_and_says_which_grant_is_missing(name, key):
    data = healthy() | {key: Failed("Refused", "no Exchange role allows it")}

    [found] = findings(name, data)

    assert found.status is Status.UNKNOWN
    assert "no Exchange role allows it" in found.reason
    assert "Global Reader" in found.reason


def test_nothing_read_is_all_unknown_and_has_no_score():
    found = report({})

    assert {one.status for one in found.findings} == {Status.UNKNOWN}
    assert (found.coverage, found.score, found.clean) == (0.0, None, False)


@pytest.mark.parametrize("one", catalogue(), ids=lambda one: one.id)
def test_a_control_says_what_it_is(one):
    assert one.id == "exo-" + getattr(one.decide, "__name__", "").replace("_", "-")
    assert one.explanation.startswith("Passes ")
    assert all((one.title, one.source, one.remedy, one.reads))


def test_every_control_is_in_the_manual_as_it_is():
    manual = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")

    for one in catalogue():
        assert f"| `{one.id}` | {one.severity.value} | {one.title} |" in manual


def test_every_read_is_in_the_healthy_tenant():
    assert set(reads_of(catalogue())) == set(healthy())


def test_reads_of_several_controls_are_one_wide_enough_for_all():
    read = reads_of(catalogue())["Get-EXOMailbox"]

    assert read.property_sets == {"Minimum", "Audit", "Delivery"}
    assert {"AuditEnabled", "DefaultAuditSet", "ForwardingSmtpAddress", "Name"} <= read.fields


def test_coverage_counts_what_could_be_judged_and_score_what_passed():
    data = _with_smtp_auth()
    del data["Get-AdminAuditLogConfig"]

    found = report(data)

    assert found.counts[Status.UNKNOWN] == 1
    assert found.counts[Status.FAIL] == 1
    total = len(found.findings)
    assert found.coverage == round((total - 1) / total, 4)
    assert found.score == round((total - 2) / (total - 1), 4)


def test_a_waiver_holds_until_its_day():
    [found] = [
        one
        for one in report(
            _with_smtp_auth(), Policy(waivers=(_waiver(until="2026-11-24"),))
        ).findings
        if one.control == "exo-smtp-auth-org-disabled"
    ]

    assert found.status is Status.WAIVED
    assert found.evidence["waiver"] == {
        "reason": "an old scanner",
        "owner": "security@contoso.com",
        "until": "2026-11-24",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"until": "2026-11-23"}, True),
        ({"resource": "fabrikam.com"}, False),
        ({"control": "exo-modern-auth"}, False),
    ],
)
def test_a_waiver_that_ended_or_means_another_thing_does_not_hold(change, said):
    found = [
        one
        for one in report(_with_smtp_auth(), Policy(waivers=(_waiver(**change),))).findings
        if one.status is not Status.PASS
    ]

    assert [one.status for one in found] == [Status.FAIL]
    assert ("a waiver ended on 2026-11-23" in found[0].reason) is said


def test_a_waiver_never_hides_what_is_unknown():
    data = healthy()
    del data["Get-TransportConfig"]

    found = report(data, Policy(waivers=(_waiver(),)))

    assert found.counts[Status.UNKNOWN] == 1


def test_the_waiver_that_lasts_longest_counts():
    waivers = (_waiver(until="2026-11-01"), _waiver(), _waiver(until="2026-11-02"))

    found = report(_with_smtp_auth(), Policy(waivers=waivers))

    assert found.counts[Status.WAIVED] == 1


def test_what_is_waived_or_does_not_apply_is_covered_but_not_scored():
    data = _with_smtp_auth()
    data["Get-AcceptedDomain"].append({"DomainName": "contoso.mail.onmicrosoft.com"})

    found = report(data, Policy(waivers=(_waiver(),)))

    assert (found.counts[Status.WAIVED], found.counts[Status.NOT_APPLICABLE]) == (1, 3)
    assert (found.coverage, found.score) == (1.0, 1.0)


def test_a_control_that_says_nothing_is_unknown():
    @control(
        "exo-silent",
        title="t",
        severity=Severity.LOW,
        reads=("Get-TransportConfig",),
        source="s",
        remedy="r",
    )
    def silent(_facts):
        """Passes in silence."""
        return ()

    [found] = judge(snapshot(healthy()), [silent], Policy()).findings

    assert found.status is Status.UNKNOWN


def test_what_was_found_before_something_was_missing_stands():
    @control(
        "exo-half", title="t", severity=Severity.LOW, reads=("dns:spf",), source="s", remedy="r"
    )
    def half(facts):
        """Passes never."""
        yield Verdict("first", Status.FAIL, "seen")
        facts.one("Get-Nothing")

    found = judge(snapshot(healthy()), [half], Policy()).findings

    assert [(one.resource, one.status) for one in found] == [
        ("first", Status.FAIL),
        (HOME, Status.UNKNOWN),
    ]


def test_the_tenant_is_named_by_its_initial_domain_wherever_that_stands():
    data = healthy()
    data["Get-AcceptedDomain"].reverse()

    assert report(data).tenant_domain == HOME


def test_context_that_we_do_not_know_is_left_alone_and_a_wrong_value_is_explained():
    assert report(healthy(), us_federal=True).clean

    with pytest.raises(ConfigError, match="allowed_forwarding_domains"):
        report(healthy(), allowed_forwarding_domains=7)


def test_the_document_has_the_names_that_others_rely_on():
    data = _with_smtp_auth()

    document = json.loads(json.dumps(report(data).document()))

    assert {"tenant", "findings", "coverage", "score"} <= set(document)
    assert {"control", "resource", "status", "reason", "evidence"} <= set(document["findings"][0])


def test_an_empty_report_is_not_fully_covered():
    assert Report("t", "d", "", ()).coverage == 0.0
