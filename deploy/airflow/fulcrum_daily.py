"""Daily training on the run's own date partition: prepare → train → evaluate → gate → publish → score.

A date extends the release before it: its encoders with the date's new values, and its parameters as the start of
training. That release and the date's model are both measured on the date's rows, and nothing is published if these
drift too far from the rows that the release was trained on. The first date starts from nothing.

Every task may run again at any time: jobs replace the work of their date as a whole, and what is published is a copy
that no rerun touches. Airflow 2.9 or later.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone

from airflow.timetables.interval import CronDataIntervalTimetable

import fulcrum_commands as commands
from fulcrum_operators import (
    EvaluateOperator,
    EvaluateReleaseOperator,
    PrepareOperator,
    ScoreOperator,
    TrainOperator,
    check_gate,
    publish_release,
)

try:
    from airflow.sdk import DAG, Asset, Param, task
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.datasets import Dataset as Asset
    from airflow.decorators import task
    from airflow.models.param import Param

PREPARED = Asset("x-fulcrum://daily/prepared")
PUBLISHED = Asset("x-fulcrum://daily/published")
SCORED = Asset("x-fulcrum://daily/scored")

RETRY_DELAY = timedelta(seconds=int(os.environ.get("FULCRUM_RETRY_SECONDS", "300")))

DATE_OF_RUN = {"output_root": commands.OUTPUT, "date": commands.DATE}


def job(**options) -> dict:
    return {
        "application": commands.JAR,
        "java_class": commands.MAIN_CLASS,
        "conn_id": os.environ.get("FULCRUM_SPARK_CONNECTION", "spark_default"),
        "conf": {"spark.driver.memory": commands.DRIVER_MEMORY},
        "name": f"fulcrum-{options['task_id']}-{commands.DATE}",
        **options,
    }


with DAG(
    dag_id="fulcrum_daily",
    description="Trains on a date's partition and publishes the model if it passes the gate.",
    # States its data interval: Airflow 3 would else run a date when that date begins.
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": RETRY_DELAY},
    params={
        "date": Param("", type="string", description="Partition to run instead of the run's own date, as 2026-01-31."),
        "fresh": Param(
            False,
            type="boolean",
            description="Start without the release before: encoders are fitted anew and training starts from"
            " initial values. Needed once after features, tasks or network of the configuration change.",
        ),
        "drift_fail": Param(
            "",
            type="string",
            description="Drift of a feature from which the date is not published, in place of encode.drift-fail of the"
            " configuration; null for no limit. Unset: Variable fulcrum_drift_fail, or else the configuration.",
        ),
        **{
            name: Param("", type="string", description=f"{meaning} Unset: Variable {commands.VARIABLE.format(name)}.")
            for name, meaning in commands.SETTINGS.items()
        },
    },
    tags=["fulcrum"],
    doc_md=__doc__,
) as dag:
    prepare = PrepareOperator(
        **job(task_id="prepare", application_args=commands.PREPARE),
        **DATE_OF_RUN,
        fresh=commands.FRESH,
        execution_timeout=timedelta(hours=2),
        outlets=[PREPARED],
    )
    train = TrainOperator(
        **job(task_id="train", application_args=commands.TRAIN),
        **DATE_OF_RUN,
        execution_timeout=timedelta(hours=12),
    )
    evaluate_release = EvaluateReleaseOperator(
        **job(task_id="evaluate_release", application_args=commands.EVALUATE_RELEASE),
        **DATE_OF_RUN,
        drift_fail=commands.DRIFT_FAIL,
        execution_timeout=timedelta(hours=2),
    )
    evaluate = EvaluateOperator(
        **job(task_id="evaluate", application_args=commands.EVALUATE),
        **DATE_OF_RUN,
        execution_timeout=timedelta(hours=2),
    )
    gate = task(check_gate, task_id="gate", execution_timeout=timedelta(minutes=5))
    publish = task(publish_release, task_id="publish", execution_timeout=timedelta(minutes=30), outlets=[PUBLISHED])
    score = ScoreOperator(
        **job(task_id="score", application_args=commands.SCORE),
        **DATE_OF_RUN,
        execution_timeout=timedelta(hours=2),
        outlets=[SCORED],
    )

    work = (commands.OUTPUT, commands.DATE)
    prepare >> [train, evaluate_release] >> evaluate >> gate(*work) >> publish(*work) >> score
