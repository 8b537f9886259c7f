"""A real Airflow in its own virtual environment, asked through its own command line and Python."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from programs import DAGS, JAR, SPARK_HOME, Ended, environment, run

SCRIPTS = Path(__file__).parent / "inside_airflow"


@dataclass(frozen=True)
class AirflowEnvironment:
    python: Path
    home: Path

    @classmethod
    def fresh(cls, python: Path, home: Path) -> "AirflowEnvironment":
        made = cls(python, home)
        made.command("db", "migrate").must(0)
        return made

    def variables(self, **more: str) -> dict[str, str]:
        return environment(**{**self._defaults(), **more})

    def _defaults(self) -> dict[str, str]:
        return dict(
            AIRFLOW_HOME=str(self.home),
            AIRFLOW__CORE__DAGS_FOLDER=str(DAGS),
            AIRFLOW__CORE__LOAD_EXAMPLES="False",
            AIRFLOW__CORE__UNIT_TEST_MODE="False",
            AIRFLOW_CONN_SPARK_DEFAULT=json.dumps({"conn_type": "spark", "host": "local[2]"}),
            SPARK_HOME=str(SPARK_HOME),
            PATH=f"{SPARK_HOME / 'bin'}:{self.python.parent}:/usr/local/bin:/usr/bin:/bin",
            PYTHONPATH=str(DAGS),
            PYTHONWARNINGS="ignore",
        )

    def command(self, *arguments: object, seconds: int = 120, variables: dict[str, str] | None = None) -> Ended:
        airflow = self.python.parent / "airflow"
        return run(airflow, *arguments, seconds=seconds, env=self.variables(**(variables or {})), cwd=self.home)

    def script(self, name: str, *arguments: object, variables: dict[str, str] | None = None):
        """Runs one of our scripts inside this Airflow and returns the JSON that it wrote."""
        answer = self.home / f"{name}.json"
        env = self.variables(**(variables or {}))
        run(self.python, SCRIPTS / f"{name}.py", answer, *arguments, env=env, cwd=self.home).must(0)
        return json.loads(answer.read_text())

    def run_day(self, day: str, settings: dict[str, object], path: str = "", **overrides: object) -> Ended:
        """Runs the daily DAG on a day as `airflow dags test` does: every task for real, in this process.

        Programs in the folders of `path` are found before others.
        """
        found = {"PATH": f"{path}:{self._defaults()['PATH']}"} if path else {}
        variables = found | {f"AIRFLOW_VAR_FULCRUM_{name.upper()}": str(value) for name, value in settings.items()}
        variables |= {"AIRFLOW_VAR_FULCRUM_JAR": str(JAR), "AIRFLOW_VAR_FULCRUM_DRIVER_MEMORY": "1500m",
                      "FULCRUM_RETRY_SECONDS": "1"}
        conf = ["--conf", json.dumps({name: str(value) for name, value in overrides.items()})] if overrides else []
        return self.command("dags", "test", "fulcrum_daily", day, *conf, seconds=600, variables=variables)
