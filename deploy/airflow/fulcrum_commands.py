"""The command lines of the daily jobs: templates that Airflow fills in when a task runs, never when a file is parsed.

Each setting is a parameter of the run or else an Airflow Variable (which may be an environment variable such as
AIRFLOW_VAR_FULCRUM_INPUT).
"""

from __future__ import annotations

MAIN_CLASS = "io.fulcrum.jobs.Fulcrum"

SETTINGS = {
    "input": "Root of the raw Parquet: the run of a date reads <input>/dt=<date>.",
    "output": "Root of what is written: runs/<date>, releases/ and current.json.",
    "config": "Fulcrum configuration file, readable where the driver runs.",
    "jar": "The job jar, fulcrum.jar.",
}
VARIABLE = "fulcrum_{}"


def setting(name: str) -> str:
    return "{{ params.%s or var.value.%s }}" % (name, VARIABLE.format(name))


DATE = "{{ params.date or ds }}"
OUTPUT = setting("output")
JAR = setting("jar")
FRESH = "{{ params.fresh }}"
DRIFT_FAIL = "{{ params.drift_fail or var.value.get('fulcrum_drift_fail', '') }}"
DRIVER_MEMORY = "{{ var.value.get('fulcrum_driver_memory', '4g') }}"

_RUN = f"{OUTPUT}/runs/{DATE}"
_DATA, _MODEL, _REPORT = f"{_RUN}/data", f"{_RUN}/model", f"{_RUN}/report"
_RELEASE_REPORT, _PREDICTIONS = f"{_RUN}/release-report", f"{_RUN}/predictions"

# One configuration for all jobs of a run; --overwrite makes each of them safe to run again.
_INPUT = f"{setting('input')}/dt={DATE}"
_CONFIG = ["--config", setting("config"), "--overwrite"]
_COMMON = [*_CONFIG, "--set", f"data.input={_INPUT}"]

PREPARE = ["prepare", *_COMMON, "--output", _DATA]
# A retry resumes from the newest checkpoint; prepare has removed those of an earlier run of the date.
TRAIN = ["train", *_COMMON, "--resume", "--data", _DATA, "--output", _MODEL]
EVALUATE_RELEASE = ["evaluate", *_COMMON, "--data", _DATA, "--output", _RELEASE_REPORT]
EVALUATE = ["evaluate", *_COMMON, "--data", _DATA, "--model", _MODEL, "--output", _REPORT]
SCORE = ["score", *_CONFIG, "--input", _INPUT, "--output", _PREDICTIONS]


def extending(model: str | None) -> list[str]:
    """Returns the further arguments of prepare: none on the first day, when nothing is published."""
    return [] if model is None else ["--extend", model]


def starting_from(model: str | None) -> list[str]:
    """Returns the further arguments of train."""
    return [] if model is None else ["--warm-start", model]


def of_release(model: str) -> list[str]:
    """Returns the further arguments of the evaluation of a release, whose gate judged it when it was published."""
    return ["--model", model, "--set", "evaluate.gate=[]"]


def limiting_drift(limit: str) -> list[str]:
    """Returns the further arguments for a limit of drift; where none is given the configuration has it."""
    return ["--set", f"encode.drift-fail={limit}"] if limit else []


def by_release(model: str) -> list[str]:
    """Returns the further arguments of score."""
    return ["--model", model]


def against(baseline: str | None) -> list[str]:
    """Returns the further arguments of evaluate."""
    return [] if baseline is None else ["--baseline", baseline]
