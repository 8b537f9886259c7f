"""The launcher: what it prints, what it refuses and with which exit status, and what it hands to spark-submit."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from programs import JAR, MAIN_CLASS, environment, fulcrum, run


@pytest.fixture
def bare(tmp_path) -> Path:
    """A PATH with the tools that a shell script may expect, and neither Maven nor Spark nor Java."""
    directory = tmp_path / "tools"
    directory.mkdir()
    for tool in ("bash", "env", "readlink", "dirname", "sed", "tail", "cat"):
        (directory / tool).symlink_to(shutil.which(tool))
    return directory


def program(directory: Path, name: str, script: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / name
    file.write_text("#!/usr/bin/env bash\n" + script)
    file.chmod(0o755)
    return file


def java_home(directory: Path, version: str) -> Path:
    program(directory / "bin", "java", f'echo "    java.specification.version = {version}" >&2\n')
    return directory


def test_help_namesEveryCommandAndExitCode():
    text = fulcrum("--help").must(0).out
    for word in ("quickstart", "prepare", "train", "evaluate", "score", "export", "config", "Exit codes"):
        assert word in text


@pytest.mark.parametrize("command", ["quickstart", "prepare", "train", "evaluate", "score"])
def test_help_ofACommand_hasAnExample(command):
    text = fulcrum(command, "--help").must(0).out
    assert f"fulcrum {command}" in text
    assert "Example" in text
    assert "--config" in text


def test_fulcrum_throughALink_findsItsHome(tmp_path):
    link = tmp_path / "fulcrum"
    link.symlink_to(Path(__file__).parents[1] / "bin" / "fulcrum")
    assert run(link, "--version", cwd=tmp_path).must(0).out.startswith("fulcrum ")


@pytest.mark.parametrize("arguments, message", [
    (["tarin"], "tarin"),
    (["prepare"], "--output"),
    (["train", "--output", "x"], "--data"),
    (["config", "print", "--config", "no-such.conf"], "no-such.conf does not exist"),
    (["config", "print", "--set", "rounds.epochs"], 'section.key=value'),
])
def test_fulcrum_invalidArguments_endsWith2AndText(arguments, message):
    ended = fulcrum(*arguments).must(2)
    assert message in ended.text
    assert "\tat " not in ended.text, "a stack trace"


def test_train_invalidConfiguration_namesEveryProblemBeforeSparkStarts(small_config, tmp_path):
    ended = fulcrum("train", "--config", small_config, "--set", "rounds.local-steps=0", "--set", "balance.methd=pareto",
                    "--data", tmp_path, "--output", tmp_path / "model").must(2)
    assert "rounds.local-steps" in ended.text
    assert "balance.methd" in ended.text
    assert "SparkContext" not in ended.text
    assert "\tat " not in ended.text, "a stack trace"
    assert not (tmp_path / "model").exists()


def test_fulcrum_anotherJava_saysWhichIsNeeded(tmp_path):
    home = java_home(tmp_path / "jdk-25", "25")
    ended = fulcrum("--help", env=environment(JAVA_HOME=str(home))).must(2)
    assert f"{home}/bin/java is Java 25, but Fulcrum needs Java 17" in ended.err
    assert "Set JAVA_HOME to a JDK 17" in ended.err


def test_fulcrum_anotherJavaOnThePath_saysWhichIsNeeded(bare):
    program(bare, "java", 'echo "    java.specification.version = 25" >&2\n')
    env = environment(PATH=str(bare))
    env.pop("JAVA_HOME", None)
    assert "java is Java 25, but Fulcrum needs Java 17" in fulcrum("--help", env=env).must(2).err


def test_fulcrum_noJava_saysWhatToInstall(tmp_path):
    ended = fulcrum("--help", env=environment(JAVA_HOME=str(tmp_path / "gone"))).must(2)
    assert "gone/bin/java. Install a JDK 17 and set JAVA_HOME to it." in ended.err


def test_fulcrum_notBuiltAndNoMaven_saysSo(bare, tmp_path):
    home, jdk = tmp_path / "clone", java_home(tmp_path / "jdk", "17")
    env = environment(PATH=str(bare), FULCRUM_HOME=str(home), JAVA_HOME=str(jdk))
    ended = fulcrum("--help", env=env).must(2)
    assert "Fulcrum is not built and there is no mvn on the PATH. Install Maven 3.8 or later" in ended.err


def test_fulcrum_clusterWithoutSparkSubmit_saysWhatToDo(bare, tmp_path):
    env = environment(PATH=str(bare), JAVA_HOME=str(java_home(tmp_path / "jdk", "17")))
    ended = fulcrum("train", "--master", "spark://host:7077", env=env).must(2)
    assert "--master spark://host:7077 needs spark-submit" in ended.err
    assert "Install Spark 3.5, or leave --master out to run on this machine." in ended.err


@pytest.mark.parametrize("master", [["--master", "yarn"], ["--master=yarn"]])
def test_fulcrum_cluster_submitsTheOneJarAndClass(tmp_path, master):
    program(tmp_path / "spark" / "bin", "spark-submit", 'printf "%s\\n" "$@"\nexit 4\n')
    env = environment(SPARK_HOME=str(tmp_path / "spark"), FULCRUM_SUBMIT_OPTS="--num-executors 3")
    ended = fulcrum("train", *master, "--data", "d", env=env).must(4)
    assert ended.out.split() == [
        "--master", "yarn", "--class", MAIN_CLASS, "--num-executors", "3", str(JAR), "train", *master, "--data", "d"]


class Clone:
    """A built clone of Fulcrum, whose java notes what it is called with, makes the archive asked for and prints the rest."""

    def __init__(self, directory: Path):
        self.home = directory / "clone"
        self.target = self.home / "spark-jobs" / "target"
        self.target.mkdir(parents=True)
        for name in ("fulcrum.jar", "classpath.txt", "jvm.flags"):
            (self.target / name).write_text("")
        self.archive = self.target / "fulcrum.jsa"
        self.jdk = directory / "jdk"
        program(self.jdk / "bin", "java", """
