"""A healthy tenant has none of the findings."""

import asyncio

import pytest

from shared.doctor.catalogue import catalogue
from shared.doctor.examination import State
from tests.doctor.visits import Visits


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return asyncio.run(Visits(tmp_path_factory.mktemp("config")).report())


@pytest.mark.parametrize("code", [one.code for one in catalogue()])
def test_a_healthy_tenant_has_none_of_them(report, code):
    assert code not in {one.finding.code for one in report.diagnoses}


def test_a_healthy_tenant_is_seen_whole(report):
    [identity] = report.examination.identities

    assert report.ok
    assert list(report.examination.gaps) == []
    assert [one.state for one in report.examination.reaches] == [State.REACHED]
    assert identity.mailbox_read
    assert identity.cmdlets >= {"Get-Mailbox", "Set-Mailbox"}
