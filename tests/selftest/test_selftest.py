import json

import httpx
import pytest
from typer.testing import CliRunner

from local.setup import shapes
from local.tenant.faults.rule import Rule
from local.tenant.state.clients import EXCHANGE
from shared.app import app_is
from shared.cli.selftest import app
from shared.selftest.asking import NOBODY
from shared.selftest.expectations import expectations, questions
from shared.selftest.run import Result
from shared.store.names import TRANSCRIPTS
from tests.harness import ORIGIN, House

WRITES = {"New-Mailbox", "Set-Mailbox", "Remove-Mailbox"}


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "config"
    folder.mkdir()
    return House(folder, mailboxes=250)


async def _report(house, tmp_path, *, write=False):
    subject = house.app.selftest(tmp_path / "transcript")
    told = []
    report = await subject.run(
        house.app.tenants.find(None), write=write, told=lambda *one: told.append(one)
    )
    assert [number for _, number, _ in told] == list(range(1, len(report.findings) + 1))
    return report


def _results(report):
    return {one.probe: one.result for one in report.findings}


async def _cmdlets(house):
    entries = (await house.control("GET", "requests"))["requests"]
    return [one["cmdlet"] for one in entries if one["cmdlet"]]


async def test_what_we_expect_is_what_the_local_tenant_answers():
    now, kept = await shapes.answers(), expectations()

    changed = sorted(name for name in {*now, *kept} if now.get(name) != kept.get(name))
    assert changed == [], "run: python -m local.setup.shapes"


async def test_the_local_tenant_does_not_refute_itself(house, tmp_path):
    report = await _report(house, tmp_path)

    assert report.clean
    assert len(report.findings) == len(questions())
    assert set(_results(report).values()) <= {Result.SAME, Result.ADDS}


async def test_without_write_nothing_is_written(house, tmp_path):
    await _report(house, tmp_path)

    assert not WRITES & set(await _cmdlets(house))


async def test_a_missing_object_with_another_status_refutes_and_is_kept(house, tmp_path):
    body = '{"error": {"code": "InternalServerError", "message": "Error executing cmdlet"}}'
    rule = {"kind": "status", "status": 400, "body": body, "identity": NOBODY}
    await house.control("POST", "faults", [rule])

    report = await _report(house, tmp_path)

    (finding,) = [one for one in report.findings if one.probe == "exchange/missing object"]
    assert finding.result is Result.REFUTES
    assert finding.found.status == 400
    assert ("status", "404", "400") in {
        (one.where, one.expected, one.found) for one in finding.differences
    }
    assert not report.clean


async def test_a_question_that_gets_no_answer_hinders_no_other(house, tmp_path):
    rule = {"kind": "status", "status": 503, "cmdlet": "Get-OrganizationConfig"}
    await house.control("POST", "faults", [rule])

    results = _results(await _report(house, tmp_path))

    assert results["exchange/Get-OrganizationConfig"] is Result.FAILED
    assert results["graph/organization"] is Result.SAME
    assert len(results) == len(questions())


async def test_the_report_names_nothing_of_the_tenant(house, tmp_path):
    rule = {"kind": "redirect", "path": "(?i)invokecommand", "probability": 0.5}
    await house.control("POST", "faults", [rule])

    text = json.dumps((await _report(house, tmp_path, write=True)).document()).casefold()

    tenant = house.tenant
    person = tenant.people.read(0)
    for secret in (tenant.tenant_id, "contoso", person.who.upn, person.who.display_name):
        assert secret.casefold() not in text
    assert '"refutes"' in text


async def test_with_write_a_mailbox_of_its_own_comes_and_goes(house, tmp_path):
    report = await _report(house, tmp_path, write=True)

    assert report.clean
    assert {one.result for one in report.findings if "own mailbox" in one.probe} == {Result.SAME}
    assert set(await _cmdlets(house)) >= WRITES
    assert await _own_mailboxes(house) == []


async def test_the_mailbox_goes_also_when_a_step_fails(house, tmp_path):
    rule = {"kind": "reset", "cmdlet": "Set-Mailbox"}
    await house.control("POST", "faults", [rule])

    report = await _report(house, tmp_path, write=True)

    assert _results(report)["exchange/own mailbox: quotas"] is Result.FAILED
    assert report.left_behind is None
    assert await _own_mailboxes(house) == []


async def test_a_mailbox_that_stays_is_named(house, tmp_path):
    rule = {"kind": "status", "status": 403, "cmdlet": "Remove-Mailbox"}
    await house.control("POST", "faults", [rule])

    report = await _report(house, tmp_path, write=True)

    assert not report.clean
    assert await _own_mailboxes(house) == [report.left_behind]


