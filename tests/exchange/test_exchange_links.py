"""Where the link to a next page may lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange import native
from shared.exchange.links import next_page
from shared.exchange.native import Query
from shared.web.errors import Malformed
from tests.exchange.calling import CONTOSO, INVOKE, ROOT, TENANT, asked


def entities(*steps):
    return native.read(CONTOSO, "Get-EXOMailbox", steps, Query(), request_id="r")


@pytest.mark.parametrize(
    "link",
    [
        f"https://evil.example/adminapi/beta/{TENANT}/InvokeCommand?$skiptoken=x",
        f"http://outlook.office365.com/adminapi/beta/{TENANT}/InvokeCommand",
        "https://outlook.office365.com/adminapi/beta/other/InvokeCommand",
        f"https://outlook.office365.com.evil.example/adminapi/beta/{TENANT}/InvokeCommand",
        f"https://outlook.office365.com:444/adminapi/beta/{TENANT}/InvokeCommand",
        f"https://outlook.office365.com@evil.example/adminapi/beta/{TENANT}/InvokeCommand",
        f"https://user:pass@outlook.office365.com/adminapi/beta/{TENANT}/InvokeCommand",
        f"https://outlook.office365.com\\@evil.example/adminapi/beta/{TENANT}/InvokeCommand",
        f"https://outlook.office365.com:x/adminapi/beta/{TENANT}/InvokeCommand",
        f"https://[/adminapi/beta/{TENANT}/InvokeCommand",
        f"//evil.example/adminapi/beta/{TENANT}/InvokeCommand",
        f"/adminapi/beta/{TENANT}/InvokeCommand?$skiptoken=x",
        "?$skiptoken=x",
        f"{ROOT}/../{TENANT}x/InvokeCommand",
        f"{INVOKE}/../Mailbox",
        f"{INVOKE}/%2e%2e/%2e%2e/x",
        f"{ROOT}x/InvokeCommand",
        f"{ROOT}//InvokeCommand",
        f"{ROOT}/Mailbox?$skiptoken=x",
        f"https://outlook.office365.com/adminapi/v1.0/{TENANT}/InvokeCommand",
        f"{INVOKE}?$skiptoken=a b",
        f"{INVOKE}?$skiptoken=a\r\nHost: evil.example",
        "javascript:alert(1)",
    ],
)
def test_a_page_elsewhere_is_not_followed(link):
    with pytest.raises(Malformed, match="not followed"):
        next_page(ROOT, asked("Get-Mailbox"), link)


@pytest.mark.parametrize(
    "link",
    [
        f"{INVOKE}?%24skiptoken=x",
        f"HTTPS://OUTLOOK.office365.com:443/adminapi/beta/{TENANT}/InvokeCommand?%24skiptoken=x",
        f"{INVOKE}?%24skiptoken=x#fragment",
    ],
)
def test_the_next_page_is_the_same_call_at_the_link_below_our_own_origin(link):
    request = asked("Get-Mailbox")

    following = next_page(ROOT, request, link)

    assert following.url == f"{INVOKE}?%24skiptoken=x"
    assert (following.method, following.body, following.headers) == (
        request.method,
        request.body,
        request.headers,
    )


def test_a_native_listing_goes_on_in_its_own_entity_set_alone():
    listing, rights = entities("Mailbox"), entities("Mailbox", "m-1", "MailboxPermission")

    assert next_page(ROOT, listing, f"{ROOT}/mailbox?$skiptoken=x").method == "GET"
    next_page(ROOT, rights, f"{ROOT}/Mailbox('m-1')/MailboxPermission?$skiptoken=x")
    with pytest.raises(Malformed, match="another resource"):
        next_page(ROOT, listing, f"{ROOT}/Recipient?$skiptoken=x")
    with pytest.raises(Malformed, match="another resource"):
        next_page(ROOT, listing, f"{INVOKE}?$skiptoken=x")


@given(st.text(max_size=60) | st.text(max_size=20).map(lambda tail: f"{INVOKE}{tail}"))
def test_whatever_the_link_the_next_page_lies_at_our_address_or_nowhere(link):
    try:
        following = next_page(ROOT, asked("Get-Mailbox"), link)
    except Malformed:
        return

    assert following.url.startswith(INVOKE)
