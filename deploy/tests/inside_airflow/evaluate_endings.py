"""Runs evaluations against a spark-submit that ends in several ways and writes how the tasks ended, as JSON."""

import json
import os
import sys
from pathlib import Path

from fulcrum_operators import EvaluateOperator, EvaluateReleaseOperator
from fulcrum_release import Releases

answer, root = Path(sys.argv[1]), Path(sys.argv[2])


def report(*violations: str) -> str:
    return json.dumps({
        "subject": {"model": {"fingerprint": "f1"}},
        "tasks": {"income": {"auc": 0.5}},
        "gate": {"rules": 1, "violations": violations},
    })


def ending(name: str, status: int, written: str = "", stale: str = "") -> str:
    output = root / name
    file = output / "runs" / "2026-01-02" / "report" / "report.json"
    file.parent.mkdir(parents=True)
    if stale:
        file.write_text(stale)
    os.environ.update(FAKE_STATUS=str(status), FAKE_REPORT=written, FAKE_FILE=str(file))
    task = EvaluateOperator(task_id=name, application="f.jar", application_args=["evaluate"],
                            output_root=str(output), date="2026-01-02")
    return ended(task)


def release_ending(name: str, status: int) -> str:
    output = str(root / name)
    (root / name / "runs" / "2026-01-01" / "report").mkdir(parents=True)
    (root / name / "runs" / "2026-01-01" / "model").mkdir()
    (root / name / "runs" / "2026-01-01" / "model" / "feature-manifest.json").write_text("{}")
    (root / name / "runs" / "2026-01-01" / "report" / "report.json").write_text(report())
    Releases(output).publish("2026-01-01")
    Releases(output).begin("2026-01-02")
    os.environ.update(FAKE_STATUS=str(status), FAKE_REPORT="", FAKE_FILE="")
    return ended(EvaluateReleaseOperator(
        task_id=name, application="f.jar", application_args=["evaluate"], output_root=output, date="2026-01-02",
        drift_fail="0.5"))


def ended(task) -> str:
    try:
        task.execute({})
        return f"succeeded: {task.application_args}"
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"


answer.write_text(json.dumps({
    "done": ending("done", 0, report()),
    "broke gate": ending("broke-gate", 4, report("income auc 0.5 is below 0.7")),
    "crashed": ending("crashed", 1),
    "crashed over an old report": ending("crashed-over-old", 1, stale=report("income auc 0.5 is below 0.7")),
    "crashed after a good report": ending("crashed-after", 1, report()),
    "release": release_ending("release", 0),
    "release, rows drift": release_ending("release-drift", 3),
    "release, crashed": release_ending("release-crashed", 1),
}))
