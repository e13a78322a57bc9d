"""Each control: on, off, field absent, nothing read. Then what is particular to one."""

from dataclasses import dataclass
from typing import Any

import pytest

from shared.audit.catalogue import catalogue
from shared.audit.model import Severity, Status
from tests.audit.healthy import HOME, findings, healthy, mailbox


@dataclass(frozen=True)
class Case:
    """A control, the field that decides it in the first row of *key*, and a value that fails."""

    control: str
    key: str
    field: str
    bad: Any
    resource: str


CASES = [
    Case(
        "exo-unified-audit-log-ingestion",
        "Get-AdminAuditLogConfig",
        "UnifiedAuditLogIngestionEnabled",
        False,
        HOME,
    ),
    Case("exo-org-mailbox-auditing-default", "Get-OrganizationConfig", "AuditDisabled", True, HOME),
    Case("exo-mailbox-audit-enabled", "Get-EXOMailbox", "AuditEnabled", False, "ada@contoso.com"),
    Case(
        "exo-mailbox-audit-default-set",
        "Get-EXOMailbox",
        "DefaultAuditSet",
        ["Admin", "Owner"],
        "ada@contoso.com",
    ),
    Case(
        "exo-mailbox-audit-bypass",
        "Get-MailboxAuditBypassAssociation",
        "AuditBypassEnabled",
        True,
        "ada@contoso.com",
    ),
    Case(
        "exo-remote-domain-autoforward", "Get-RemoteDomain", "AutoForwardEnabled", True, "Default"
    ),
    Case(
        "exo-outbound-spam-autoforward-off",
        "Get-HostedOutboundSpamFilterPolicy",
        "AutoForwardingMode",
        "On",
        "Default",
    ),
    Case(
        "exo-mailbox-external-forwarding",
        "Get-EXOMailbox",
        "ForwardingSmtpAddress",
        "smtp:thief@elsewhere.example",
        "ada@contoso.com",
    ),
    Case(
        "exo-smtp-auth-org-disabled",
        "Get-TransportConfig",
        "SmtpClientAuthenticationDisabled",
        False,
        HOME,
    ),
    Case("exo-modern-auth", "Get-OrganizationConfig", "OAuth2ClientProfileEnabled", False, HOME),
    Case(
        "exo-connection-filter-ip-allow",
        "Get-HostedConnectionFilterPolicy",
        "IPAllowList",
        ["192.0.2.0/24"],
        "Default",
    ),
    Case("exo-preset-strict", "Get-ATPProtectionPolicyRule", "State", "Disabled", HOME),
    Case("exo-dkim-enabled", "Get-DkimSigningConfig", "Enabled", False, HOME),
    Case("exo-spf-published", "dns:spf", "rdata", ["v=spf1 +all"], HOME),
    Case("exo-dmarc-published", "dns:dmarc", "rdata", [], HOME),
]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.control)


def test_every_control_has_its_four_cases():
    assert sorted(case.control for case in CASES) == [one.id for one in catalogue()]


@every_case
def test_a_tenant_in_order_passes(case):
    assert {found.status for found in findings(case.control, healthy())} == {Status.PASS}


@every_case
def test_the_wrong_value_fails_and_names_the_resource(case):
    data = healthy()
    data[case.key][0][case.field] = case.bad

    wrong = [one for one in findings(case.control, data) if one.status is not Status.PASS]

    assert [(one.resource, one.status) for one in wrong] == [(case.resource, Status.FAIL)]
    assert wrong[0].reason
    assert wrong[0].control == case.control


@every_case
def test_an_absent_field_is_unknown(case):
    data = healthy()
    del data[case.key][0][case.field]

    wrong = [one for one in findings(case.control, data) if one.status is not Status.PASS]

    assert [one.status for one in wrong] == [Status.UNKNOWN]
    assert case.field in wrong[0].reason


@pytest.mark.parametrize(
    "case",
    # Null is how the service writes that nobody is forwarded to.
    [case for case in CASES if case.field != "ForwardingSmtpAddress"],
    ids=lambda case: case.control,
)
def test_null_is_never_a_pass_where_a_value_decides(case):
    data = healthy()
    data[case.key][0][case.field] = None

    assert Status.UNKNOWN in {one.status for one in findings(case.control, data)}


@every_case
def test_no_rows_are_unknown(case):
    data = healthy()
    data[case.key] = []

    [found] = findings(case.control, data)

    assert found.status is Status.UNKNOWN
    assert "no rows" in found.reason


def test_a_flag_that_the_organisation_overrides_weighs_less():
    data = healthy()
    data["Get-EXOMailbox"][0]["AuditEnabled"] = False

    [covered] = findings("exo-mailbox-audit-enabled", data)
    data["Get-OrganizationConfig"][0]["AuditDisabled"] = True
    [bare] = findings("exo-mailbox-audit-enabled", data)
    del data["Get-OrganizationConfig"]
    [unsure] = findings("exo-mailbox-audit-enabled", data)

    assert [one.severity for one in (covered, bare, unsure)] == [
        Severity.LOW,
        Severity.MEDIUM,
        Severity.MEDIUM,
    ]
    assert {one.status for one in (covered, bare, unsure)} == {Status.FAIL}


def test_a_room_needs_no_audit_flag():
    data = healthy()
    data["Get-EXOMailbox"].append(
        mailbox("room@contoso.com", "RoomMailbox", AuditEnabled=False, DefaultAuditSet=[])
    )

    for control in ("exo-mailbox-audit-enabled", "exo-mailbox-audit-default-set"):
        assert {one.status for one in findings(control, data)} == {Status.PASS}


