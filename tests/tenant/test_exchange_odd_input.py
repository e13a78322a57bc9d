"""Whatever is sent to Exchange, it answers: with rows or a refusal, never with a traceback."""

import asyncio
import base64
import json
from typing import Any

import pytest

from local.tenant.exchange.cmdlet import COMMON, cmdlets
from local.tenant.seed.layout import SMALLEST
from local.tenant.world import World
from tests.fakes import FakeClock
from tests.tenant.conftest import ANCHOR, refusal_of

TABLE = {"@odata.type": "#Exchange.GenericHashTable"}
DIGITS = "9" * 5000
ODD: list[Any] = [
    "", "\0", "O'Neil \"x\" \\ / <>&", DIGITS, "-1", "a" * 300, "*", "@", "smtp:", "x:\\y",
    "CN=\\,OU=", "%s{0}$(x)", "李\u202e", "\ud800", None, True, -1, 1.5, 10**30, [], [None], [[]],
    ["a", "b"], {}, TABLE, {**TABLE, "Add": ["\0"], "Remove": [""]}, "0001-01-01T00:00:00+14:00",
    "9999-12-31", "99999999999.00:00:00", "5 (-1 bytes)", "9" * 400 + " GB",
]  # fmt: skip
FITTING = {"time": "2026-11-20", "count": 5, "size": 5, "bool": True, "bool?": True}


async def send(caller, content, **headers):
    return await caller.http.post(
        f"{caller.root}/InvokeCommand",
        headers={**caller.exchange_headers, "X-AnchorMailbox": ANCHOR, **headers},
        content=content,
    )


def own(cmdlet):
    """The names of the parameters that not every cmdlet has."""
    common = {text.split()[0] for text in COMMON}
    return [one.name for one in cmdlet.parameters.values() if one.name not in common]


def fitting(parameter):
    """A value that the parameter takes, so that another one is looked at."""
    if parameter.type in {"text", "many"}:
        return "x"
    return FITTING.get(parameter.type, parameter.type.split("|")[0].rstrip("*"))


@pytest.fixture
def world():
    return World.create(mailboxes=SMALLEST, clock=FakeClock())


async def test_no_value_of_any_parameter_of_any_cmdlet_breaks_the_service(caller):
    broken = []
    for cmdlet in cmdlets().values():
        needed = {one.name: fitting(one) for one in cmdlet.parameters.values() if one.mandatory}
        for place, name in enumerate(own(cmdlet)):
            value = ODD[(len(cmdlet.name) + place) % len(ODD)]
            given = {"CmdletName": cmdlet.name, "Parameters": {**needed, name: value}}
            answer = await send(caller, json.dumps({"CmdletInput": given}))
            if answer.status_code not in {200, 400, 404, 409, 429, 501}:
                broken.append((cmdlet.name, name, value))

    assert broken == []


@pytest.mark.parametrize(
    ("cmdlet", "parameters"),
    [
        ("Get-Mailbox", {"ResultSize": DIGITS}),
        ("Get-Mailbox", {"ResultSize": 2**32}),
        ("Get-Mailbox", {"ResultSize": "٣"}),
        ("Get-Mailbox", {"Identity": ["a", "b"]}),
        ("Get-Mailbox", {"Identity": ""}),
        ("Set-Mailbox", {"Identity": "x", "ProhibitSendQuota": "9" * 400 + "GB"}),
        ("Set-Mailbox", {"Identity": "x", "ProhibitSendQuota": f"1 ({DIGITS} bytes)"}),
        ("Set-Mailbox", {"Identity": "x", "EmailAddresses": [None]}),
        ("Set-Mailbox", {"Identity": "x", "EmailAddresses": [["a"]]}),
        ("Set-Mailbox", {"Identity": "x", "EmailAddresses": {**TABLE, "Add": [], "add": []}}),
        ("Get-MessageTraceV2", {"StartDate": "0001-01-01T00:00:00+14:00"}),
        ("Get-MessageTraceV2", {"StartDate": "30/02/2026"}),
    ],
)
async def test_a_value_of_the_wrong_kind_does_not_convert(caller, cmdlet, parameters):
    answer = await caller.run(cmdlet, **parameters)

    assert (answer.status_code, refusal_of(answer)) == (400, "ParameterTransformationException")


@pytest.mark.parametrize("content", [b"\0" * 40, b"{", b"<html>", b'"x"', b"[" * 100_000])
async def test_a_body_that_is_no_json_object_is_a_bad_request(caller, content):
    answer = await send(caller, content)

    assert (answer.status_code, refusal_of(answer)) == (400, "ODataServiceException")


