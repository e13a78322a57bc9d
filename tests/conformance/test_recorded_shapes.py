"""
The client reads what the service was seen to answer.

Each file of `recorded/` is one call: what was asked, the answers in turn, and what comes of them:
rows and warnings, or the name of one of our errors and a part of its sentence. They were written
for this project after public captures and documentation; names and ids are made up.
"""

import json
from pathlib import Path

import httpx
import pytest

from shared.graph.protocol import Part
from shared.web import errors
from shared.web.errors import ServiceError
from tests.exchange.calling import Calling
from tests.graph.wired import Wired

RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.json"))
HOSTS = {
    "outlook.office365.com": True, "graph.microsoft.com": True, "reportsweu.office.com": False
}  # fmt: skip


def response(said):
    body = b"\0" * said["nul"] if "nul" in said else said.get("text", "").encode()
    headers = said.get("headers", {})
    if "json" in said:
        body = json.dumps(said["json"]).encode()
    return httpx.Response(said["status"], headers=headers, content=body)


def scripted(answers):
    rest = [response(one) for one in answers]
    return lambda _: rest.pop(0)


async def attempted(coming):
    """What *coming* gives: as the files write it."""
    try:
        return given(await coming)
    except ServiceError as error:
        return given(error)


def given(what):
    match what:
        case ServiceError():
            return type(what).__name__, str(what)
        case list():
            return what, []
        case _:
            return what.rows, list(what.warnings)


async def exchange(call, calling):
    match call:
        case {"batch": commands}:
            made = [calling.exchange.command(name, **wanted) for name, wanted in commands]
            return [given(one) for one in await calling.exchange.batch(made)]
        case {"mailboxes": sets}:
            return [await attempted(_rows(calling.exchange.mailboxes(*sets)))]
        case {"mailbox": identity}:
            return [await attempted(_one(calling.exchange.mailbox(identity)))]
        case {"invoke": cmdlet, "parameters": wanted}:
            return [await attempted(calling.exchange.reply(cmdlet, **wanted))]


async def graph(call, wired):
    match call:
        case {"graphBatch": parts}:
            answers = await wired.graph.batch([Part(*one) for one in parts])
            return [given([one] if isinstance(one, dict) else one) for one in answers]
        case {"graphAll": path}:
            return [await attempted(wired.graph.all(path))]
        case {"usage": period}:
            return [await attempted(_usage(wired.graph.usage_report(period)))]
        case {"graph": wanted}:
            return [await attempted(_one(wired.graph.send(*wanted)))]


async def _rows(pages):
    return [row async for page in pages for row in page]


async def _usage(rows):
    return [{"upn": one.upn, "used_bytes": one.used_bytes} async for one in rows]


async def _one(coming):
    return [await coming]


@pytest.mark.parametrize("file", RECORDED, ids=lambda one: one.stem)
async def test_the_client_reads_what_was_recorded(file):
    told = json.loads(file.read_text(encoding="utf-8"))
    of_graph = file.stem.startswith("graph")
    asked = (Wired if of_graph else Calling)(scripted(told["answers"]))
    begun = asked.clock.monotonic()

    found = await (graph if of_graph else exchange)(told["call"], asked)

    wanted = told["comes"] if isinstance(told["comes"], list) else [told["comes"]]
    for (rows, beside), expected in zip(found, wanted, strict=True):
        if "error" in expected:
            assert rows == expected["error"] in vars(errors)
            assert expected["says"] in beside
        else:
            assert (rows, beside) == (expected["rows"], expected.get("warnings", []))
    assert len(asked.sent) == len(told["answers"])
    assert asked.clock.monotonic() - begun >= told.get("waited", 0)
    assert {("authorization" in one.headers, HOSTS[one.url.host]) for one in asked.sent} <= {
        (True, True), (False, False)
    }  # fmt: skip
    if "renewed" in told:
        assert asked.tokens.renewed == told["renewed"]
    if "invoke" in told["call"]:
        said_again = {
            (one.method, one.content, one.headers["x-anchormailbox"]) for one in asked.sent
        }
        assert len(said_again) == 1
