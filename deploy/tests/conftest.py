"""What the checks share: the built job jar, the Airflow environments of .ci/run, and slices of data."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), *(str(Path(__file__).parents[1] / name) for name in ("airflow", "onnx"))]

import programs  # noqa: E402
import slices  # noqa: E402

# "2.9=/path/to/python,3=/path/to/python"; nothing is skipped where it is missing, for then nobody would know.
AIRFLOWS = dict(entry.split("=", 1) for entry in os.environ.get("FULCRUM_AIRFLOWS", "").split(",") if entry)


def pytest_configure(config):
    if not AIRFLOWS:
        raise pytest.UsageError("FULCRUM_AIRFLOWS names no Airflow environment. Run .ci/run, which makes two.")
    if not programs.JAR.exists():
        raise pytest.UsageError(f"There is no {programs.JAR}. Build it first: mvn -B -DskipTests package")


def pytest_generate_tests(metafunc):
    if "airflow_version" in metafunc.fixturenames:
        metafunc.parametrize("airflow_version", list(AIRFLOWS), scope="module")


@pytest.fixture(scope="module")
def airflow(airflow_version, tmp_path_factory):
    """A real Airflow of the version, with a fresh home and database."""
    from airflow_environment import AirflowEnvironment

    home = tmp_path_factory.mktemp(f"airflow-{airflow_version}")
    return AirflowEnvironment.fresh(Path(AIRFLOWS[airflow_version]), home)


@pytest.fixture(scope="session")
def days(tmp_path_factory) -> Path:
    return slices.write_days(tmp_path_factory.mktemp("raw"), ["2025-12-31", "2026-01-01", "2026-01-02", "2026-01-03"])


@pytest.fixture(scope="session")
def small_config(tmp_path_factory) -> Path:
    return slices.write_config(tmp_path_factory.mktemp("config") / "small.conf")
