"""The launcher in surroundings that containers and schedulers make: no user, no home, nothing writable, odd paths."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pyarrow
import pyarrow.parquet as parquet
import pytest
from programs import REPOSITORY, environment, run

NAMELESS = ["setpriv", "--reuid", "12345", "--regid", "12345", "--clear-groups"] if os.geteuid() == 0 else []
TARGET = Path("spark-jobs", "target")
CONFIG = """
data { input = "%s", key = id }
tasks = { name = click, label = c }
features = { columns = x, encoding = standardised }
"""


def linked(file: Path, directory: Path) -> Path:
    """A second name of a file in a directory that everyone can read; a copy where that is on another disk."""
    copy = directory / file.name
    try:
        os.link(file, copy)
    except OSError:
        shutil.copy(file, copy)
    return copy


@pytest.fixture(scope="module")
def open_home():
    """A built Fulcrum that a user without any rights can read, whatever directory this checkout is in."""
    home = Path(tempfile.mkdtemp(prefix="fulcrum-home-"))
    try:
        target = home / TARGET
        jars = home / "jars"
        for directory in (target, jars, home / "work"):
            directory.mkdir(parents=True)
        shutil.copytree(REPOSITORY / "conf", home / "conf")
        built = REPOSITORY / TARGET
        for file in built.iterdir():
            if file.is_file():
                linked(file, target)
        jar_files = (built / "classpath.txt").read_text().strip().split(":")
        (target / "classpath.txt").unlink()
        (target / "classpath.txt").write_text(":".join(str(linked(Path(jar), jars)) for jar in jar_files))
        shutil.copy(REPOSITORY / "deploy" / "bin" / "fulcrum", home / "fulcrum")
        count = 900
        rows = pyarrow.table({
            "id": range(count), "x": [0.5 * (i % 7) for i in range(count)], "c": [i % 3 == 0 for i in range(count)],
        })
        parquet.write_table(rows, home / "10:00 [rows].parquet")
        (home / "größe #1.conf").write_text(CONFIG % (home / "10:00 [rows].parquet"), encoding="utf-8")
        for path in [home, *home.rglob("*")]:
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        (home / "work").chmod(0o777)
        yield home
    finally:
        shutil.rmtree(home)


def fulcrum(home: Path, *arguments: object, prefix: list[str] = (), remove: tuple[str, ...] = (), **changes: str):
    env = {name: value for name, value in environment(FULCRUM_HOME=str(home), **changes).items() if name not in remove}
    return run(*prefix, "bash", home / "fulcrum", *arguments, env=env, cwd=home / "conf")


def prepare(home: Path, output: Path, **options):
    fulcrum(home, "prepare", "--master", "local[1]", "--config", home / "größe #1.conf", "--output", output,
            **options).must(0)
    manifest = json.loads((output / "feature-manifest.json").read_text())
    assert manifest["provenance"].pop("prepared-at")
    return manifest


def test_fulcrum_userWithoutNameOrHome_inAReadOnlyDirectory_anyTimeZone_sameData(open_home):
    odd = open_home / "work" / "manual__2026-11-28T10:00:00+00:00"
    here = prepare(open_home, open_home / "work" / "plain", TZ="UTC")
    there = prepare(open_home, odd, prefix=NAMELESS, remove=("HOME", "LANG", "LC_ALL", "USER"), TZ="Asia/Kolkata")
    assert here == there
    assert odd.stat().st_uid == (12345 if NAMELESS else os.geteuid())
    assert not list((open_home / "conf").glob("spark-warehouse"))


def test_fulcrum_temporaryDirectoryNotWritable_isOneLineThatNamesIt(open_home):
    ended = fulcrum(open_home, "prepare", "--config", open_home / "größe #1.conf", "--output", open_home / "work" / "none",
                    FULCRUM_JAVA_OPTS="-Djava.io.tmpdir=/proc/none").must(2)
    assert ended.err.strip().splitlines()[-1] == (
        "Cannot write temporary files to /proc/none (java.io.tmpdir), but Spark needs a writable directory."
        " Free some space there, or set FULCRUM_JAVA_OPTS=-Djava.io.tmpdir=DIR.")
    assert "\tat " not in ended.text


@pytest.mark.parametrize("command", ["train", "quickstart", "study", "bench"])
def test_fulcrum_blasThatIsNone_isOneLineBeforeSparkStarts(open_home, command):
    ended = fulcrum(open_home, command, FULCRUM_BLAS="/none/libblas.so").must(2)
    assert "\tat " not in ended.text
    assert ended.err.strip().splitlines()[-1] == (
        "FULCRUM_BLAS = /none/libblas.so is not a file that can be read, but must be a BLAS library for this machine, with"
        " the Fortran interface and integers of 32 bits. Name one, such as libmkl_rt.so, or unset the variable.")


def test_fulcrum_missingJar_saysHowToRebuild(open_home):
    classpath = open_home / TARGET / "classpath.txt"
    before = classpath.read_text()
    classpath.write_text(before + ":/none/spark.jar")
    try:
        ended = fulcrum(open_home, "--version").must(2)
    finally:
        classpath.write_text(before)
    assert ended.text.strip() == (f"Cannot read /none/spark.jar, which Fulcrum was built with. Rebuild it: cd {open_home}"
                                  " && mvn -DskipTests package")
