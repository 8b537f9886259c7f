"""The daily DAG run for real: `airflow dags test`, spark-submit in local mode, the job jar, small slices of data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
import slices
from programs import SPARK_HOME
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


# spark-submit, of which the first training is killed as soon as it has written two checkpoints.
KILLING = """#!/bin/bash
[[ " $* " == *" train "* && ! -e {marker} ]] || exec {spark_submit} "$@"
touch {marker}
output=$(sed "s/.* --output //; s/ .*//" <<< "$*")
{spark_submit} "$@" &
until [[ -e $output.checkpoints/ckpt-000002/manifest.json ]]; do
  kill -0 $! || exit 3
  sleep 0.02
done
kill -9 $!
wait $!
"""


def killing(folder: Path) -> Path:
    """Returns the folder of a spark-submit that kills one training."""
    submit = folder / "bin" / "spark-submit"
    submit.parent.mkdir()
    submit.write_text(KILLING.format(marker=folder / "killed", spark_submit=SPARK_HOME / "bin" / "spark-submit"))
    submit.chmod(0o755)
    return submit.parent


def rows_of(settings, day: str) -> int:
    return parquet.read_table(settings["input"] / f"dt={day}").num_rows


def scored(settings, day: str) -> tuple[int, str]:
    """Returns how many rows the predictions of a day have, and the model that made them."""
    output = settings["output"] / "runs" / day / "predictions"
    return parquet.read_table(output).num_rows, read(settings, str(output), "_run-record.json")["inputs"]["model"]["path"]


def test_dailyRuns_threeDaysAndABackfill_extendResumeAndGuard(airflow, settings, tmp_path):
    airflow.run_day("2026-01-01", settings).must(0)
    first = current(settings)
    assert first["date"] == "2026-01-01"
    report = json.loads(Path(first["report"]).read_text())
    assert set(report["tasks"]) == {"income", "never-married"}
    assert "gate" not in report, "a configuration without rules"
    assert "comparison" not in report, "no release to compare with"
    assert warm_start(settings, "2026-01-01") is None
    assert len(visitors(settings, "2026-01-01")) == 100
    assert scored(settings, "2026-01-01") == (rows_of(settings, "2026-01-01"), first["model"])

    longer = slices.write_config(tmp_path / "longer.conf", "rounds.epochs = 6\ncheckpoint.every-rounds = 1")
    killed = airflow.run_day("2026-01-02", settings, path=killing(tmp_path), config=longer).must(0)
    assert (tmp_path / "killed").exists()
    going_on = r"Going on from checkpoint .*2026-01-02/model\.checkpoints/ckpt-0000\d+: (\d+) rounds done"
    resumed = set(re.findall(going_on, killed.text))  # some versions print the lines of a task twice
    assert len(resumed) == 1, resumed
    done = int(resumed.pop())
    assert done >= 2
    rounds = (settings["output"] / "runs" / "2026-01-02" / "model" / "rounds.jsonl").read_text().splitlines()
    assert [json.loads(line)["round"] for line in rounds] == list(range(1, len(rounds) + 1))
    assert len(rounds) > done
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

    drifted = airflow.run_day("2026-01-03", settings, drift_fail="0.25")
    assert drifted.status != 0, drifted.text[-4000:]
    assert 'Drift from the training split above encode.drift-fail = 0.25: feature "visitor" (PSI ' in drifted.text
    assert "The rows of 2026-01-03 do not pass the checks of release 2026-01-02-" in drifted.text
    assert not (settings["output"] / "runs" / "2026-01-03" / "release-report").exists()
    assert not (settings["output"] / "runs" / "2026-01-03" / "report").exists()
    assert published(settings["output"]) == before

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

    airflow.run_day("2026-01-04", settings, date="2025-12-31").must(0)
    assert current(settings) == second, "a date before the current one leaves the pointer alone"
    after = published(settings["output"])
    assert {name: after[name] for name in before} == before
    backfilled = json.loads(after[next(name for name in after if re.match("releases/2025-12-31-.*/release.json", name))])
    assert backfilled["previous_report"] is None
    assert warm_start(settings, "2025-12-31") is None
    assert len(visitors(settings, "2025-12-31")) == 100
    assert scored(settings, "2025-12-31") == (rows_of(settings, "2025-12-31"), backfilled["model"])