def test_a_tenant_with_rooms_only_has_nothing_to_audit():
    data = healthy() | {"Get-EXOMailbox": [mailbox("room@contoso.com", "RoomMailbox")]}

    [found] = findings("exo-mailbox-audit-enabled", data)

    assert found.status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}", Status.NOT_APPLICABLE),
        ("DiscoverySearchMailbox {D919BA05-46A6-415f-80AD-7E09334BB852}", Status.NOT_APPLICABLE),
        ("SystemMailbox of mine", Status.FAIL),
        ("svc-scanner", Status.FAIL),
    ],
)
def test_only_the_services_own_accounts_may_be_bypassed(name, status):
    data = healthy()
    data["Get-MailboxAuditBypassAssociation"] = [
        {"Name": name, "Identity": name, "AuditBypassEnabled": True}
    ]

    [found] = findings("exo-mailbox-audit-bypass", data)

    assert found.status is status


def test_a_bypassed_account_is_named_even_when_mailboxes_could_not_be_read():
    data = healthy()
    data["Get-MailboxAuditBypassAssociation"][0]["AuditBypassEnabled"] = True
    del data["Get-EXOMailbox"]

    [found] = findings("exo-mailbox-audit-bypass", data)

    assert (found.resource, found.status) == ("ada", Status.FAIL)


def test_a_remote_domain_on_the_allow_list_may_receive_forwards():
    data = healthy()
    data["Get-RemoteDomain"] = [
        {"Name": "Partner", "DomainName": "partner.example", "AutoForwardEnabled": True}
    ]

    [found] = findings(
        "exo-remote-domain-autoforward", data, allowed_forwarding_domains=["Partner.example"]
    )

    assert found.status is Status.PASS


def test_a_star_on_the_allow_list_allows_nothing():
    data = healthy()
    data["Get-RemoteDomain"][0]["AutoForwardEnabled"] = True

    [found] = findings(
        "exo-remote-domain-autoforward", data, allowed_forwarding_domains=["*", "a.example"]
    )

    assert found.status is Status.FAIL


@pytest.mark.parametrize(
    ("mode", "state", "status"),
    [
        ("On", "Enabled", Status.FAIL),
        ("On", "Disabled", Status.NOT_APPLICABLE),
        ("Automatic", "Enabled", Status.FAIL),
        ("Off", "Enabled", Status.PASS),
    ],
)
def test_a_custom_outbound_policy_counts_while_a_rule_puts_it_in_force(mode, state, status):
    data = healthy()
    data["Get-HostedOutboundSpamFilterPolicy"][1]["AutoForwardingMode"] = mode
    data["Get-HostedOutboundSpamFilterRule"][0]["State"] = state

    default, custom = findings("exo-outbound-spam-autoforward-off", data)

    assert default.status is Status.PASS
    assert (custom.resource, custom.status) == ("Senders", status)


def test_a_tenant_without_outbound_rules_is_judged_by_its_default_policy():
    data = healthy() | {"Get-HostedOutboundSpamFilterRule": []}

    default, custom = findings("exo-outbound-spam-autoforward-off", data)

    assert (default.status, custom.status) == (Status.PASS, Status.NOT_APPLICABLE)


def test_automatic_weighs_less_than_on():
    data = healthy()
    data["Get-HostedOutboundSpamFilterPolicy"][0]["AutoForwardingMode"] = "Automatic"

    assert findings("exo-outbound-spam-autoforward-off", data)[0].severity is Severity.LOW


def test_forwarding_to_a_contact_with_an_outside_address_fails():
    data = healthy()
    data["Get-Recipient"][0] |= {"ExternalEmailAddress": "SMTP:Grace@elsewhere.example"}

    [found] = findings("exo-mailbox-external-forwarding", data)

    assert (found.resource, found.status) == ("ada@contoso.com", Status.FAIL)
    assert found.evidence["target"] == "grace@elsewhere.example"


def test_forwarding_to_an_own_address_passes():
    data = healthy()
    data["Get-EXOMailbox"][1]["ForwardingSmtpAddress"] = "smtp:Ada@Contoso.com"

    assert [one.status for one in findings("exo-mailbox-external-forwarding", data)] == [
        Status.PASS
    ]


def test_an_empty_target_is_no_target():
    data = healthy()
    data["Get-EXOMailbox"][0] |= {"ForwardingAddress": "", "ForwardingSmtpAddress": ""}

    assert [one.status for one in findings("exo-mailbox-external-forwarding", data)] == [
        Status.PASS
    ]


@pytest.mark.parametrize("recipients", [[], None])
def test_a_target_that_was_not_read_leaves_its_mailbox_unknown(recipients):
    data = healthy()
    del data["Get-Recipient"]
    if recipients is not None:
        data["Get-Recipient"] = recipients

    [found] = findings("exo-mailbox-external-forwarding", data)

    assert (found.resource, found.status) == ("ada@contoso.com", Status.UNKNOWN)


def test_modern_authentication_may_be_said_in_text():
    data = healthy()
    data["Get-OrganizationConfig"][0]["OAuth2ClientProfileEnabled"] = "True"

    assert findings("exo-modern-auth", data)[0].status is Status.PASS


def test_a_preset_that_is_not_listed_fails():
    data = healthy()
    data["Get-EOPProtectionPolicyRule"] = [
        {"Name": "Standard Preset Security Policy", "State": "Enabled"}
    ]

    assert findings("exo-preset-strict", data)[0].status is Status.FAIL
