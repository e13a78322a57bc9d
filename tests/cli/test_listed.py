"""Long lists on stdout, as they come."""

import json

import pytest

from shared.cli.listed import Form, listed
from shared.web.request import Row

HEAD = {"schema": "nightshift.things/1"}


def test_a_cell_that_a_spreadsheet_would_run_is_text(capsys):
    listed(Form.CSV, "things", ["name"], HEAD).add([{"name": "=cmd|' /C calc'!A0"}, {"name": "a"}])

    assert capsys.readouterr().out.splitlines() == ["name", "'=cmd|' /C calc'!A0", "a"]


@pytest.mark.parametrize("pages", [[], [[{"name": "a"}]], [[{"name": "a"}], [], [{"name": None}]]])
def test_json_that_came_in_pages_is_one_document(capsys, pages):
    paper = listed(Form.JSON, "things", ["name"], HEAD)
    for page in pages:
        paper.add(page)
    paper.end({"more": True})

    told = json.loads(capsys.readouterr().out)
    assert told == {**HEAD, "things": [one for page in pages for one in page], "more": True}


def test_a_list_that_broke_off_is_no_document(capsys):
    listed(Form.JSON, "things", ["name"], HEAD).add([{"name": "a"}])

    with pytest.raises(ValueError, match="delimiter"):
        json.loads(capsys.readouterr().out)


def test_a_table_is_brief_and_the_rest_is_in_the_other_forms(capsys):
    row: Row = {"name": "ada", "id": "7a0c8a2e"}
    columns, brief = ["name", "id"], ["name"]

    listed(Form.TABLE, "things", columns, HEAD, brief).add([row])
    listed(Form.CSV, "things", columns, HEAD, brief).add([row])

    told = capsys.readouterr().out
    assert told.count("ada") == 2
    assert told.count("7a0c8a2e") == 1
