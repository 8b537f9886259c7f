"""Publication without Airflow: releases are immutable, the pointer switches once, and a bad model changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import fulcrum_commands
import fulcrum_release
import pytest
from fulcrum_release import Releases, ReportError, place, read_judgement


def a_run(output: Path, date: str, model: str = "f1", violations: tuple[str, ...] = ()) -> None:
    directory = output / "runs" / date
    Releases(str(output)).begin(date)
    for part in ("model", "report"):
        (directory / part).mkdir(parents=True, exist_ok=True)
    (directory / "model" / "parameters.f32").write_bytes(model.encode())
    (directory / "model" / "feature-manifest.json").write_text("{}")
    (directory / "report" / "report.json").write_text(json.dumps(a_report(model, violations)))


def a_report(model: str = "f1", violations: tuple[str, ...] = ()) -> dict:
    return {
        "subject": {"model": {"fingerprint": model}},
        "tasks": {"income": {"auc": 0.5}},
        "gate": {"rules": 1, "violations": list(violations)},
    }


def contents(directory: Path) -> dict[str, bytes]:
    files = (file for file in sorted(directory.rglob("*")) if file.is_file())
    return {str(file.relative_to(directory)): file.read_bytes() for file in files}


def published(output: Path) -> dict[str, bytes]:
    return {name: content for name, content in contents(output).items() if not name.startswith("runs/")}


def test_publish_firstDay_pointsAtACopy(tmp_path):
    a_run(tmp_path, "2026-01-01")
    release = Releases(str(tmp_path)).publish("2026-01-01")
    assert release == Releases(str(tmp_path)).current()
    assert release.name == "2026-01-01-f1"
    assert release.previous_report is None
    assert (Path(release.model) / "parameters.f32").read_bytes() == b"f1"
    assert Path(release.report).is_file()


def test_publish_again_changesNoByte(tmp_path):
    a_run(tmp_path, "2026-01-01")
    Releases(str(tmp_path)).publish("2026-01-01")
    before = published(tmp_path)
    Releases(str(tmp_path)).publish("2026-01-01")
    assert published(tmp_path) == before


def test_publish_nextDay_movesThePointerAndKeepsTheOldRelease(tmp_path):
    releases = Releases(str(tmp_path))
    a_run(tmp_path, "2026-01-01", "f1")
    first = releases.publish("2026-01-01")
    a_run(tmp_path, "2026-01-02", "f2")
    assert releases.extended("2026-01-02") == first
    assert releases.baseline("2026-01-02") == f"{tmp_path}/runs/2026-01-02/release-report/report.json"
    second = releases.publish("2026-01-02")
    assert releases.current() == second
    assert second.previous_report == first.report
    assert Path(first.report).is_file()


def test_publish_sameDayWithAnotherModel_extendsTheDayBefore(tmp_path):
    releases = Releases(str(tmp_path))
    publish_days(tmp_path, ("2026-01-01", "f1"), ("2026-01-02", "f2"))
    a_run(tmp_path, "2026-01-02", "f3")
    assert releases.extended("2026-01-02").name == "2026-01-01-f1"
    again = releases.publish("2026-01-02")
    assert again.name == "2026-01-02-f3"
    assert again.previous_report == f"{tmp_path}/releases/2026-01-01-f1/report/report.json"


def test_of_date_isItsReleaseAlsoWhenALaterOneIsCurrent(tmp_path):
    releases = Releases(str(tmp_path))
    publish_days(tmp_path, ("2026-01-02", "f2"), ("2026-01-01", "f1"))
    assert releases.of("2026-01-01").name == "2026-01-01-f1"
    a_run(tmp_path, "2026-01-01", "f9")
    with pytest.raises(ReportError, match=r"There is no release 2026-01-01-f9\. Clear the task publish of 2026-01-01\."):
        releases.of("2026-01-01")


def test_before_pastDate_isTheLastReleaseBeforeIt(tmp_path):
    releases = Releases(str(tmp_path))
    publish_days(tmp_path, ("2026-01-01", "f1"), ("2026-01-03", "f3"), ("2026-01-05", "f5"))
    assert releases.before("2026-01-01") is None
    assert releases.before("2026-01-02").name == "2026-01-01-f1"
    assert releases.before("2026-01-04").name == "2026-01-03-f3"
    assert releases.before("2026-01-06").name == "2026-01-05-f5"


def test_before_currentWasSetBack_isTheCurrentRelease(tmp_path):
    releases = Releases(str(tmp_path))
    publish_days(tmp_path, ("2026-01-01", "f1"), ("2026-01-02", "f2"))
    first = tmp_path / "releases" / "2026-01-01-f1" / "release.json"
    (tmp_path / "current.json").write_text(first.read_text())
    assert releases.before("2026-01-03").name == "2026-01-01-f1"


def test_before_twoReleasesOfADay_isTheOneThatWasCurrentLast(tmp_path):
    releases = Releases(str(tmp_path))
    publish_days(tmp_path, ("2026-01-01", "f9"), ("2026-01-01", "f1"), ("2026-01-02", "f2"), ("2026-01-03", "f3"))
    assert releases.before("2026-01-03").name == "2026-01-02-f2"
    assert releases.before("2026-01-02").name == "2026-01-01-f1"


def test_before_releaseWithoutEncoders_isPassedOver(tmp_path):
    releases = Releases(str(tmp_path))
    publish_days(tmp_path, ("2026-01-01", "f1"))
    (tmp_path / "releases" / "2026-01-01-f1" / "model" / "feature-manifest.json").unlink()
    assert releases.begin("2026-01-02") is None
    assert releases.baseline("2026-01-02") is None


def test_begin_fresh_extendsNothingYetComparesWithTheReleasesOwnReport(tmp_path):
    releases = Releases(str(tmp_path))
    publish_days(tmp_path, ("2026-01-01", "f1"))
    assert releases.begin("2026-01-02", fresh=True) is None
    assert releases.extended("2026-01-02") is None
    assert releases.baseline("2026-01-02") == f"{tmp_path}/releases/2026-01-01-f1/report/report.json"


def test_begin_again_removesCheckpointsOfTheEarlierRunAndKeepsItsBase(tmp_path):
    releases = Releases(str(tmp_path))
    publish_days(tmp_path, ("2026-01-01", "f1"), ("2026-01-02", "f2"))
    checkpoint = tmp_path / "runs" / "2026-01-02" / "model.checkpoints" / "checkpoint-1"
    checkpoint.mkdir(parents=True)
    assert releases.begin("2026-01-02").name == "2026-01-01-f1"
    assert not checkpoint.parent.exists()
    assert (tmp_path / "runs" / "2026-01-02" / "model").is_dir()


def publish_days(output: Path, *runs: tuple[str, str]) -> None:
    for date, model in runs:
        a_run(output, date, model)
        Releases(str(output)).publish(date)


def test_publish_olderDay_leavesThePointerAlone(tmp_path):
    releases = Releases(str(tmp_path))
    a_run(tmp_path, "2026-01-02", "f2")
    current = releases.publish("2026-01-02")
    a_run(tmp_path, "2026-01-01", "f1")
    assert releases.publish("2026-01-01") == current == releases.current()


def test_publish_brokenGate_changesNothing(tmp_path):
    releases = Releases(str(tmp_path))
    a_run(tmp_path, "2026-01-01")
    releases.publish("2026-01-01")
    before = published(tmp_path)
    a_run(tmp_path, "2026-01-02", "f2", ("income auc 0.5 is below 0.7",))
    with pytest.raises(ReportError, match="2026-01-02 violates the metric gate and is not published: income auc"):
        releases.publish("2026-01-02")
    assert published(tmp_path) == before


def test_publish_halfCopiedRelease_isCopiedAgain(tmp_path):
    a_run(tmp_path, "2026-01-01")
    half = tmp_path / "releases" / "2026-01-01-f1" / "model"
    half.mkdir(parents=True)
    (half / "parameters.f32").write_bytes(b"")
    Releases(str(tmp_path)).publish("2026-01-01")
    assert (half / "parameters.f32").read_bytes() == b"f1"


def test_publish_rerunWhileWorkIsReplaced_leavesTheReleaseWhole(tmp_path):
    a_run(tmp_path, "2026-01-01")
    release = Releases(str(tmp_path)).publish("2026-01-01")
    (tmp_path / "runs" / "2026-01-01" / "model" / "parameters.f32").write_bytes(b"half a model")
    assert (Path(release.model) / "parameters.f32").read_bytes() == b"f1"


@pytest.mark.parametrize("text", [
    "", "[]", "{}", '{"subject": {"model": {"fingerprint": "f"}}}', json.dumps(a_report() | {"tasks": {}}),
    json.dumps(a_report() | {"gate": None}), json.dumps(a_report() | {"gate": {}})])
def test_readJudgement_damaged_isRefused(tmp_path, text):
    report = tmp_path / "report.json"
    report.write_text(text)
    with pytest.raises(ReportError, match="is not a complete report"):
        read_judgement(report)


def test_readJudgement_withoutRules_passes(tmp_path):
    report = a_report()
    del report["gate"]
    (tmp_path / "report.json").write_text(json.dumps(report))
    assert read_judgement(tmp_path / "report.json").passed


def test_readJudgement_missing_saysWhatToDo(tmp_path):
    with pytest.raises(ReportError, match="There is no report .*report.json. Read the log of evaluate"):
        read_judgement(tmp_path / "report.json")


def test_place_fileUri_isALocalPath():
    assert place("file:/data/x") == place("file:///data/x") == place("/data/x") == Path("/data/x")


def test_commands_andReleases_agreeOnPlaces():
    run = fulcrum_release.run_directory(fulcrum_commands.OUTPUT, fulcrum_commands.DATE)
    outputs = [arguments[arguments.index("--output") + 1]
               for arguments in (fulcrum_commands.PREPARE, fulcrum_commands.TRAIN, fulcrum_commands.EVALUATE,
                                 fulcrum_commands.EVALUATE_RELEASE, fulcrum_commands.SCORE)]
    assert outputs == [f"{run}/{name}" for name in ("data", "model", "report", "release-report", "predictions")]
