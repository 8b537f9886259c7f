"""The daily DAG run for real: `airflow dags test`, spark-submit in local mode, the job jar, small slices of data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import slices
from test_release import published


@pytest.fixture
def settings(days, small_config, tmp_path_factory):
    return {"input": days, "output": tmp_path_factory.mktemp("out"), "config": small_config}


def current(settings) -> dict:
    return read(settings, "current.json")


def read(settings, *path: str) -> dict:
    return json.loads(settings["output"].joinpath(*path).read_text())


def visitors(settings, day: str) -> list[str]:
    """Returns the visitors that the data of a day knows, in the order of their ids."""
    data = settings["output"] / "runs" / day / "data"
    manifest = json.loads((data / "feature-manifest.json").read_text())
    encoder = next(found["encoder"] for found in manifest["encoders"] if found["name"] == "visitor")
    lines = (data / "vocabularies" / f"{encoder['digest'][:16]}.tsv").read_text().splitlines()
    return [line.split("\t")[1] for line in lines[1:]]


def warm_start(settings, day: str) -> str | None:
    return read(settings, "runs", day, "model", "run-record.json")["inputs"].get("warm-start", {}).get("path")


def test_dailyRuns_threeDays_extendAndGuard(airflow, settings, tmp_path):
    airflow.run_day("2026-01-01", settings).must(0)
    first = current(settings)
    assert first["date"] == "2026-01-01"
    report = json.loads(Path(first["report"]).read_text())
    assert set(report["tasks"]) == {"income", "never-married"}
    assert "gate" not in report, "a configuration without rules"
    assert "comparison" not in report, "no release to compare with"
    assert warm_start(settings, "2026-01-01") is None
    assert len(visitors(settings, "2026-01-01")) == 100
    assert (settings["output"] / "runs" / "2026-01-01" / "predictions" / "predictions").is_dir()

    airflow.run_day("2026-01-02", settings).must(0)
    second = current(settings)
    assert (second["date"], second["previous_report"]) == ("2026-01-02", first["report"])
    assert warm_start(settings, "2026-01-02") == first["model"]
    known = visitors(settings, "2026-01-02")
    assert known[:100] == visitors(settings, "2026-01-01")
    assert len(known) == 130
    report = json.loads(Path(second["report"]).read_text())
    baseline = report["comparison"]["baseline"]
    assert baseline["model"]["name"] == first["model"]
    assert baseline["data"] == report["subject"]["data"], "both models are measured on the newest day"
    before = published(settings["output"])

    rule = "evaluate.gate = [{ task = income, metric = auc, min = 0.9999 }]"
    strict = slices.write_config(tmp_path / "strict.conf", rule)
    failed = airflow.run_day("2026-01-03", settings, config=strict)
    assert failed.status != 0, failed.text[-4000:]
    assert "The model of 2026-01-03 is not published: it violates 1 rules of the metric gate" in failed.text
    assert published(settings["output"]) == before
    assert visitors(settings, "2026-01-03")[:130] == known
    assert len(visitors(settings, "2026-01-03")) == 160
    refused = read(settings, "runs", "2026-01-03", "report", "report.json")
    assert refused["comparison"]["baseline"]["model"]["name"] == second["model"]
