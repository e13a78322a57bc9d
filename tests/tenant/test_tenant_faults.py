import httpx
import pytest

from local.tenant.faults import mischief


async def test_a_throttle_counts_down_and_names_its_wait(caller):
    await caller.fault(kind="throttle", cmdlet="Get-Mailbox", count=2, retryAfter=7)

    statuses = [(await caller.run("Get-Mailbox")).status_code for _ in range(3)]

    assert statuses == [429, 429, 200]
    await caller.fault(kind="throttle", path="/users", count=1, retryAfter=7)
    assert (await caller.graph("GET", "/users")).headers["retry-after"] == "7"


async def test_a_throttle_may_keep_the_wait_to_itself(caller):
    await caller.fault(kind="throttle", path="InvokeCommand", count=1)

    answer = await caller.run("Get-Mailbox")

    assert "retry-after" not in answer.headers
    assert answer.text.startswith("You have reached the maximum number of concurrent requests")


async def test_a_reset_reaches_the_caller_as_a_read_error_and_nothing_ran(caller):
    [upn] = await caller.pick("leaver")
    await caller.fault(kind="reset", cmdlet="Set-Mailbox", identity=upn.upper(), count=1)

    with pytest.raises(httpx.ReadError) as caught:
        await caller.run("Set-Mailbox", Identity=upn, Type="Shared")

    assert isinstance(caught.value, mischief.ConnectionReset)
    assert (await caller.picture(upn))["mailbox"]["type"] == "UserMailbox"


async def test_a_lost_response_was_applied(caller):
    [upn] = await caller.pick("leaver")
    await caller.fault(kind="lost-response", cmdlet="Set-.*", count=1)

    with pytest.raises(httpx.ReadError):
        await caller.run("Set-Mailbox", Identity=upn, Type="Shared")

    assert (await caller.picture(upn))["mailbox"]["type"] == "SharedMailbox"


async def test_silence_reaches_the_caller_as_a_timeout(caller):
    await caller.fault(kind="timeout", path="/organization", count=1)

    with pytest.raises(httpx.ReadTimeout):
        await caller.graph("GET", "/organization")


async def test_half_an_answer_is_no_json(caller):
    await caller.fault(kind="malformed", path="/organization", count=1)

    answer = await caller.graph("GET", "/organization")

    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()


async def test_an_expired_token_stays_expired_and_a_new_one_works(caller):
    stale = caller.token("https://graph.microsoft.com")
    await caller.fault(kind="expire-token", path="/organization", count=1)

    first = await caller.http.get("/v1.0/organization", headers=stale)
    again = await caller.http.get("/v1.0/organization", headers=stale)
    fresh = await caller.graph("GET", "/organization")

    assert [one.status_code for one in (first, again, fresh)] == [401, 401, 200]


async def test_a_status_and_a_redirect_come_as_ordered(caller):
    await caller.fault(kind="status", status=503, path="/organization", count=1)
    await caller.fault(kind="redirect", cmdlet="Get-Mailbox", count=1)

    failed = await caller.graph("GET", "/organization")
    moved = await caller.run("Get-Mailbox")

    assert (failed.status_code, moved.status_code) == (503, 302)
    assert moved.headers["location"].startswith("https://eur01.")


async def test_readers_lag_behind_a_write(caller):
    [upn] = await caller.pick("leaver")
    await caller.fault(kind="lag", cmdlet="Set-Mailbox", seconds=20)

    await caller.rows("Set-Mailbox", Identity=upn, Type="Shared")
    [early] = await caller.rows("Get-Mailbox", Identity=upn)
    caller.world.clock.advance(21)
    [late] = await caller.rows("Get-Mailbox", Identity=upn)

    assert early["RecipientTypeDetails"] == "UserMailbox"
    assert late["RecipientTypeDetails"] == "SharedMailbox"


async def test_slowness_and_latency_take_time_of_the_clock_only(caller):
    await caller.fault(kind="slow", path="/organization", seconds=90)
    await caller.http.post("/_tenant/latency", json={"ms": 250})
    before = caller.world.clock.monotonic()

    await caller.graph("GET", "/organization")

    assert caller.world.clock.monotonic() - before == pytest.approx(90.25)


async def test_chance_is_the_same_for_the_same_seed(caller):
    async def round_of_twenty():
        await caller.http.post("/_tenant/reset")
        caller.tenant = caller.world.tenants[0]
        await caller.fault(kind="status", status=500, path="/organization", probability=0.5)
        return [(await caller.graph("GET", "/organization")).status_code for _ in range(20)]

    first = await round_of_twenty()

    assert first == await round_of_twenty()
    assert set(first) == {200, 500}


async def test_parts_of_a_batch_meet_faults_of_their_own(caller):
    await caller.fault(kind="throttle", path="/domains$", count=1, retryAfter=3)
    await caller.fault(kind="reset", path="/subscribedSkus$", count=1)
    urls = ("/domains", "/organization", "/subscribedSkus")
    requests = [{"id": url, "method": "GET", "url": url} for url in urls]

    answer = await caller.graph("POST", "/$batch", {"requests": requests})

    by_id = {one["id"]: one for one in answer.json()["responses"]}
    assert [by_id[url]["status"] for url in urls] == [429, 200, 504]
    assert by_id["/domains"]["headers"]["Retry-After"] == "3"


async def test_clearing_ends_all_faults(caller):
    await caller.fault(kind="status", status=500, path=".*")
    await caller.http.delete("/_tenant/faults")

    assert (await caller.graph("GET", "/organization")).status_code == 200


@pytest.mark.parametrize(
    "rule",
    [{"kind": "nonsense"}, {}, {"kind": "slow", "secnds": 1}, {"kind": "slow", "path": "("}, 7],
)
async def test_a_rule_that_is_not_understood_is_explained(caller, rule):
    answer = await caller.http.post("/_tenant/faults", json=[rule])

    assert answer.status_code == 400
    assert answer.json()["error"]
