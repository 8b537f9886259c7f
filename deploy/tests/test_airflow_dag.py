"""The daily DAG as real Airflows read it, and its command lines as the real command accepts them."""

from __future__ import annotations

import re

import fulcrum_commands
import pytest
from programs import MAIN_CLASS, fulcrum


JOBS = ("prepare", "train", "evaluate_release", "evaluate", "score")


@pytest.fixture(scope="module")
def dag(airflow):
    return airflow.script("describe_dag")


@pytest.fixture(scope="session")
def flags():
    known: dict[str, set[str]] = {}

    def of(command: str) -> set[str]:
        if command not in known:
            known[command] = set(re.findall(r"--[a-z-]+", fulcrum(command, "--help").must(0).out))
        return known[command]

    return of


def test_dagBag_withoutAnyVariable_hasNoErrors(dag):
    assert dag["errors"] == {}
    assert dag["dags"] == ["fulcrum_daily"]


def test_dag_structure_trainsAndMeasuresTheReleaseSideBySide(dag):
    downstream = {name: task["downstream"] for name, task in dag["tasks"].items()}
    assert downstream == {
        "prepare": ["evaluate_release", "train"], "train": ["evaluate"], "evaluate_release": ["evaluate"],
        "evaluate": ["gate"], "gate": ["publish"], "publish": ["score"], "score": []}


def test_dag_runs_oneAtATimeOnACompletedDay(dag):
    assert (dag["max_active_runs"], dag["catchup"]) == (1, False)
    assert dag["first_run"] == {"date": "2026-01-01", "after": "2026-01-02"}


def test_dag_everyTask_isBoundedAndRetried(dag):
    for name, task in dag["tasks"].items():
        assert task["timeout"] and task["retries"] == 2, name


def test_dag_assets_arePreparedPublishedAndScored(dag):
    outlets = {name: task["outlets"] for name, task in dag["tasks"].items() if task["outlets"]}
    assert outlets == {"prepare": ["x-fulcrum://daily/prepared"], "publish": ["x-fulcrum://daily/published"],
                       "score": ["x-fulcrum://daily/scored"]}


def test_dag_jobs_areTheOneJarAndClass(dag):
    jobs = {name: task for name, task in dag["tasks"].items() if task["main"]}
    assert {name: task["type"] for name, task in jobs.items()} == {
        "prepare": "PrepareOperator", "train": "TrainOperator", "evaluate_release": "EvaluateReleaseOperator",
        "evaluate": "EvaluateOperator", "score": "ScoreOperator"}
    for task in jobs.values():
        assert task["main"] == MAIN_CLASS
        assert {"application", "application_args"} <= set(task["templated"])


def test_dag_flags_allExist(dag, flags):
    further = {
        "prepare": fulcrum_commands.extending("model"), "train": fulcrum_commands.starting_from("model"),
        "evaluate_release": fulcrum_commands.of_release("model"), "evaluate": fulcrum_commands.against("report.json"),
        "score": fulcrum_commands.by_release("model")}
    for name, more in further.items():
        arguments = dag["tasks"][name]["arguments"] + more
        command = arguments[0]
        used = {word for word in arguments if word.startswith("--")}
        assert command == name.split("_")[0]
        assert "--overwrite" in used
        assert used <= flags(command), f"fulcrum {command} has no {used - flags(command)}"
        required = {"prepare": {"--output"}, "train": {"--data", "--output"}, "score": {"--input", "--model", "--output"}}
        assert required.get(command, {"--data", "--model", "--output"}) <= used
    assert "--resume" in dag["tasks"]["train"]["arguments"]


def test_dag_configurationKeys_allExist(dag, days, small_config):
    for name in JOBS:
        words = dag["tasks"][name]["arguments"]
        sets = [words[index + 1].split("=", 1)[0] for index, word in enumerate(words) if word == "--set"]
        assert sets == ([] if name == "score" else ["data.input"])
        of_release = [*fulcrum_commands.of_release("model")[2:], *fulcrum_commands.limiting_drift("0.5")]
        given = of_release if name == "evaluate_release" else []
        given += [word for key in sets for word in ("--set", f"{key}={days}/dt=2026-01-01")]
        fulcrum("config", "print", "--config", small_config, *given).must(0)


@pytest.mark.parametrize("limit", ["0.25", "null"])
def test_dag_driftLimits_areOnesOfTheConfiguration(limit, small_config):
    assert fulcrum_commands.limiting_drift("") == []
    printed = fulcrum("config", "print", "--config", small_config, *fulcrum_commands.limiting_drift(limit)).must(0)
    assert re.search(rf"drift-fail ?[=:] ?{limit}", printed.out), printed.out


def test_configPrint_unknownKey_isRefused(small_config):
    ended = fulcrum("config", "print", "--config", small_config, "--set", "data.inputs=x").must(2)
    assert 'unknown key "data.inputs"' in ended.text


def test_evaluateOperator_brokenGate_isToldFromACrash(airflow, tmp_path):
    submit = tmp_path / "bin" / "spark-submit"
    submit.parent.mkdir()
    write_report = '[ -z "$FAKE_REPORT" ] || printf %s "$FAKE_REPORT" > "$FAKE_FILE"'
    submit.write_text(f'#!/bin/sh\n{write_report}\nexit "$FAKE_STATUS"\n')
    submit.chmod(0o755)
    variables = {"PATH": f"{submit.parent}:/usr/bin:/bin"}
    endings = airflow.script("evaluate_endings", tmp_path / "work", variables=variables)
    assert endings["done"].startswith("succeeded")
    assert endings["broke gate"].startswith("succeeded")
    for crash in ("crashed", "crashed over an old report", "crashed after a good report"):
        assert "Error code is: 1" in endings[crash], crash
    assert "'evaluate.gate=[]', '--set', 'encode.drift-fail=0.5'" in endings["release"]
    assert endings["release, rows drift"] == (
        "AirflowFailException: The rows of 2026-01-02 do not pass the checks of release 2026-01-01-f1: see the lines of"
        " evaluate above. Nothing is published. Correct the rows, or run the date again with a higher drift_fail.")
    assert endings["release, crashed"].startswith("AirflowException")
    assert "Error code is: 1" in endings["release, crashed"]
