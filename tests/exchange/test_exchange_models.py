"""Typed rows: what is missing or of another kind is unknown, and said to be so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.models.auto_reply import AutoReplyConfiguration
from shared.exchange.models.cas_mailbox import CasMailbox
from shared.exchange.models.inbox_rule import InboxRule
from shared.exchange.models.mailbox import Mailbox, MailboxQuotas, name_of
from shared.exchange.models.mobile_device import MobileDevice
from shared.exchange.models.permission import (
    MailboxPermission,
    RecipientPermission,
    full_access_holders,
)
from shared.exchange.models.statistics import mailbox_size
from shared.exchange.rows import Unreadable, length, moment
from shared.exchange.sizes import Size
from shared.web.request import Row
from tests.harness import House

GB = 1 << 30
MAILBOX = {
    "ExchangeGuid": "g-1",
    "PrimarySmtpAddress": "adele@contoso.com",
    "DistinguishedName": "CN=adele",
    "RecipientTypeDetails": "SharedMailbox",
    "HiddenFromAddressListsEnabled": True,
    "ForwardingAddress": None,
    "ForwardingSmtpAddress": "smtp:b@contoso.com",
    "DeliverToMailboxAndForward": False,
    "ArchiveStatus": "None",
    "LitigationHoldEnabled": False,
    "InPlaceHolds": [],
}
QUOTAS = {
    "IssueWarningQuota": "49 GB (52,613,349,376 bytes)",
    "ProhibitSendQuota": "Unlimited",
    "ProhibitSendReceiveQuota": 50 * GB,
    "UseDatabaseQuotaDefaults": False,
}
REPLY = {
    "AutoReplyState": "Enabled",
    "InternalMessage": None,
    "ExternalMessage": "<p>gone</p>",
    "ExternalAudience": "All",
}
PERMISSION: Row = {
    "User": "Mgr@contoso.com",
    "AccessRights": ["FullAccess, ReadPermission"],
    "Deny": False,
    "IsInherited": False,
}
SEND_AS = {
    "Trustee": "mgr@contoso.com",
    "AccessRights": ["SendAs"],
    "AccessControlType": "Allow",
    "IsInherited": False,
}
RULE = {
    "Identity": "g-1\\15394007230974001153",
    "RuleIdentity": 15394007230974001153,
    "Name": "away",
    "Enabled": True,
    "ForwardTo": ["[SMTP:x@fabrikam.com]"],
    "ForwardAsAttachmentTo": None,
    "RedirectTo": None,
}
DEVICE = {
    "Identity": "adele\\ExchangeActiveSyncDevices\\REST§Outlook§1",
    "DeviceModel": "Phone",
    "ClientType": "Outlook",
    "DeviceAccessState": "Allowed",
}
CAS = {
    "ActiveSyncEnabled": True,
    "ImapEnabled": False,
    "MAPIEnabled": True,
    "OWAEnabled": True,
    "PopEnabled": False,
    "EwsEnabled": None,
}
MODELS: list[tuple[Any, Any]] = [
    (Mailbox, MAILBOX),
    (MailboxQuotas, QUOTAS),
    (AutoReplyConfiguration, REPLY),
    (MailboxPermission, PERMISSION),
    (RecipientPermission, SEND_AS),
    (InboxRule, RULE),
    (MobileDevice, DEVICE),
    (CasMailbox, CAS),
]


def test_a_mailbox_is_what_its_row_says():
    found = Mailbox.of(MAILBOX)

    assert (found.guid, found.shared, found.hidden) == ("g-1", True, True)
    assert (found.forwarding_address, found.forwarding_smtp) == (None, "smtp:b@contoso.com")
    assert (found.has_archive, found.on_hold) == (False, False)
    assert Mailbox.of(MAILBOX | {"InPlaceHolds": ["h-1"]}).on_hold
    assert Mailbox.of(MAILBOX | {"LitigationHoldEnabled": True}).on_hold
    assert Mailbox.of(MAILBOX | {"ArchiveStatus": "Active"}).has_archive


def test_quotas_are_sizes_and_unlimited_is_none_of_them():
    assert MailboxQuotas.of(QUOTAS).limits == (Size(49 * GB), None, Size(50 * GB))


def test_sizes_of_both_surfaces_are_the_same_number():
    assert mailbox_size({"TotalItemSize": "1.2 GB (1,288,490,188 bytes)"}) == Size(1_288_490_188)
    assert mailbox_size({"TotalItemSize": 1_288_490_188}) == Size(1_288_490_188)
    for row in ({}, {"TotalItemSize": None}, {"TotalItemSize": "Unlimited"}):
        with pytest.raises(Unreadable, match="TotalItemSize"):
            mailbox_size(row)


def test_full_access_is_given_by_an_entry_of_its_own_and_no_denial():
    others = [
        PERMISSION | {"User": "a", "Deny": True},
        PERMISSION | {"User": "b", "IsInherited": True},
        PERMISSION | {"User": "c", "AccessRights": ["ReadPermission"]},
        PERMISSION | {"User": "d", "AccessRights": ["ReadPermission", "FullAccess"]},
    ]

    assert full_access_holders([PERMISSION, *others]) == ("mgr@contoso.com", "d")


def test_a_trustee_sends_as_the_mailbox_only_where_it_is_allowed():
    assert RecipientPermission.of(SEND_AS).lets_send_as
    assert not RecipientPermission.of(SEND_AS | {"AccessControlType": "Deny"}).lets_send_as
    assert not RecipientPermission.of(SEND_AS | {"IsInherited": True}).lets_send_as


def test_a_rule_keeps_every_digit_of_its_number_and_all_it_forwards_to():
    found = InboxRule.of(RULE | {"RedirectTo": ["b"]})

    assert found.number == 15394007230974001153
    assert found.forwards_to == ("[SMTP:x@fabrikam.com]", "b")


def test_a_protocol_that_nobody_set_is_neither_on_nor_off():
    assert CasMailbox.of(CAS).on == {"activesync", "mapi", "owa"}
    assert CasMailbox.of(CAS).ews is None
    assert CasMailbox.of(CAS | {"EwsEnabled": False}).ews is False


@pytest.mark.parametrize(("model", "row"), MODELS)
def test_each_field_that_is_missing_or_no_such_value_is_unknown(model, row):
    model.of(row)

    for field in row:
        without = {name: value for name, value in row.items() if name != field}
        with pytest.raises(Unreadable, match=f"{field} is missing"):
            model.of(without)
        with pytest.raises(Unreadable, match=field):
            model.of(row | {field: {"an": "object"}})


leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.text())


@pytest.mark.parametrize(("model", "row"), MODELS)
@given(data=st.data())
def test_any_row_is_the_model_or_unreadable(model, row, data):
    given_ = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(row, leaves)))

    try:
        assert isinstance(model.of(row | given_), model)
    except Unreadable as why:
        assert str(why).split()[0] in given_  # noqa: PT017 - either end is right


def test_times_have_a_zone_and_lengths_may_be_unlimited():
    assert moment({"When": None}, "When") is None
    assert str(moment({"When": "2025-02-03T08:15:30.1234567Z"}, "When")).endswith("+00:00")
    assert str(length({"For": "14.00:00:00"}, "For")) == "14.00:00:00"
    assert length({"For": "Unlimited"}, "For") is None
    for wrong in ("yesterday", "2025-02-03T08:15:30", 5):
        with pytest.raises(Unreadable, match="When"):
            moment({"When": wrong}, "When")
    with pytest.raises(Unreadable, match="For is no length"):
        length({"For": "P14D"}, "For")


def test_a_mailbox_has_a_name_whatever_its_row_lacks():
    assert name_of({"UserPrincipalName": "", "Guid": "g-1"}) == "g-1"
    assert name_of({}) == "(a mailbox without a name)"


OF_A_MAILBOX: dict[str, Any] = {
    "Get-Mailbox": Mailbox,
    "Get-MailboxAutoReplyConfiguration": AutoReplyConfiguration,
    "Get-MailboxPermission": MailboxPermission,
    "Get-RecipientPermission": RecipientPermission,
    "Get-CASMailbox": CasMailbox,
}


async def test_the_local_tenant_s_rows_are_readable(tmp_path):
    house = House(tmp_path)
    tenant = house.app.tenants.find(None)
    async with house.app.connections.open(tenant, run="r", reason="t", what_if=False) as session:
        invoke = session.exchange.invoke
        [upn] = await house.picks("leaver")
        await invoke("New-InboxRule", Name="away", Mailbox=upn, ForwardTo="x@fabrikam.com")

        for cmdlet, model in OF_A_MAILBOX.items():
            assert [model.of(row) for row in await invoke(cmdlet, Identity=upn)]
        [quotas] = [MailboxQuotas.of(row) for row in await invoke("Get-Mailbox", Identity=upn)]
        [rule] = [InboxRule.of(row) for row in await invoke("Get-InboxRule", Mailbox=upn)]
        devices = [MobileDevice.of(row) for row in await invoke("Get-MobileDevice", ResultSize=5)]
        [size] = [mailbox_size(row) for row in await invoke("Get-MailboxStatistics", Identity=upn)]
    await house.app.close()

    assert quotas.send is not None
    assert size < quotas.send
    assert (rule.enabled, len(rule.forwards_to)) == (True, 1)
    assert {device.access for device in devices} <= {"Allowed", "Blocked", "Quarantined"}
    assert devices


def test_a_quota_is_read_the_same_each_time_and_nonsense_stays_unknown():
    for _ in range(2):
        assert MailboxQuotas.of(QUOTAS).warning == Size(49 * GB)
        with pytest.raises(Unreadable, match="ProhibitSendQuota is no size"):
            MailboxQuotas.of(QUOTAS | {"ProhibitSendQuota": "lots"})
