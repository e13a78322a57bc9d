"""Lists and change feeds: whole, or an error."""

import httpx
import pytest

from shared.web.errors import Expired, Malformed, ServiceFault
from tests.graph.wired import ORIGIN, Wired

USERS = f"{ORIGIN}/v1.0/users"


def book(pages):
    """A service that answers each address with its page."""
    return lambda request: httpx.Response(200, json=pages[str(request.url)])


def page(*ids, following=None, delta=None):
    links = {"@odata.nextLink": following, "@odata.deltaLink": delta}
    return {"value": [{"id": one} for one in ids]} | {k: v for k, v in links.items() if v}


async def test_a_list_is_read_to_its_end_also_over_an_empty_page():
    second, third = f"{USERS}?$skiptoken=2", f"{USERS}?$skiptoken=3"
    pages = {
        USERS: page("a", following=second),
        second: page(following=third),
        third: page("b"),
    }

    assert await Wired(book(pages)).graph.all("/users") == [{"id": "a"}, {"id": "b"}]


async def test_an_advanced_query_stays_one_on_its_later_pages():
    first, second = f"{USERS}?$search=x&$count=true", f"{USERS}?$search=x&$skiptoken=2"
    wired = Wired(book({first: page("a", following=second), second: page("b")}))

    await wired.graph.all("/users?$search=x")

    assert [request.headers["consistencylevel"] for request in wired.sent] == ["eventual"] * 2


async def test_pages_that_lead_in_a_circle_are_no_list():
    second = f"{USERS}?$skiptoken=2"
    pages = {USERS: page("a", following=second), second: page("b", following=second)}

    with pytest.raises(Malformed, match="circle"):
        await Wired(book(pages)).graph.all("/users")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(400, json={"error": {"code": "Directory_ExpiredPageToken"}}), Expired),
        (httpx.Response(404, text="<html>"), ServiceFault),
        (httpx.Response(200, text='{"value": [{"id": "b"'), Malformed),
        (httpx.Response(200, text=""), Malformed),
    ],
)
async def test_a_failure_on_a_later_page_is_no_short_list(answer, kind):
    first = page("a", following=f"{USERS}?$skiptoken=2")
    wired = Wired(lambda request: answer if request.url.query else httpx.Response(200, json=first))

    with pytest.raises(kind):
        await wired.graph.all("/users")


async def test_a_forgotten_place_is_not_asked_for_again():
    gone = httpx.Response(400, json={"error": {"code": "Directory_ExpiredPageToken"}})
    wired = Wired(lambda request: gone)

    with pytest.raises(Expired):
        await wired.graph.all("/users")

    assert len(wired.sent) == 1


async def test_a_count_counts_what_the_list_would_hold():
    wired = Wired(lambda request: httpx.Response(200, text="\ufeff42"))

    assert await wired.graph.count("/users?$filter=accountEnabled eq true") == 42

    assert wired.urls == [f"{USERS}/$count?$filter=accountEnabled%20eq%20true"]
    assert wired.sent[0].headers["consistencylevel"] == "eventual"


DELTA = f"{USERS}/delta"


async def test_a_change_feed_gives_its_pages_and_at_last_the_way_to_go_on():
    second, end = f"{DELTA}?$skiptoken=2", f"{DELTA}?$deltatoken=z"
    removed = {"value": [{"id": "b", "@removed": {"reason": "deleted"}}], "@odata.deltaLink": end}
    wired = Wired(book({DELTA: page("a", following=second), second: removed}))

    pages = [one async for one in wired.graph.changes("/users/delta")]

    assert [one.delta_link for one in pages] == [None, end]
    assert pages[0].rows == [{"id": "a"}]
    assert pages[1].rows == [{"id": "b", "@removed": {"reason": "deleted"}}]


async def test_changes_since_are_asked_for_where_the_last_feed_ended():
    since = f"{DELTA}?$deltatoken=z"
    wired = Wired(book({since: page(delta=f"{DELTA}?$deltatoken=y")}))

    [last] = [one async for one in wired.graph.changes("/users/delta", since)]

    assert (last.rows, last.delta_link) == ([], f"{DELTA}?$deltatoken=y")


@pytest.mark.parametrize("since", ["https://evil.example/v1.0/users/delta", "", "/users/delta"])
async def test_a_way_to_go_on_that_leads_elsewhere_is_not_followed(since):
    wired = Wired(book({}))

    with pytest.raises(Malformed, match="not followed"):
        [one async for one in wired.graph.changes("/users/delta", since)]

    assert wired.sent == []


@pytest.mark.parametrize("end", [None, "https://evil.example/v1.0/users/delta?$deltatoken=z"])
async def test_a_feed_without_a_good_way_to_go_on_is_not_whole(end):
    wired = Wired(book({DELTA: page("a", delta=end)}))

    with pytest.raises(Malformed):
        [one async for one in wired.graph.changes("/users/delta")]


@pytest.mark.parametrize(
    ("status", "code"),
    [(410, "resyncRequired"), (410, "Gone"), (404, "syncStateNotFound"), (400, "SyncStateInvalid")],
)
async def test_a_feed_that_has_forgotten_says_to_start_over(status, code):
    answer = httpx.Response(status, json={"error": {"code": code, "message": "x"}})
    wired = Wired(lambda request: answer)

    with pytest.raises(Expired, match="start from the beginning"):
        [one async for one in wired.graph.changes("/users/delta", f"{DELTA}?$deltatoken=z")]

    assert len(wired.sent) == 1
