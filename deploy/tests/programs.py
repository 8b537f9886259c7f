"""The programs under test and how they are run: bounded in time, with their output in the message when they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pyspark

REPOSITORY = Path(__file__).resolve().parents[2]
LAUNCHER = REPOSITORY / "deploy" / "bin" / "fulcrum"
JAR = REPOSITORY / "spark-jobs" / "target" / "fulcrum.jar"
DAGS = REPOSITORY / "deploy" / "airflow"
SPARK_HOME = Path(pyspark.__path__[0])
MAIN_CLASS = "io.fulcrum.jobs.Fulcrum"


@dataclass(frozen=True)
class Ended:
    """A program that has ended."""

    status: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err

    def must(self, status: int) -> "Ended":
        assert self.status == status, f"exit status {self.status}, expected {status}. It wrote:\n{self.text[-8000:]}"
        return self


def environment(**changes: str) -> dict[str, str]:
    """Returns this process's environment with Spark on loopback; SPARK_HOME is left to the tests that mean one."""
    base = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "AIRFLOW", "FULCRUM_"))}
    return {**base, "SPARK_LOCAL_IP": "127.0.0.1", "OMP_NUM_THREADS": "1", **changes}


def run(*command: object, seconds: int = 120, **options) -> Ended:
    options.setdefault("env", environment())
    try:
        ended = subprocess.run(
            [str(word) for word in command], capture_output=True, text=True, timeout=seconds, check=False, **options
        )
    except subprocess.TimeoutExpired as late:
        raise AssertionError(
            f"{command[0]} was still running after {seconds} s. It wrote:\n{_tail(late.stdout)}{_tail(late.stderr)}"
        ) from late
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def fulcrum(*arguments: object, seconds: int = 120, **options) -> Ended:
    return run(LAUNCHER, *arguments, seconds=seconds, **options)


def spark_submit(master: str, conf: dict[str, object], *arguments: object, seconds: int = 300) -> Ended:
    words = [word for key, value in conf.items() for word in ("--conf", f"{key}={value}")]
    return run(
        SPARK_HOME / "bin" / "spark-submit", "--master", master, "--class", MAIN_CLASS, *words, JAR, *arguments,
        seconds=seconds, env=environment(SPARK_HOME=str(SPARK_HOME), PYSPARK_PYTHON=sys.executable),
    )


def _tail(output: bytes | None) -> str:
    return (output or b"").decode(errors="replace")[-4000:]
