"""An Exchange that lies or rambles."""

import json
from time import process_time

import pytest

from shared.exchange.answers import read_page
from shared.exchange.failures import failure
from shared.web.errors import Call, ServiceError
from shared.web.request import Answer
from tests.exchange.calling import asked


def test_a_rambling_error_is_read_in_no_time():
    text = "Error on proxy command x Proxy method y:" + "a." * 100_000 + "!"
    body = json.dumps({"error": {"message": text}}).encode()

    begun = process_time()
    failure(Call("x"), Answer(400, {}, body))

    assert process_time() - begun < 1.0


@pytest.mark.parametrize("error", ["cut off", ["cut off"], {"message": "cut off"}])
def test_rows_beside_an_error_are_not_all_rows(error):
    body = json.dumps({"value": [{"Name": "a"}], "error": error}).encode()

    with pytest.raises(ServiceError):
        read_page(asked("Get-Mailbox"))(Answer(200, {}, body))