@pytest.mark.parametrize("parameters", [[], 0, "", "x", False])
async def test_parameters_are_an_object_or_nothing(caller, parameters):
    given = {"CmdletName": "Get-OrganizationConfig", "Parameters": parameters}

    answer = await send(caller, json.dumps({"CmdletInput": given}))

    assert answer.status_code == 400


async def test_half_of_a_character_comes_back_as_the_sign_for_a_broken_one(caller):
    given = {"CmdletName": "Get-Mailbox", "Parameters": {"Identity": "a\ud800b"}}

    answer = await send(caller, json.dumps({"CmdletInput": given}))

    assert answer.status_code == 404
    assert "a\ufffdb" in answer.text


async def test_the_name_of_an_unknown_cmdlet_cannot_add_a_header(caller):
    answer = await caller.run("Get-Ü\r\nset-cookie: a=b")

    assert answer.status_code == 403
    assert "cookie" not in answer.headers
    assert answer.headers["x-ms-diagnostics"].count("?") == 3


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + "Alias -eq 'x'" + ")" * 3000,
        "-not " * 3000 + "Alias -eq 'x'",
        "\0",
        "Alias -eq 'x",
    ],
)
async def test_a_filter_that_cannot_be_read_is_refused(caller, text):
    answer = await caller.run("Get-Mailbox", Filter=text)

    assert answer.status_code == 400


async def test_a_filter_takes_dates_as_americans_write_them_and_sizes_without_limit(caller):
    earlier = await caller.rows("Get-Mailbox", Filter="WhenCreated -lt '1/31/2000 10:00 PM'")
    unlimited = await caller.rows("Get-Mailbox", Filter="ProhibitSendQuota -eq 'Unlimited'")
    everybody = await caller.rows("Get-Mailbox", Filter="WhenCreated -gt '01/31/2000'")

    assert (earlier, unlimited) == ([], [])
    assert everybody


@pytest.mark.parametrize(
    "token", [[float("inf"), 0, 0, ""], [0, 0, float("inf"), ""], [10**400, 0, 10**400, ""], {}]
)
async def test_a_page_link_that_was_made_up_has_expired(caller, token):
    opaque = base64.urlsafe_b64encode(json.dumps(token).encode()).decode()
    given = json.dumps({"CmdletInput": {"CmdletName": "Get-Mailbox"}})

    answer = await caller.http.post(
        f"{caller.root}/InvokeCommand",
        params={"$skiptoken": opaque},
        headers={**caller.exchange_headers, "X-AnchorMailbox": ANCHOR},
        content=given,
    )

    assert answer.status_code == 400
    assert "pagination request" in answer.text


async def test_a_page_size_that_is_no_number_of_ours_is_passed_over(caller):
    given = json.dumps({"CmdletInput": {"CmdletName": "Get-AcceptedDomain"}})

    answer = await send(caller, given, Prefer=f"odata.maxpagesize={DIGITS}")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        f"Mailbox?$top={DIGITS}",
        "Mailbox?$filter=" + "(" * 3000 + "Alias eq 'x'" + ")" * 3000,
        "Mailbox('%FF')?isEncoded=true",
    ],
)
async def test_a_native_read_refuses_what_it_cannot_read(caller, path):
    answer = await caller.native(path)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "parts",
    [
        ["x"],
        [{"id": "1", "method": "POST"}],
        [{"id": "1", "url": "InvokeCommand"}],
        [{"id": "1", "method": "POST", "url": "https://[::1"}],
        [{"id": "1", "method": "POST", "url": "InvokeCommand", "dependsOn": ["1"]}],
        [
            {"id": "1", "method": "POST", "url": "InvokeCommand", "dependsOn": ["2"]},
            {"id": "2", "method": "POST", "url": "InvokeCommand", "dependsOn": ["1"]},
        ],
    ],
)
async def test_a_batch_that_is_none_is_refused_and_keeps_nobody_waiting(caller, parts):
    async with asyncio.timeout(5):
        answer = await caller.http.post(
            f"{caller.root}/$batch", headers=caller.exchange_headers, json={"requests": parts}
        )

    assert answer.status_code == 400


async def test_graph_refuses_a_page_size_that_is_no_number(caller):
    answer = await caller.graph("GET", f"/users?$top={DIGITS}")

    assert answer.status_code == 400
