"""The pages: their quick commands run, and the flags, keys, classes, files and anchors that they name exist."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import sys
from pathlib import Path

import pages
import pyarrow
import pyarrow.parquet as parquet
import pytest
from programs import JAR, LAUNCHER, REPOSITORY, environment, fulcrum, run

LANGUAGES = {"sh", "hocon", "java", "python", "text", "json"}
README = REPOSITORY / "README.md"
README_LINES = 160
PLACEHOLDER = "/data/impressions/dt=2026-01-01"  # what the README's configuration reads
NEXT_DAY = "/data/impressions/dt=2026-01-02"  # raw rows without labels
ROWS = 4000

# Classes of the JDK and of other projects that the pages name.
FOREIGN = {
    "BigInteger", "ComputationGraph", "LocalDate", "LocalDateTime", "OffsetDateTime", "ParameterAveragingTrainingMaster",
    "SparkComputationGraph", "SparseAdam", "StringIndexer", "TrainingMaster", "ZonedDateTime",
}
# Programs whose own flags are not checked here.
OTHER_PROGRAMS = {"mvn", "spark-submit", "uv", "pip", "python", "bash"}
FILE_ENDINGS = (".json", ".jsonl", ".conf", ".html", ".parquet", ".py", ".jar", ".rows", ".f32", ".md", ".csv", ".md")
MADE_BY_A_BUILD = ("target/", "spark-jobs/target/", "feature-pipelines/target/", "deploy/bench/.venv/", "runs/")


@pytest.fixture(scope="module")
def flags() -> dict[str, set[str]]:
    """The flags of every command, such as "bench step", by its completion script."""
    script = fulcrum("generate-completion").must(0).out
    found: dict[str, set[str]] = {}
    for body in re.split(r"^function ", script, flags=re.MULTILINE):
        name = re.match(r"_picocli_fulcrum(\w*)\(", body)
        if name:
            words = re.findall(r"local (?:flag|arg)_opts=\"(.*)\"", body)
            found[name[1].strip("_").replace("_", " ")] = set(re.findall(r"'(--[a-z-]+)'", " ".join(words)))
    assert "--resume" in found["train"] and "--json" in found["bench all"]
    return found


@pytest.fixture(scope="module")
def keys() -> set[str]:
    """Every configuration key and section by its whole name."""
    found: set[str] = set()
    path: list[str] = []
    for line in fulcrum("config", "print", "--plain").must(0).out.splitlines():
        word = line.strip()
        if word == "}":
            path.pop()
        elif word.endswith("{"):
            path.append(word[:-1].strip().rstrip("="))
            found.add(".".join(path))
        elif word.endswith(" {}"):
            found.add(".".join([*path, word[:-3]]))
        elif "=" in word:
            found.add(".".join([*path, word.split("=")[0]]))
    assert "rounds.epochs" in found and "optimizer.embedding.l1" in found
    return found


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    """A directory with links to the repository's conf, deploy and jars, the command fulcrum on the PATH, and raw Parquet."""
    directory = tmp_path_factory.mktemp("docs")
    for name in ("conf", "deploy", "spark-jobs"):
        (directory / name).symlink_to(REPOSITORY / name)
    (directory / "bin").mkdir()
    (directory / "bin" / "fulcrum").symlink_to(LAUNCHER)
    rows = impressions()
    parquet.write_table(rows, directory / "impressions.parquet")
    parquet.write_table(rows.drop_columns(["clicked", "bought", "watch_minutes"]), directory / "next.parquet")
    return directory


