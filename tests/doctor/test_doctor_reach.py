"""What a host's first answer tells, however odd it is."""

import ssl
from datetime import timedelta

import httpx
import pytest

from shared.doctor.examination import State
from shared.doctor.hosts import Feature, Host
from shared.doctor.reach import Reacher
from tests.fakes import FakeClock

GRAPH = Host("graph.example", 443, Feature.GRAPH, "users")


def reacher(date: str, clock: FakeClock) -> Reacher:
    answer = httpx.MockTransport(lambda _: httpx.Response(200, headers={"Date": date}))
    return Reacher(lambda: httpx.AsyncClient(transport=answer), clock)


async def test_the_date_of_an_answer_tells_how_far_the_clocks_are_apart():
    clock = FakeClock()
    ahead = clock.now().replace(microsecond=0) + timedelta(hours=1)

    reach = await reacher(f"{ahead:%a, %d %b %Y %H:%M:%S} GMT", clock).reach(GRAPH)

    assert reach.skew_s == pytest.approx(3600, abs=1)


async def test_of_a_pattern_the_name_that_was_asked_tells_who_vouches(monkeypatch):
    asked = []

    def certificate(address: tuple[str, int], timeout: float) -> str:
        asked.append(address)
        raise OSError

    def untrusted(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("tls") from ssl.SSLCertVerificationError("not trusted")

    monkeypatch.setattr(ssl, "get_server_certificate", certificate)
    transport = httpx.MockTransport(untrusted)
    reports = Host("*.office.com", 443, Feature.REPORTS, "files", "reports.office.com")

    reach = await Reacher(lambda: httpx.AsyncClient(transport=transport), FakeClock()).reach(
        reports
    )

    assert reach.state is State.UNTRUSTED
    assert asked == [("reports.office.com", 443)]


@pytest.mark.parametrize(
    "date",
    [
        "yesterday",
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Mon, 01 Jan 2026 99999999999:00:00 GMT",
    ],
)
async def test_a_date_that_is_none_tells_no_time(date):
    reach = await reacher(date, FakeClock()).reach(GRAPH)

    assert (reach.state, reach.skew_s) == (State.REACHED, None)
