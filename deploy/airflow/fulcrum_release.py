"""What daily runs leave behind: work that a rerun may replace, releases that nothing changes, a pointer to one of them.

    <output>/runs/<date>/{data,model,report}        the work of a date; running the date again replaces it
    <output>/releases/<date>-<model>/{model,report} a copy that passed the gate, complete once release.json is there
    <output>/current.json                           the release in use, switched by replacing this one file

Knows nothing of Airflow's scheduler: plain functions of paths, local or of any store that Airflow can open.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

REPORT_FILE = "report.json"
RELEASE_FILE = "release.json"
CURRENT_FILE = "current.json"


class ReportError(Exception):
    """A report that is missing or not one that evaluate wrote."""


@dataclass(frozen=True)
class Judgement:
    """What evaluate's report says of a model: its fingerprint, and a sentence for every gate rule that it breaks."""

    model: str
    violations: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.violations


@dataclass(frozen=True)
class Release:
    """A published model and the report it was published with, beside the report that it was compared with before."""

    name: str
    date: str
    model: str
    report: str
    previous_report: str | None


def place(location: str):
    """Returns the location as a path object: a local one, or one of a store that Airflow can open."""
    if location.startswith("file:"):
        return Path("/" + location.removeprefix("file:").lstrip("/"))
    if "://" not in location:
        return Path(location)
    try:
        from airflow.sdk import ObjectStoragePath
    except ImportError:  # Airflow 2
        from airflow.io.path import ObjectStoragePath
    return ObjectStoragePath(location)


def run_directory(output: str, date: str) -> str:
    return f"{output}/runs/{date}"


def report_path(output: str, date: str):
    return place(f"{run_directory(output, date)}/report/{REPORT_FILE}")


def read_judgement(report) -> Judgement:
    """Reads the result of the gate from a complete report; a report without a gate violates nothing."""
    try:
        content = json.loads(report.read_text())
        gate = content["gate"] if "gate" in content else {"violations": []}
        if not content["tasks"]:
            raise ValueError("no task was measured")
        return Judgement(content["subject"]["model"]["fingerprint"], tuple(gate["violations"]))
    except FileNotFoundError as problem:
        raise ReportError(
            f"There is no report {report}. Read the log of evaluate, then clear that task."
        ) from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise ReportError(
            f"{report} is not a complete report: {problem!r}."
            " The gate needs a report of `fulcrum evaluate`. Clear that task."
        ) from problem


class Releases:
    """The releases under one output root, and the pointer to the current one."""

    def __init__(self, output: str):
        self._output = output.rstrip("/")

    def current(self) -> Release | None:
        try:
            return Release(**json.loads(self._place(CURRENT_FILE).read_text()))
        except FileNotFoundError:
            return None

    def baseline(self, date: str) -> str | None:
        """Returns the report to compare a date's model with: the same one when the date runs again."""
        current = self.current()
        if current is None:
            return None
        return current.previous_report if current.date == date else current.report

    def publish(self, date: str) -> Release:
        """Copies the date's model and report into a release and makes it the current one.

        Doing it again changes nothing. A date before the current one becomes a release, yet leaves the pointer alone.
        Returns the release that is current afterwards.
        """
        judgement = read_judgement(report_path(self._output, date))
        if not judgement.passed:
            raise ReportError(
                f"The model of {date} violates the metric gate and is not published: " + "; ".join(judgement.violations)
            )
        current = self.current()
        name = f"{date}-{judgement.model}"
        directory = f"{self._output}/releases/{name}"
        release = Release(name, date, f"{directory}/model", f"{directory}/report/{REPORT_FILE}", self.baseline(date))
        if not place(f"{directory}/{RELEASE_FILE}").exists():
            self._copy(date, directory, release)
        if current is not None and current.date > date:
            return current
        if current != release:
            _replace(self._place(CURRENT_FILE), release)
        return release

    def _copy(self, date: str, directory: str, release: Release) -> None:
        for part in ("model", "report"):
            _copy_tree(place(f"{run_directory(self._output, date)}/{part}"), place(f"{directory}/{part}"))
        _replace(place(f"{directory}/{RELEASE_FILE}"), release)

    def _place(self, name: str):
        return place(f"{self._output}/{name}")


def _copy_tree(source, target) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for entry in sorted(source.iterdir(), key=lambda path: path.name):
        if entry.is_dir():
            _copy_tree(entry, target / entry.name)
        else:
            with entry.open("rb") as reader, (target / entry.name).open("wb") as writer:
                shutil.copyfileobj(reader, writer)


def _replace(file, release: Release) -> None:
    """Writes in one step: a rename on a file system; on an object store writing a small object is one step already."""
    text = json.dumps(asdict(release), indent=2) + "\n"
    if not isinstance(file, Path):
        file.write_text(text)
        return
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text)
    os.replace(beside, file)
