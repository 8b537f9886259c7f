"""Writes what this Airflow makes of the DAG folder, as JSON."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import fulcrum_daily
from airflow.timetables.base import TimeRestriction

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag

bag = DagBag(dag_folder=str(Path(fulcrum_daily.__file__).parent))
dag = bag.dags["fulcrum_daily"]


def seconds(duration: timedelta | None):
    return None if duration is None else duration.total_seconds()


def first_run():
    restriction = TimeRestriction(earliest=dag.start_date, latest=None, catchup=True)
    run = dag.timetable.next_dagrun_info(last_automated_data_interval=None, restriction=restriction)
    return {"date": str(run.logical_date.date()), "after": str(run.run_after.date())}


description = {
    "errors": bag.import_errors,
    "dags": sorted(bag.dags),
    "catchup": dag.catchup,
    "max_active_runs": dag.max_active_runs,
    "first_run": first_run(),
    "params": sorted(dag.params),
    "tasks": {
        task.task_id: {
            "type": type(task).__name__,
            "downstream": sorted(task.downstream_task_ids),
            "retries": task.retries,
            "timeout": seconds(task.execution_timeout),
            "outlets": [asset.uri for asset in task.outlets],
            "arguments": getattr(task, "application_args", None),
            "main": getattr(task, "_java_class", None),
            "jar": getattr(task, "application", None),
            "templated": sorted(task.template_fields),
        }
        for task in dag.tasks
    },
}
Path(sys.argv[1]).write_text(json.dumps(description))
