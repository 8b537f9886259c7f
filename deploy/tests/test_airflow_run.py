"""The daily DAG run for real: `airflow dags test`, spark-submit in local mode, the job jar, a small slice of data."""

from __future__ import annotations

import json

import pytest
import slices
from test_release import published


@pytest.fixture(scope="module")
def settings(days, small_config, tmp_path_factory):
    return {"input": days, "output": tmp_path_factory.mktemp("out"), "config": small_config}


def current(settings) -> dict:
    return json.loads((settings["output"] / "current.json").read_text())


def test_dailyRuns_publishThenGuardThenRepeat(airflow, settings, tmp_path):
    airflow.run_day("2026-01-01", settings).must(0)
    first = current(settings)
    assert first["date"] == "2026-01-01"
    report = json.loads((settings["output"] / "releases" / first["name"] / "report" / "report.json").read_text())
    assert set(report["tasks"]) == {"income", "never-married"}
    assert "gate" not in report, "a configuration without rules"
    before = published(settings["output"])

    rule = "evaluate.gate = [{ task = income, metric = auc, min = 0.9999 }]"
    strict = slices.write_config(tmp_path / "strict.conf", rule)
    failed = airflow.run_day("2026-01-02", settings, config=strict)
    assert failed.status != 0, failed.text[-4000:]
    assert "The model of 2026-01-02 is not published: it violates 1 rules of the metric gate" in failed.text
    assert published(settings["output"]) == before
    refused = json.loads((settings["output"] / "runs" / "2026-01-02" / "report" / "report.json").read_text())
    assert refused["comparison"]["baseline"]["model"]["fingerprint"] == report["subject"]["model"]["fingerprint"]

    airflow.run_day("2026-01-01", settings).must(0)
    assert published(settings["output"]) == before
