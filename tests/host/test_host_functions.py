"""Which functions of an app are run, and what is said of the others."""

import json

from local.host.functions import runnable
from local.host.worker import Indexed


def timer(name, schedule):
    binding = {"type": "timerTrigger", "name": "t", "direction": "IN", "schedule": schedule}
    return Indexed(name, f"id of {name}", (json.dumps(binding),))


def names(*indexed, **env):
    return [function.name for function in runnable(indexed, env)]


def test_one_that_cannot_run_is_named_and_the_others_run(caplog):
    page = Indexed("page", "id", (json.dumps({"type": "httpTrigger", "name": "r"}),))

    running = names(
        timer("unset", "%NOWHERE%"),
        timer("garbled", "every night"),
        page,
        timer("good", "%WHEN%"),
        WHEN="0 * * * * *",
    )

    assert running == ["good"]
    assert [record.getMessage().split()[0] for record in caplog.records] == [
        *("unset", "garbled", "page"),
    ]


def test_one_that_is_switched_off_does_not_run():
    off = {"AzureWebJobs.b.Disabled": "true"}

    assert names(timer("a", "0 * * * * *"), timer("b", "0 * * * * *"), **off) == ["a"]