for word in "$@"; do
  case "$word" in -XX:ArchiveClassesAtExit=*) echo classes > "${word#*=}"; exit "${ARCHIVE_STATUS:-0}" ;; esac
done
printf "%s\\n" "$@"
""")
        (self.jdk / "release").write_text('JAVA_VERSION="17.0.15"\n')

    def run(self, *arguments, **variables):
        env = environment(FULCRUM_HOME=str(self.home), JAVA_HOME=str(self.jdk), **variables)
        return fulcrum(*arguments, env=env).must(0)

    @property
    def flag(self) -> str:
        return f"-XX:SharedArchiveFile={self.archive}"


@pytest.fixture
def clone(tmp_path) -> Clone:
    return Clone(tmp_path)


def test_fulcrum_firstJob_makesTheClassArchiveOnce(clone):
    assert clone.flag not in clone.run("config", "print").out, "only jobs make it"
    first = clone.run("train", "--data", "d")
    assert "Making the class archive for faster starts (once)" in first.err
    assert clone.flag in first.out.split()
    again = clone.run("config", "print")
    assert again.err == ""
    assert clone.flag in again.out.split()


def test_fulcrum_newerJar_makesTheArchiveAgain(clone):
    clone.run("train")
    os.utime(clone.archive, (1, 1))
    assert clone.flag not in clone.run("config", "print").out
    assert "Making the class archive" in clone.run("train").err


def test_fulcrum_archiveCannotBeMade_startsWithoutAndTriesOnce(clone):
    first = clone.run("train", ARCHIVE_STATUS="1")
    assert clone.flag not in first.out
    assert first.out.split()[-1] == "train"
    assert clone.run("train").err == ""


@pytest.mark.parametrize("arguments, variables", [
    (["train"], {"FULCRUM_ARCHIVE": "off"}),
    (["train", "--help"], {}),
])
def test_fulcrum_noArchiveWanted_makesNone(clone, arguments, variables):
    assert clone.flag not in clone.run(*arguments, **variables).out
    assert not clone.archive.exists()


def test_fulcrum_ownFlags_comeAfterTheLaunchers(clone):
    words = clone.run("train", FULCRUM_JAVA_OPTS="-XX:TieredStopAtLevel=1").out.split()
    assert words.index("-XX:TieredStopAtLevel=1") > words.index(clone.flag)
    assert words[-2:] == [MAIN_CLASS, "train"]
