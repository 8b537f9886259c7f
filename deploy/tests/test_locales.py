"""The same data, scores and report whatever the JVM's language, digits and time zone."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow
import pyarrow.parquet as parquet
import pytest
from programs import environment, fulcrum

START = 1704067200  # 2024-01-01T00:00:00Z
CONFIG = """
data {
  input = "%s", key = [ID], group = CITY, filter = "SIZE >= 0.5"
  split { by = time, column = TIME, validation-from = 2024-01-03, test-from = "2024-01-04T12:00:00Z" }
}
tasks = [
  { name = LIKE, label = LIKED }
  { name = minutes, label = MINUTES, type = regression }
]
features = [
  { columns = [CITY], encoding = vocabulary, min-count = 1 }
  { columns = [ITEM], encoding = hashed, buckets = 16 }
  { columns = [SIZE], encoding = standardised }
]
network { embedding-size = 2, experts = 2, expert-layers = [4], head-layers = [] }
rounds { epochs = 1, batch-size = 64, local-steps = 8 }
"""
JVMS = {
    "turkish": "-Duser.language=tr -Duser.country=TR -Duser.timezone=Asia/Kolkata",
    "arabic": "-Duser.language=ar -Duser.country=EG -Duser.extensions=u-nu-arab -Duser.timezone=America/New_York",
    "hindi": "-Duser.language=hi -Duser.country=IN -Duser.extensions=u-nu-deva -Duser.timezone=Pacific/Apia",
}
TIMES = {"created", "createdAt", "prepared-at"}


def rows(count: int = 1200) -> pyarrow.Table:
    """Five days of rows, 360 s apart, whose days begin at other rows in other time zones."""
    return pyarrow.table({
        "ID": [f"I{i}" for i in range(count)],
        "TIME": pyarrow.array([(START + 360 * i) * 1_000_000 for i in range(count)], pyarrow.timestamp("us", "UTC")),
        "CITY": [("İzmir", "Iğdır", "ISPARTA", "istanbul")[i % 4] for i in range(count)],
        "ITEM": [f"item {i % 11}" for i in range(count)],
        "SIZE": [1.5 + i % 7 for i in range(count)],
        "LIKED": [(i % 7 + i % 4) % 3 == 0 for i in range(count)],
        "MINUTES": [0.25 * (i % 7) + i % 3 for i in range(count)],
    })


def call(directory: Path, options: str, command: str, *arguments: object) -> str:
    words = [command, "--master", "local[1]", "--config", "../c.conf", *arguments]
    return fulcrum(*words, env=environment(FULCRUM_JAVA_OPTS=options), cwd=directory, seconds=300).must(0).out


def timeless(tree):
    """Leaves out the times of writing."""
    if isinstance(tree, dict):
        return {key: timeless(value) for key, value in tree.items() if key not in TIMES}
    return [timeless(value) for value in tree] if isinstance(tree, list) else tree


def results(directory: Path, options: str) -> dict[str, object]:
    """What prepare and evaluate write and print in a JVM with these options."""
    call(directory, options, "prepare", "--output", "data")
    if not (directory.parent / "model").exists():
        call(directory, options, "train", "--data", "data", "--output", "../model")
    printed = call(directory, options, "evaluate", "--data", "data", "--model", "../model", "--output", "report")
    return {
        "manifest": timeless(json.loads((directory / "data" / "feature-manifest.json").read_text())),
        "report": timeless(json.loads((directory / "report" / "report.json").read_text())),
        "page": [line for line in (directory / "report" / "report.html").read_text().splitlines() if "UTC" not in line],
        "printed": printed.replace(str(directory), ""),
    }


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    home = tmp_path_factory.mktemp("locales")
    parquet.write_table(rows(), home / "rows.parquet")
    (home / "c.conf").write_text(CONFIG % (home / "rows.parquet"), encoding="utf-8")
    (home / "plain").mkdir()
    return home, results(home / "plain", "-Duser.language=en -Duser.timezone=UTC")


def test_prepare_timeSplit_isInUtc(plain):
    splits = plain[1]["manifest"]["splits"]
    assert [splits[name]["rows"] for name in ("train", "validation", "test")] == [480, 360, 360]


@pytest.mark.parametrize("jvm", JVMS)
def test_prepareAndEvaluate_anyLanguageAndTimeZone_sameResults(plain, jvm):
    home, expected = plain
    (home / jvm).mkdir()
    found = results(home / jvm, JVMS[jvm])
    assert found["manifest"]["fingerprint"] == expected["manifest"]["fingerprint"]
    for name, value in expected.items():
        assert found[name] == value, name
    text = json.dumps(found, ensure_ascii=False)
    assert all(c in "0123456789" for c in text if c.isdigit()), "digits are ASCII"
