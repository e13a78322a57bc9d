"""What the doctor makes of examinations that no local tenant can bring about."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.doctor.decide import diagnose
from shared.doctor.examination import (
    Examination,
    IdentitySeen,
    Reach,
    Setback,
    State,
    TokenSeen,
)
from shared.doctor.hosts import Feature, Host
from shared.doctor.report import Report, report_of
from shared.doctor.service import Doctor
from shared.exchange.session_commands import names_of
from shared.identity.discovery import Discovery, discovery_of
from shared.identity.tokens import Claims
from shared.tenants import Auth, Cloud, Role, Tenant
from shared.web.errors import Malformed
from tests.fakes import FakeClock

ID = "11111111-2222-3333-4444-555555555555"
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LOGIN = Host("login.microsoftonline.us", 443, Feature.SIGN_IN, "tokens")
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
EXCHANGE, GRAPH = "https://outlook.office365.us", "https://graph.microsoft.us"


def tenant(cloud=Cloud.USGOV, method="managed-identity", **more):
    auth = {"operator": {"method": method}}
    return Tenant(key="contoso", tenant_id=ID, domain="contoso.us", cloud=cloud, auth=auth, **more)


def examination(discovery=None, claims=None, **more):
    """A tenant of the US government in which all is well, but for what is said."""
    token = claims or Claims(ID, EXCHANGE, "o", "a", frozenset({"Exchange.ManageAsApp"}))
    graph = Claims(ID, GRAPH, "o", "a", frozenset({"User.Read.All"}), user=token.user)
    identity = IdentitySeen(
        Role.OPERATOR,
        Auth(),
        frozenset(),
        exchange=TokenSeen(token),
        graph=TokenSeen(graph),
        mailbox_read=True,
        cmdlets=frozenset({"Get-Mailbox"}),
    )
    seen = discovery or Discovery(True, ID, "microsoftonline.us", "DODCON")
    return Examination(
        tenant(**more),
        NOW,
        date(2026, 8, 21),
        (Reach(LOGIN, State.REACHED, skew_s=1.0),),
        seen,
        (identity,),
    )


def codes(seen):
    return {one.finding.code for one in diagnose(seen)} - {"graph-permission-missing"}


def test_a_tenant_of_the_government_is_fine_where_it_belongs():
    assert codes(examination()) == set()


@pytest.mark.parametrize(
    ("cloud", "instance", "subcloud"),
    [
        (Cloud.USGOV, "microsoftonline.us", "DOD"),
        (Cloud.USGOVDOD, "microsoftonline.us", "DODCON"),
        (Cloud.USGOV, "microsoftonline.com", None),
        (Cloud.USGOV, "partner.microsoftonline.cn", None),
    ],
)
def test_a_tenant_in_another_part_of_the_government_is_told(cloud, instance, subcloud):
    seen = examination(Discovery(True, ID, instance, subcloud), cloud=cloud)

    assert "wrong-cloud" in codes(seen)


def test_a_persons_own_roles_are_not_the_apps():
    person = Claims(
        ID,
        EXCHANGE,
        "o",
        "a",
        frozenset(),
        frozenset({"Exchange.Manage"}),
        "admin@contoso.us",
        directory_roles=frozenset({GLOBAL_ADMINISTRATOR}),
    )

    assert codes(examination(claims=person)) == set()


@pytest.mark.parametrize(
    ("detail", "clock"),
    [
        ("certificate has expired", True),
        ("certificate is not yet valid", True),
        ("self-signed certificate in certificate chain", False),
    ],
)
def test_a_certificate_out_of_its_time_sends_to_the_clock_first(detail, clock):
    way = (Reach(LOGIN, State.UNTRUSTED, detail),)

    [found] = diagnose(replace(examination(), reaches=way, identities=()))

    assert found.finding.code == "tls-intercepted"
    assert ("Here it is 2026-11-24 06:00 UTC" in found.fix) is clock


@pytest.mark.parametrize(
    ("scopes", "lacks"), [({"User.Read"}, True), ({"Directory.Read.All"}, False)]
)
def test_a_person_s_token_for_graph_is_looked_at_as_well(scopes, lacks):
    person = Claims(
        ID, EXCHANGE, "o", "a", frozenset(), frozenset({"Exchange.Manage"}), "admin@contoso.us"
    )
    seen = examination(claims=person)
    graph = replace(person, audience=GRAPH, scopes=frozenset(scopes))
    [identity] = seen.identities

    found = diagnose(replace(seen, identities=(replace(identity, graph=TokenSeen(graph)),)))

    told = [one for one in found if "User.Read.All" in one.seen.what]
    assert [one.finding.code for one in told] == ["graph-permission-missing"] * lacks
    assert all("a person signs in" in one.fix for one in told)


@pytest.mark.parametrize(("exchange", "graph", "told"), [("a?", "b?", 2), ("a?", "a?", 1)])
def test_two_failures_that_nobody_knows_are_both_told_unless_they_say_the_same(
    exchange, graph, told
):
    seen = examination()
    [identity] = seen.identities
    failed = [
        TokenSeen(setback=Setback("signs in", "Refused", text, role=Role.OPERATOR))
        for text in (exchange, graph)
    ]
    seen = replace(seen, identities=(replace(identity, exchange=failed[0], graph=failed[1]),))

    assert [one.finding.code for one in diagnose(seen)] == ["unexplained"] * told


def test_one_odd_clock_elsewhere_is_no_fault_of_this_machine():
    seen = examination()
    odd = Reach(replace(LOGIN, feature=Feature.STORAGE), State.REACHED, skew_s=7200.0)

    assert codes(replace(seen, reaches=(odd, *seen.reaches))) == set()
    assert codes(replace(seen, reaches=(odd,))) == {"clock-skew"}


@pytest.mark.parametrize(
    ("status", "body", "found"),
    [
        (400, "AADSTS90002: Tenant not found", False),
        (400, "AADSTS900023: neither a domain nor a tenant", False),
        (400, "AADSTS900021234", None),
        (503, "", None),
        (200, "[]", None),
        (200, "[" * 50_000, None),
        (200, '{"token_endpoint": 7}', None),
        (200, '{"token_endpoint": "https://["}', None),
        (200, '{"token_endpoint": "https://\u2100.example/x"}', None),
        (200, '{"token_endpoint": "https://evil.example/../../x/oauth2"}', None),
        (200, f'{{"token_endpoint": "https://login.example/{ID.upper()}/token"}}', True),
    ],
)
def test_only_an_answer_of_entras_tells_of_a_tenant(status, body, found):
    told = discovery_of(status, body)

    assert told.found is found
    assert told.tenant_id == (ID if found else None)


@pytest.mark.parametrize("rows", [[], [{}], [{"exportedCmdlets": " , "}]])
def test_an_empty_list_of_cmdlets_is_no_answer(rows):
    with pytest.raises(Malformed):
        names_of(rows)


class Visitor:
    """Counts how many visits there are at a time."""

    def __init__(self, clock) -> None:
        self._clock = clock
        self.now = self.most = 0

    async def visit(self, tenant, **options):
        self.now += 1
        self.most = max(self.most, self.now)
        await self._clock.sleep(1)
        self.now -= 1
        return Examination(tenant, NOW, date(2026, 8, 21))


@pytest.mark.parametrize(
    ("method", "most"), [("managed-identity", 8), ("interactive", 1), ("device-code", 1)]
)
async def test_tenants_are_examined_together_unless_a_person_is_asked(method, most):
    visitor = Visitor(FakeClock())
    tenants = [tenant(method=method) for _ in range(20)]

    reports: list[Report] = await Doctor(visitor).examine_all(tenants)

    assert [one.examination.tenant for one in reports] == tenants
    assert visitor.most == most


def test_nothing_seen_is_not_fine():
    report = report_of(Examination(tenant(), NOW, date(2026, 8, 21)))

    assert not report.ok
    assert {one.finding.code for one in report.diagnoses} == {"not-examined"}


@pytest.mark.parametrize(
    ("state", "expected"),
    [(State.SILENT, {"host-silent"}), (State.REACHED, {"unexplained"})],
)
def test_a_lost_connection_is_told_once_by_the_way_that_is_closed(state, expected):
    lost = Setback("operator signs in", "Unreachable", "gone", role=Role.OPERATOR)
    seen = examination()
    identity = replace(seen.identities[0], exchange=TokenSeen(setback=lost), mailbox_read=None)
    way = Reach(LOGIN, state, skew_s=1.0)

    assert codes(replace(seen, reaches=(way,), identities=(identity,))) == expected