def test_the_command_keeps_the_differences_in_a_new_file(house, tmp_path):
    file = tmp_path / "differences.json"

    with app_is(house.app):
        done = CliRunner().invoke(app, ["--out", str(file)])
        again = CliRunner().invoke(app, ["--out", str(file)])

    assert done.exit_code == 0, done.output
    document = json.loads(file.read_text())
    assert document["schema"] == "nightshift.selftest/1"
    assert f"{len(document['findings'])} questions" in done.stdout
    assert again.exit_code == 2
    assert "exists already" in again.stderr
    transcripts = list((tmp_path / "differences-transcript" / TRANSCRIPTS).rglob("*.jsonl"))
    assert len(transcripts) == 1


async def test_a_mailbox_that_is_found_only_later_goes_all_the_same(house, tmp_path):
    """Nobody may be believed to be gone who has not appeared yet."""
    error = {"code": "NotFound", "message": "Error executing cmdlet"}
    late = {"kind": "status", "status": 404, "body": json.dumps({"error": error})}
    await house.control("POST", "faults", [late | {"cmdlet": "Remove-Mailbox", "count": 2}])

    report = await _report(house, tmp_path, write=True)

    assert report.left_behind is None
    assert await _own_mailboxes(house) == []


async def test_the_mailbox_goes_also_when_nobody_can_be_told(house, tmp_path):
    def told(finding, number, total):
        if "own mailbox: appears" in finding.probe:
            raise BrokenPipeError

    subject = house.app.selftest(tmp_path / "transcript")
    with pytest.raises(BrokenPipeError):
        await subject.run(house.app.tenants.find(None), write=True, told=told)

    assert "Remove-Mailbox" in await _cmdlets(house)
    assert await _own_mailboxes(house) == []


def test_a_place_that_cannot_be_written_is_told_before_anything_is_asked(house, tmp_path):
    (tmp_path / "file").touch()

    with app_is(house.app):
        done = CliRunner().invoke(app, ["--out", str(tmp_path / "file" / "x.json")])

    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
    assert "name another with --out" in done.stderr
    assert "Asking" not in done.stderr


def test_a_run_without_answers_leaves_no_file_in_the_way(house, tmp_path):
    file = tmp_path / "x.json"
    rule = {"kind": "status", "status": 403, "path": "/Mailbox"}
    house.world.faults.add([Rule.parse(rule)])

    with app_is(house.app):
        done = CliRunner().invoke(app, ["--out", str(file)])

    assert done.exit_code == 1
    assert not file.exists()


def test_the_command_ends_with_1_and_names_what_stays(house, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    rule = {"kind": "status", "status": 403, "cmdlet": "Remove-Mailbox"}
    house.world.faults.add([Rule.parse(rule)])

    with app_is(house.app):
        done = CliRunner().invoke(app, ["--write", "--out", str(tmp_path / "x.json")])

    assert done.exit_code == 1
    assert "Remove-Mailbox -Identity nightshift-selftest-" in done.stderr


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({"kind": "status", "status": 403}, "(403)"),
        ({"kind": "status", "status": 401}, "(401)"),
        ({"kind": "malformed", "body": '{"value": []}'}, "no user mailbox"),
    ],
)
def test_a_tenant_whose_mailboxes_cannot_be_read_is_one_sentence(house, tmp_path, rule, says):
    house.world.faults.add([Rule.parse({**rule, "path": "/adminapi/.*/Mailbox"})])

    with app_is(house.app):
        done = CliRunner().invoke(app, ["--out", str(tmp_path / "x.json")])

    assert (done.exit_code, isinstance(done.exception, SystemExit)) == (1, True)
    assert says in done.stderr


async def _own_mailboxes(house):
    """The names of mailboxes that a self-test made and the tenant still has."""
    token = house.world.mint(house.tenant, EXCHANGE)
    body = {"CmdletName": "Get-Mailbox", "Parameters": {"ResultSize": "Unlimited"}}
    async with httpx.AsyncClient(transport=house.asgi, base_url=ORIGIN) as http:
        answer = await http.post(
            f"/adminapi/beta/{house.tenant.tenant_id}/InvokeCommand",
            json={"CmdletInput": body},
            headers={"Authorization": f"Bearer {token}"},
        )
    names = [row["Name"] for row in answer.json()["value"]]
    assert len(names) > 200
    return [name for name in names if name.startswith("nightshift-selftest-")]