def impressions() -> pyarrow.Table:
    """Rows for the configuration of the README: one day of impressions with three labels."""
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    number = range(ROWS)
    return pyarrow.table({
        "impression_id": pyarrow.array(number, pyarrow.int64()),
        "user_id": [f"u{i % 97}" for i in number],
        "item_id": [f"i{i * 7 % 211}" for i in number],
        "country": [("DE", "FR", "IT")[i % 3] for i in number],
        "device": [("phone", "tablet")[i // 3 % 2] for i in number],
        "price": [None if i % 11 == 0 else 1.5 * (i % 40) for i in number],
        "event_time": [start + datetime.timedelta(seconds=i * 86400 / ROWS) for i in number],
        "clicked": pyarrow.array([int(i * 13 % 7 < 3) for i in number], pyarrow.int32()),
        "bought": pyarrow.array([int(i % 5 == 0) if i * 13 % 7 < 3 else None for i in number], pyarrow.int32()),
        "watch_minutes": [float(i * 17 % 29) for i in number],
    })


def all_blocks() -> list[pages.Block]:
    return [block for page in pages.pages() for block in pages.blocks(page)]


def test_blocks_everyOne_isRunOrSaysWhyNot():
    for block in all_blocks():
        assert block.language in LANGUAGES, f"{block.place}: language {block.language!r} is none of {LANGUAGES}"
        assert set(block.options) <= {"no-test", "append", "file"}, f"{block.place}: {block.options}"
        reason = block.options.get("no-test")
        assert reason is None or len(reason) > 5, f"{block.place}: no-test needs a reason"
        if block.language == "hocon":
            assert reason or "file" in block.options, f"{block.place}: name its file, or say why it is not used"


def test_commands_ofAllPages_run(workspace):
    env = environment(PATH=f"{workspace / 'bin'}{os.pathsep}{os.environ['PATH']}", FULCRUM_MEMORY="2g")
    ran = []
    for block in all_blocks():
        if "no-test" in block.options:
            continue
        if block.language == "hocon":
            text = block.text.replace(PLACEHOLDER, str(workspace / "impressions.parquet"))
            (workspace / block.options["file"]).write_text(text)
        elif block.language == "sh":
            for command in pages.commands(block.text):
                line = f"{command} {block.options.get('append', '')}".replace(NEXT_DAY, str(workspace / "next.parquet"))
                ended = run("bash", "-c", line, seconds=600, cwd=workspace, env=env)
                assert ended.status == 0, f"{block.place}: {line}\nexit status {ended.status}\n{ended.text[-6000:]}"
                ran.append(command)
        elif block.language == "python":
            text = block.text.replace(NEXT_DAY, str(workspace / "next.parquet"))
            ended = run(sys.executable, "-c", text, seconds=600, cwd=workspace, env=env)
            assert ended.status == 0, f"{block.place}: exit status {ended.status}\n{ended.text[-6000:]}"
    assert any("quickstart" in command for command in ran)
    for name in ("fulcrum prepare", "fulcrum train", "fulcrum evaluate", "fulcrum score", "fulcrum export", "fulcrum-serve.jar"):
        assert any(name in command for command in ran), ran
    assert (workspace / "runs" / "day" / "report" / "report.html").exists()


def test_java_ofAllPages_compiles(tmp_path):
    found = [block for block in all_blocks() if block.language == "java" and "no-test" not in block.options]
    assert found
    classpath = f"{JAR}:{(JAR.parent / 'classpath.txt').read_text().strip()}"
    home = os.environ.get("JAVA_HOME")
    compiler = f"{home}/bin/javac" if home else shutil.which("javac")
    for number, block in enumerate(found):
        file = tmp_path / str(number) / (re.search(r"\bclass (\w+)", block.text)[1] + ".java")
        file.parent.mkdir()
        file.write_text(block.text)
        run(compiler, "-proc:none", "-d", file.parent, "-cp", classpath, file).must(0)


def test_flags_ofCommands_exist(flags):
    known = set().union(*flags.values()) | script_flags()
    for page in pages.pages():
        lines = [line for block in pages.blocks(page) if block.language == "sh" for line in pages.commands(block.text)]
        for line in lines + [code for code in pages.codes(page) if "--" in code or code.startswith("fulcrum ")]:
            name, allowed = command(line, flags)
            if name in OTHER_PROGRAMS:
                continue
            unknown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", line)) - (allowed or known)
            assert not unknown, f"{page.relative_to(REPOSITORY)}: `{line}` has {unknown}, which do not exist"


def command(line: str, flags: dict[str, set[str]]) -> tuple[str, set[str]]:
    """Returns the program of a line, and the flags of its subcommand if it is a whole fulcrum command."""
    words = [word for word in line.split() if not re.match(r"[A-Z_]+=", word)] or [""]
    program = words[0].rsplit("/", 1)[-1]
    if program == "fulcrum":
        for size in (3, 2):
            name = " ".join(words[1:size])
            if name in flags:
                # With a cluster the launcher passes the arguments on, so they are the same.
                return program, flags[name]
        raise AssertionError(f"`{line}`: fulcrum has no command {words[1:3]}")
    return program, set()


def script_flags() -> set[str]:
    """The flags of programs that are no command of fulcrum, by their text: deploy/bench, the JMH runner, fulcrum-serve."""
    texts = [file.read_text() for file in (REPOSITORY / "deploy" / "bench").iterdir() if file.suffix in ("", ".py") and file.is_file()]
    jmh = (REPOSITORY / "spark-jobs" / "src" / "jmh").rglob("*.java")
    serve = REPOSITORY / "spark-jobs" / "src" / "main" / "java" / "io" / "fulcrum" / "serve" / "ScoreLines.java"
    texts += [file.read_text() for file in [*jmh, serve]]
    return set(re.findall(r"--[a-z][a-z-]+", "\n".join(texts)))


def test_keys_ofTheConfiguration_exist(keys):
    sections = {key.split(".")[0] for key in keys if "." in key} - {"spark"}
    named = 0
    for page in pages.pages():
        text = " ".join(pages.codes(page)) + " " + " ".join(b.text for b in pages.blocks(page) if b.language == "sh")
        for key in re.findall(r"(?<![\w./-])([a-z][a-z-]*(?:\.[a-z0-9*-]+)+)(?![\w/(])", text):
            if key.split(".")[0] not in sections or key.endswith(FILE_ENDINGS):
                continue
            named += 1
            assert key.removesuffix(".*") in keys, f"{page.relative_to(REPOSITORY)}: there is no key {key}"
    assert named > 30


def test_classesAndTests_inBackticks_exist():
    sources = {file.stem: file for file in REPOSITORY.rglob("*.java") if "target" not in file.parts}
    named = 0
    for page in pages.pages():
        for code in pages.codes(page):
            match = re.fullmatch(r"((?:[A-Z][a-z0-9]+){2,}[A-Z]*|[A-Z]\w+(?:Test|IT))(?:\.(\w+))?(?:\(\))?", code)
            if not match or match[1] in FOREIGN or code.endswith(".java"):
                continue
            named += 1
            where = page.relative_to(REPOSITORY)
            assert match[1] in sources, f"{where}: there is no class {match[1]}"
            member = match[2]
            assert not member or re.search(rf"\b{member}\b", sources[match[1]].read_text()), f"{where}: no {code}"
    assert named > 30


def test_files_inBackticks_exist():
    tops = {entry.name for entry in REPOSITORY.iterdir() if entry.name not in {"target", "runs"}}
    for page in pages.pages():
        for code in pages.codes(page):
            word = code.split()[0]
            path = word.rstrip("/")
            if path.split("/")[0] not in tops or path.startswith(MADE_BY_A_BUILD) or re.search(r"[*<>{}…=]", path):
                continue
            assert (REPOSITORY / path).exists(), f"{page.relative_to(REPOSITORY)}: there is no {path}"


def test_links_relative_resolve():
    for page in pages.pages():
        for link in pages.links(page):
            if re.match(r"https?:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            where = f"{page.relative_to(REPOSITORY)}: link {link}"
            assert target.exists(), f"{where}: there is no such file"
            assert not anchor or anchor in pages.anchors(target), f"{where}: there is no such heading"


def test_readme_hasTheExitCodesOfTheHelp():
    listed = re.findall(r"^\| ([\d, ]+) \|", README.read_text(), re.MULTILINE)
    helped = re.findall(r"^  (\d[\d, ]*?)  ", fulcrum("--help").must(0).out, re.MULTILINE)
    assert listed == helped and "0" in listed


def test_readme_isShort():
    assert len(README.read_text().splitlines()) <= README_LINES


def test_fence_options_areRead(tmp_path):
    page = REPOSITORY / "README.md"
    shell = [block for block in pages.blocks(page) if block.language == "sh"]
    assert shell[0].options == {"append": "--set rounds.epochs=1"}
    assert pages.commands("a \\\n  b # c\n\n# d\ne") == ["a    b", "e"]
    assert pages._anchor("Failures & `x.y`, 2") == "failures--xy-2"
