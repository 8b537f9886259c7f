"""What daily runs leave behind: work that a rerun may replace, releases that nothing changes, a pointer to one of them.

    <output>/runs/<date>/{data,model,report}        the work of a date; running the date again replaces it
    <output>/runs/<date>/base.json                  the release that the date extends, chosen when its run begins
    <output>/runs/<date>/release-report             that release measured on the date's rows
    <output>/runs/<date>/predictions                all rows of the date scored by its release
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
BASE_FILE = "base.json"
ENCODERS_FILE = "feature-manifest.json"


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


@dataclass(frozen=True)
class Base:
    """The release before a date, by name, and whether the date's run starts without its encoders and parameters."""

    release: str | None
    fresh: bool


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

    def before(self, date: str) -> Release | None:
        """Returns the release that a date's run builds on: the current one, or for a past date the last one before it.

        A release without encoders, of an earlier version of Fulcrum, cannot be built on.
        """
        current = self.current()
        if current is None:
            return None
        every = [current] if current.date < date else self._releases()
        extended = {release.previous_report for release in every}  # of several of a date, the one that was current
        usable = [
            release
            for release in every
            if release.date < date and place(f"{release.model}/{ENCODERS_FILE}").exists()
        ]
        return max(usable, key=lambda release: (release.date, release.report in extended, release.name), default=None)

    def begin(self, date: str, fresh: bool = False) -> Release | None:
        """Begins a run of a date: chooses and notes the release that it extends, and removes earlier checkpoints."""
        base = self.before(date)
        run = place(run_directory(self._output, date))
        run.mkdir(parents=True, exist_ok=True)
        _remove_tree(run / "model.checkpoints")
        _replace(run / BASE_FILE, Base(base.name if base else None, fresh))
        return None if fresh else base

    def of(self, date: str) -> Release:
        """Returns the release that was made of the date's model; fails if its model is not published."""
        name = f"{date}-{read_judgement(report_path(self._output, date)).model}"
        try:
            return self._release(name)
        except FileNotFoundError as problem:
            raise ReportError(f"There is no release {name}. Clear the task publish of {date}.") from problem

    def base(self, date: str) -> Release | None:
        """Returns the release before a date, as its run noted it."""
        noted = self._base(date)
        return None if noted.release is None else self._release(noted.release)

    def extended(self, date: str) -> Release | None:
        """Returns the release whose encoders and parameters a date's run continues, None if it starts without."""
        return None if self._base(date).fresh else self.base(date)

    def baseline(self, date: str) -> str | None:
        """Returns the report to compare a date's model with: of the release before it, on the date's rows if it can."""
        base = self.base(date)
        if base is None:
            return None
        measured = self._place(f"runs/{date}/release-report/{REPORT_FILE}")
        return str(measured) if self.extended(date) else base.report

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
        base = self.base(date)
        release = Release(
            name, date, f"{directory}/model", f"{directory}/report/{REPORT_FILE}", base.report if base else None
        )
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

    def _base(self, date: str) -> Base:
        try:
            return Base(**json.loads(self._place(f"runs/{date}/{BASE_FILE}").read_text()))
        except FileNotFoundError:
            return Base(None, True)

    def _release(self, name: str) -> Release:
        return Release(**json.loads(self._place(f"releases/{name}/{RELEASE_FILE}").read_text()))

    def _releases(self) -> list[Release]:
        folder = self._place("releases")
        names = sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
        return [self._release(name) for name in names if (folder / name / RELEASE_FILE).exists()]

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


def _remove_tree(directory) -> None:
    if isinstance(directory, Path):
        shutil.rmtree(directory, ignore_errors=True)
    elif directory.exists():
        directory.rmdir(recursive=True)


def _replace(file, content: Release | Base) -> None:
    """Writes in one step: a rename on a file system; on an object store writing a small object is one step already."""
    text = json.dumps(asdict(content), indent=2) + "\n"
    if not isinstance(file, Path):
        file.write_text(text)
        return
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text)
    os.replace(beside, file)
