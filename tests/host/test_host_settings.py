"""host.json and app settings, as the local host reads them."""

import json

import pytest

from local.host.errors import BadApp, SettingMissing
from local.host.settings import QueueOptions, disabled, load, resolve, time_span


def loaded(tmp_path, content=None, **env):
    (tmp_path / "host.json").write_text(json.dumps(content or {"version": "2.0"}))
    return load(tmp_path, env)


def queues(**values):
    return {"extensions": {"queues": values}}


def test_what_is_not_said_has_the_real_hosts_defaults(tmp_path):
    settings = loaded(tmp_path)

    assert settings.queues == QueueOptions(16, 8, 5, 0.0, 60.0, "base64", 30.0)
    assert settings.function_timeout_s == 1800


def test_what_is_said_is_taken(tmp_path):
    content = queues(
        batchSize=8,
        newBatchThreshold=4,
        maxDequeueCount=3,
        visibilityTimeout="00:01:00",
        maxPollingInterval="00:00:10",
        messageEncoding="none",
    )

    settings = loaded(tmp_path, {**content, "functionTimeout": "00:10:00"})

    assert settings.queues == QueueOptions(8, 4, 3, 60.0, 10.0, "none", 30.0)
    assert settings.function_timeout_s == 600


def test_the_threshold_follows_the_batch_size(tmp_path):
    assert loaded(tmp_path, queues(batchSize=5)).queues.new_batch_threshold == 2


def test_a_timeout_of_minus_one_is_none(tmp_path):
    assert loaded(tmp_path, {"functionTimeout": "-1"}).function_timeout_s is None


def test_an_app_setting_lies_over_host_json(tmp_path):
    name = "AzureFunctionsJobHost__extensions__queues__batchSize"

    settings = loaded(tmp_path, queues(batchSize=8), **{name: "3"})

    assert settings.queues.batch_size == 3


def test_the_lease_is_a_setting_of_this_host(tmp_path):
    assert loaded(tmp_path, NIGHTSHIFT_HOST_LEASE_SECONDS="7").queues.lease_s == 7


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param(queues(batchSize=0), "batchSize", id="batch-too-small"),
        pytest.param(queues(batchSize=33), "batchSize", id="batch-too-large"),
        pytest.param(queues(batchSize="many"), "batchSize", id="no-number"),
        pytest.param(queues(maxDequeueCount=0), "maxDequeueCount", id="no-delivery"),
        pytest.param(queues(visibilityTimeout="5"), "visibilityTimeout", id="no-time-span"),
        pytest.param(queues(messageEncoding="utf8"), "messageEncoding", id="no-encoding"),
        pytest.param([], "object", id="no-object"),
    ],
)
def test_a_value_out_of_range_is_named(tmp_path, content, word):
    (tmp_path / "host.json").write_text(json.dumps(content))

    with pytest.raises(BadApp, match=word):
        load(tmp_path, {})


@pytest.mark.parametrize("lease", ["0", "-1", "soon"])
def test_a_lease_that_is_none_is_refused(tmp_path, lease):
    with pytest.raises(BadApp, match="NIGHTSHIFT_HOST_LEASE_SECONDS"):
        loaded(tmp_path, NIGHTSHIFT_HOST_LEASE_SECONDS=lease)


def test_a_folder_without_host_json_is_said_to_be_none(tmp_path):
    with pytest.raises(BadApp, match="--app"):
        load(tmp_path, {})


def test_text_that_is_no_json_is_refused(tmp_path):
    (tmp_path / "host.json").write_text("{")

    with pytest.raises(BadApp, match="no JSON"):
        load(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("00:00:00.500", 0.5), ("01:02:03", 3723), ("1.00:00:00", 86400), (" 00:01:00 ", 60)],
)
def test_time_spans(text, seconds):
    assert time_span(text) == seconds


def test_names_in_percent_signs_are_settings():
    assert resolve("a-%B%-%C%", {"B": "x", "C": "y"}) == "a-x-y"


@pytest.mark.parametrize("env", [{}, {"B": ""}])
def test_a_setting_that_is_absent_or_empty_is_missing(env):
    with pytest.raises(SettingMissing, match="B"):
        resolve("%B%", env)


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"AzureWebJobs.f.Disabled": "true"}, True),
        ({"AzureWebJobs.f.Disabled": "1"}, True),
        ({"AzureWebJobs_f_Disabled": "True"}, True),
        ({"AzureWebJobs.f.Disabled": "false"}, False),
        ({"AzureWebJobs.g.Disabled": "true"}, False),
    ],
)
def test_a_function_is_switched_off_by_its_setting(env, expected):
    assert disabled("f", env) is expected
