"""A write is waited for until its fate is known; a read can be asked again."""

import pytest

from shared.exchange.catalogue import catalogue
from shared.exchange.command import command
from shared.exchange.patience import _LONGER_S
from shared.exchange.protocol import Organization, invoke

THERE = Organization("https://outlook.office365.com", "11111111-2222-3333-4444-555555555555")


@pytest.mark.parametrize(
    ("cmdlet", "parameters", "seconds"),
    [
        ("Get-Mailbox", {}, 120),
        ("Set-Mailbox", {"Identity": "m-1"}, 960),
        ("Get-DistributionGroupMember", {"Identity": "g-1"}, 3660),
        ("set-organizationconfig", {"AuditDisabled": False}, 1860),
    ],
)
def test_an_answer_is_waited_for_as_long_as_the_service_may_take(cmdlet, parameters, seconds):
    wanted = command(catalogue(), cmdlet, parameters)

    assert invoke(THERE, wanted, request_id="r").timeout_s == seconds


def test_every_cmdlet_that_takes_longer_exists():
    unknown = [name for name in _LONGER_S if catalogue().find(name) is None]

    assert unknown == []
