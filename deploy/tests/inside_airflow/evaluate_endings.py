"""Runs EvaluateOperator against a spark-submit that ends in several ways and writes how the task ended, as JSON."""

import json
import os
import sys
from pathlib import Path

from fulcrum_operators import EvaluateOperator

answer, root = Path(sys.argv[1]), Path(sys.argv[2])


def report(*violations: str) -> str:
    return json.dumps({"subject": {"model": {"fingerprint": "f1"}}, "gate": {"rules": 1, "violations": violations}})


def ending(name: str, status: int, written: str = "", stale: str = "") -> str:
    output = root / name
    file = output / "runs" / "2026-01-02" / "report" / "report.json"
    file.parent.mkdir(parents=True)
    if stale:
        file.write_text(stale)
    os.environ.update(FAKE_STATUS=str(status), FAKE_REPORT=written, FAKE_FILE=str(file))
    task = EvaluateOperator(task_id=name, application="f.jar", application_args=["evaluate"],
                            output_root=str(output), date="2026-01-02")
    try:
        task.execute({})
        return "succeeded"
    except Exception as failure:
        return f"failed: {failure}"


answer.write_text(json.dumps({
    "done": ending("done", 0, report()),
    "broke gate": ending("broke-gate", 4, report("income auc 0.5 is below 0.7")),
    "crashed": ending("crashed", 1),
    "crashed over an old report": ending("crashed-over-old", 1, stale=report("income auc 0.5 is below 0.7")),
    "crashed after a good report": ending("crashed-after", 1, report()),
}))
