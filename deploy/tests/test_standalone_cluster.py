"""The same mains by plain spark-submit on a real standalone master with two workers, against the embedded launcher."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from programs import fulcrum, spark_submit
from standalone_cluster import StandaloneCluster

DAY = "2026-01-01"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with StandaloneCluster(tmp_path_factory.mktemp("cluster"), workers=2) as started:
        yield started


@pytest.fixture(scope="module")
def submit(cluster, tmp_path_factory):
    """Submits a job and returns its end with the executors that its tasks ran on, by the application's event log."""
    events = tmp_path_factory.mktemp("events")

    def go(*arguments: object):
        conf = {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "1g",
            "spark.executor.memory": "1g",
            "spark.executor.cores": 1,
            "spark.cores.max": 2,
            "spark.scheduler.minRegisteredResourcesRatio": 1.0,
            "spark.scheduler.maxRegisteredResourcesWaitingTime": "60s",
            "spark.ui.enabled": "false",
            "spark.eventLog.enabled": "true",
            "spark.eventLog.dir": events.as_uri(),
        }
        before = set(events.iterdir())
        ended = spark_submit(cluster.master, conf, *arguments)
        return ended, executors(set(events.iterdir()) - before)

    return go


def executors(logs: set[Path]) -> set[str]:
    lines = [line for log in logs for line in log.read_text().splitlines()]
    ends = [event for event in map(json.loads, lines) if event["Event"] == "SparkListenerTaskEnd"]
    return {event["Task Info"]["Executor ID"] for event in ends}


def model_files(model: Path) -> dict[str, bytes]:
    files = [*model.glob("*.f32"), *model.glob("*.rows"), model / "model.json"]
    return {file.name: file.read_bytes() for file in files}


def test_sparkSubmit_wholeWay_equalsTheEmbeddedRunBitForBit(submit, days, small_config, tmp_path):
    common = ["--config", small_config, "--set", f"data.input={days}/dt={DAY}"]
    data, model, report = tmp_path / "data", tmp_path / "model", tmp_path / "report"

    submit("prepare", *common, "--output", data)[0].must(0)
    trained, took_part = submit("train", *common, "--data", data, "--output", model)
    trained.must(0)
    assert took_part == {"0", "1"}, "both executors take part in training"
    submit("evaluate", *common, "--data", data, "--model", model, "--output", report)[0].must(0)

    content = json.loads((report / "report.json").read_text())
    assert set(content["tasks"]) == {"income", "never-married"}
    for task in content["tasks"].values():
        assert 0 < task["auc"] < 1
    assert "<html" in (report / "report.html").read_text()

    alone = tmp_path / "alone"
    fulcrum("train", *common, "--master", "local[1]", "--data", data, "--output", alone).must(0)
    assert len(model_files(model)) > 2
    assert model_files(model) == model_files(alone)


def test_sparkSubmit_invalidConfiguration_endsWith2AndText(submit, small_config, tmp_path):
    ended, took_part = submit("train", "--config", small_config, "--set", "rounds.epochs=0",
                              "--data", tmp_path / "data", "--output", tmp_path / "model")
    ended.must(2)
    assert "rounds.epochs = 0 must be at least 1" in ended.text
    assert "\tat " not in ended.text, "a stack trace"
    assert took_part == set(), "nothing was started"
