import hashlib
import json

import pytest

from shared.audit.catalogue import catalogue
from shared.audit.judge import judge
from shared.audit.model import Status
from shared.audit.settings import Policy, load_audit
from shared.audit.snapshot import load
from shared.runs import BadMessage, run_of
from shared.settings import from_environment
from shared.tenants import Role
from shared.web.errors import Call, Refused, Throttled
from tests.audit.mornings import CONTOSO, FABRIKAM, MORNING, Mornings


async def test_a_morning_has_one_run_a_tenant_even_if_the_timer_fires_twice():
    mornings = Mornings()

    messages = await mornings.announced()
    mornings.clock.advance(10)
    again = await mornings.announced()

    assert [json.loads(one)["tenant"] for one in messages] == [CONTOSO, FABRIKAM]
    assert again == []


async def test_a_run_leaves_result_snapshot_and_rows():
    mornings = Mornings()
    message, _ = await mornings.announced()

    await mornings.audits.run(message)

    result = mornings.result()
    assert result["schema"] == "nightshift.audit/1"
    assert (result["tenant"], result["run"]) == (CONTOSO, "audit-20261124T060000000Z")
    assert (result["coverage"], result["score"]) == (1.0, 1.0)
    assert result["config"] == {"audit.yaml": "audit-digest", "tenants.yaml": "tenants-digest"}
    assert result["transcripts"][0]["transcript"] == "audit-20261124T060000000Z"
    [(name, data)] = mornings.kept("snapshot.json").items()
    assert result["snapshot"].endswith(name)
    pointer = json.loads(data)["data"]["Get-EXOMailbox"]
    [rows] = mornings.kept(pointer["rows"]).values()
    assert hashlib.sha256(rows).hexdigest() == pointer["sha256"]
    row = mornings.memory.tables.rows["runs", CONTOSO, result["run"]]
    assert row.values["state"] == "completed"


async def test_a_kept_snapshot_gives_the_same_findings_again(tmp_path):
    mornings = Mornings(**{"Get-TransportConfig": [{"SmtpClientAuthenticationDisabled": False}]})
    message, _ = await mornings.announced()
    await mornings.audits.run(message)
    for name, data in mornings.kept("").items():
        if "/snapshot-" in name:
            (tmp_path / name.rpartition("/")[2]).write_bytes(data)

    again = judge(load(tmp_path / "snapshot.json"), catalogue(), Policy())

    assert again.document()["findings"] == mornings.result()["findings"]
    assert again.counts[Status.FAIL] == 1


async def test_a_message_that_comes_again_reads_nothing():
    mornings = Mornings()
    message, _ = await mornings.announced()

    await mornings.audits.run(message)
    await mornings.audits.run(message)

    assert len(mornings.connections.opened) == 1


async def test_the_audit_signs_in_as_reader_and_may_not_write():
    mornings = Mornings()
    message, _ = await mornings.announced()

    await mornings.audits.run(message)

    assert mornings.connections.opened == [("contoso", Role.READER, True)]


async def test_a_refused_sign_in_is_a_report_in_which_all_is_unknown():
    mornings = Mornings()
    mornings.connections.refusal = Refused(Call("sign-in"), "the consent is missing")
    message, _ = await mornings.announced()

    await mornings.audits.run(message)

    result = mornings.result()
    assert {one["status"] for one in result["findings"]} == {"unknown"}
    assert all("the consent is missing" in one["reason"] for one in result["findings"])
    assert (result["coverage"], result["score"]) == (0.0, None)


async def test_a_passing_fault_keeps_nothing_and_the_next_delivery_ends_the_run():
    mornings = Mornings()
    mornings.exchange.faults["Get-TransportConfig"] = Throttled(Call("x"), "busy", wait_s=1)
    message, _ = await mornings.announced()

    with pytest.raises(Throttled):
        await mornings.audits.run(message)
    assert mornings.kept(".json") == {}
    mornings.exchange.faults.clear()
    await mornings.audits.run(message)

    assert mornings.result()["coverage"] == 1.0


async def test_what_a_crashed_attempt_kept_does_not_mix_with_the_next(monkeypatch):
    mornings = Mornings()
    message, _ = await mornings.announced()
    finish = mornings.runs.finish

    async def crash(*_):
        raise ConnectionError("the power went")

    monkeypatch.setattr(mornings.runs, "finish", crash)
    with pytest.raises(ConnectionError):
        await mornings.audits.run(message)
    monkeypatch.setattr(mornings.runs, "finish", finish)
    mornings.exchange.data["Get-TransportConfig"] = [{"SmtpClientAuthenticationDisabled": False}]
    mornings.clock.advance(60)
    await mornings.audits.run(message)

    result = mornings.result()
    [name] = [one for one in mornings.kept("snapshot.json") if result["snapshot"].endswith(one)]
    snapshot = json.loads(mornings.kept("snapshot.json")[name])
    assert snapshot["data"]["Get-TransportConfig"] == [{"SmtpClientAuthenticationDisabled": False}]
    assert result["counts"]["fail"] == 1


async def test_a_run_of_a_tenant_that_is_gone_is_no_message_of_ours():
    mornings = Mornings()
    gone = run_of("audit", "99999999-2222-3333-4444-555555555555", MORNING)
    await mornings.runs.announce(gone, "audit-runs")

    with pytest.raises(BadMessage, match="no tenant"):
        await mornings.audits.run(gone.message)


async def test_a_person_may_run_the_audit_beside_the_mornings():
    mornings = Mornings()
    await mornings.announced()

    kept = await mornings.audits.by_hand(mornings.tenants.find("contoso"))

    assert kept.report.clean
    assert mornings.result()["run"] == "audit-20261124T060020000Z-by-hand"


def test_the_shipped_policy_is_sound_and_waives_nothing():
    policy = load_audit(from_environment({}).config_dir)

    assert policy.waivers == ()
    assert policy.settings.allowed_forwarding_domains == ()
