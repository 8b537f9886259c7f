"""The tasks of the daily DAG that are more than a spark-submit: jobs that build on a release, gate, publication.

Airflow 2.9 to 3.
"""

from __future__ import annotations

import re

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

from fulcrum_commands import against, by_release, extending, limiting_drift, of_release, starting_from
from fulcrum_release import Releases, ReportError, read_judgement, report_path

try:
    from airflow.sdk.exceptions import AirflowFailException
except ImportError:  # Airflow 2.9 to 3.0
    from airflow.exceptions import AirflowFailException


class DateOperator(SparkSubmitOperator):
    """A job of a date's run, which knows the releases."""

    template_fields = (*SparkSubmitOperator.template_fields, "output_root", "date")

    def __init__(self, *, output_root: str, date: str, **kwargs):
        super().__init__(**kwargs)
        self.output_root = output_root
        self.date = date

    def submit(self, context, further: list[str]):
        """Runs the job with further arguments."""
        self.application_args = [*self.application_args, *further]
        return super().execute(context)

    @property
    def releases(self) -> Releases:
        return Releases(self.output_root)


class PrepareOperator(DateOperator):
    """The begin of a date's run: keeps the encoders of the release before it and adds the date's new values."""

    template_fields = (*DateOperator.template_fields, "fresh")

    def __init__(self, *, fresh: str, **kwargs):
        super().__init__(**kwargs)
        self.fresh = fresh

    def execute(self, context):
        base = self.releases.begin(self.date, str(self.fresh) == "True")
        self.log.info("The run of %s extends %s.", self.date, base.name if base else "no release")
        return self.submit(context, extending(base.model if base else None))


class TrainOperator(DateOperator):
    """A training that starts from the release that the date's data extends."""

    def execute(self, context):
        base = self.releases.extended(self.date)
        return self.submit(context, starting_from(base.model if base else None))


class EvaluateReleaseOperator(DateOperator):
    """Measures the release before a date on the date's rows; there is nothing to do if the date extends none.

    The evaluation fails if the rows drift above the limit from those that the release was trained on. A retry would
    find the same drift, so there is none where the deploy mode carries the exit status through.
    """

    template_fields = (*DateOperator.template_fields, "drift_fail")

    def __init__(self, *, drift_fail: str = "", **kwargs):
        super().__init__(**kwargs)
        self.drift_fail = drift_fail

    def execute(self, context):
        base = self.releases.extended(self.date)
        if base is None:
            self.log.info("The run of %s extends no release, so none is measured.", self.date)
            return None
        try:
            return self.submit(context, [*of_release(base.model), *limiting_drift(self.drift_fail)])
        except Exception as ending:
            if not _failed_check(ending):
                raise
            raise AirflowFailException(
                f"The rows of {self.date} do not pass the checks of release {base.name}: see the lines of evaluate"
                " above. Nothing is published. Correct the rows, or run the date again with a higher drift_fail."
            ) from ending


class EvaluateOperator(DateOperator):
    """An evaluation that succeeds once it has published a report, though the model broke the gate.

    Evaluate exits with 4 then, but not every deploy mode carries an exit status through. So the report itself decides:
    it is removed before the job starts and published whole or not at all. A job that failed and left a report that
    names broken rules did its work; one that failed otherwise has crashed.
    """

    def execute(self, context):
        report = report_path(self.output_root, self.date)
        report.unlink(missing_ok=True)
        try:
            self.submit(context, against(self.releases.baseline(self.date)))
        except Exception:
            if not _broke_gate(report):
                raise
            self.log.warning("The model violates the metric gate, see report %s. The gate task decides.", report)


class ScoreOperator(DateOperator):
    """The predictions of the date's release, the published copy, for all raw rows of the date."""

    def execute(self, context):
        return self.submit(context, by_release(self.releases.of(self.date).model))


def check_gate(output: str, date: str) -> None:
    """Fails without a retry if the date's model violates a rule of the gate: a retry would read the same report."""
    try:
        judgement = read_judgement(report_path(output, date))
    except ReportError as problem:
        raise AirflowFailException(str(problem)) from problem
    if not judgement.passed:
        raise AirflowFailException(
            f"The model of {date} is not published: it violates {len(judgement.violations)} rules of the metric gate: "
            + "; ".join(judgement.violations)
            + ". The current release does not change. Correct the data or the configuration, then run the date again."
        )


def publish_release(output: str, date: str) -> str:
    """Makes the date's model the current release and returns the name of the current release."""
    return Releases(output).publish(date).name


def _failed_check(ending: Exception) -> bool:
    """Returns whether spark-submit passed on the exit status of a data check."""
    return re.search(r"Error code is: 3\b", str(ending)) is not None


def _broke_gate(report) -> bool:
    try:
        return not read_judgement(report).passed
    except ReportError:
        return False
