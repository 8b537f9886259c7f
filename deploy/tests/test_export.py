"""Exported models give the predictions of score: checked by ONNX itself and run by ONNX Runtime on prepared rows."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from pathlib import Path

import numpy
import onnx
import onnxruntime
import pyarrow
import pyarrow.parquet as parquet
import pytest

import programs
import slices

ROWS = 3000
TOLERANCE = 1e-5  # of probabilities, and of regressions in deviations of the label

# Deep and shallow ones of each architecture: a network of one layer has no further experts, and no head.
ARCHITECTURES = {
    "mmoe": "network { type = mmoe, experts = 3, expert-layers = [12, 7, 5], head-layers = [6], embedding-size = 4 }",
    "mmoe, shallow": "network { type = mmoe, experts = 1, expert-layers = [8], head-layers = [], embedding-size = 1 }",
    "shared-bottom": "network { type = shared-bottom, bottom-layers = [16, 8], head-layers = [5, 3], embedding-size = 3 }",
    "shared-bottom, shallow":
        "network { type = shared-bottom, bottom-layers = [9], head-layers = [], embedding-size = 5 }",
}

# Every kind of feature and pooling, names that no identifier could be, a feature and a task of one name, and a
# regression whose labels a float does not hold.
GENERATED = """
data { input = "%s", key = [id], split { by = hash, fractions = [0.5, 0.1, 0.4] } }
tasks = [
  { name = click, label = clicked }
  { name = seconds, label = watched, type = regression }
  { name = stamp, label = at, type = regression }
]
features = [
  { columns = [item], encoding = vocabulary, table = items, min-count = 1 }
  { columns = ["history of items"], encoding = vocabulary, table = items, pooling = mean, min-count = 1 }
  { columns = ["größe/☂"], encoding = vocabulary, pooling = sum, min-count = 1 }
  { columns = [tags], encoding = hashed, buckets = 50, pooling = sqrt-n, max-length = 7 }
  { columns = [city], encoding = hashed, buckets = 1500 }
  { columns = [click], encoding = standardised, missing-indicator = true }
  { columns = [price], encoding = log }
  { columns = [age], encoding = quantiles, buckets = 5 }
]
checks { duplicate-keys = ignore }
rounds { epochs = 1, workers = 1, local-steps = 8, batch-size = 128 }
optimizer { learning-rate = 0.02 }
spark { "spark.sql.shuffle.partitions" = 2 }
"""


def generated_rows() -> pyarrow.Table:
    random = numpy.random.default_rng(7)
    lengths = random.integers(0, 9, ROWS)

    def lists(values: int, nulls: bool) -> list:
        made = [[f"v{i}" for i in random.integers(0, values, length)] for length in lengths]
        return [None if nulls and row % 11 == 0 else made[row] for row in range(ROWS)]

    start = datetime.datetime(2026, 1, 1)
    seconds = random.gamma(2.0, 30.0, ROWS)
    return pyarrow.table({
        "id": numpy.arange(ROWS),
        "item": [f"v{i}" for i in random.integers(0, 40, ROWS)],
        "history of items": lists(40, nulls=True),
        "größe/☂": lists(20, nulls=False),
        "tags": lists(1000, nulls=True),
        "city": [None if i % 13 == 0 else f"c{i}" for i in random.integers(0, 300, ROWS)],
        "click": [None if i % 7 == 0 else float(i) for i in random.integers(0, 90, ROWS)],
        "price": random.lognormal(3.0, 2.0, ROWS),
        "age": random.integers(0, 90, ROWS),
        "clicked": random.integers(0, 2, ROWS),
        "watched": [None if row % 3 == 0 else seconds[row] for row in range(ROWS)],
        "at": start.timestamp() * 1e3 + random.integers(0, 1000, ROWS),
    })


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> tuple[Path, Path]:
    """A configuration and the directory that prepare made with it."""
    root = tmp_path_factory.mktemp("generated")
    parquet.write_table(generated_rows(), root / "rows.parquet")
    config = root / "generated.conf"
    config.write_text(GENERATED % (root / "rows.parquet"))
    programs.fulcrum("prepare", "--config", config, "--output", root / "data", seconds=300).must(0)
    return config, root / "data"


@pytest.fixture(scope="module", params=ARCHITECTURES)
def trained(request, data, tmp_path_factory) -> Path:
    """A directory with data, model, predictions and the exported model."""
    config, prepared = data
    root = tmp_path_factory.mktemp("trained")
    network = root / "network.conf"
    network.write_text(ARCHITECTURES[request.param])
    (root / "data").symlink_to(prepared)
    train_and_score(root, config, network)
    export(root)
    return root


def train_and_score(root: Path, *configs: Path) -> None:
    files = [word for config in configs for word in ("--config", config)]
    for words in (
        ("train", "--data", root / "data", "--output", root / "model"),
        ("score", "--data", root / "data", "--model", root / "model", "--output", root / "predictions"),
    ):
        programs.fulcrum(*words, *files, seconds=300).must(0)


def export(root: Path, *options: object, name: str = "onnx") -> Path:
    output = root / name
    programs.fulcrum("export", "--model", root / "model", "--format", "onnx", "--output", output, *options).must(0)
    return output


def description(exported: Path) -> dict:
    return json.loads((exported / "export.json").read_text())


def session(exported: Path) -> onnxruntime.InferenceSession:
    file = exported / "model.onnx"
    onnx.checker.check_model(file, full_check=True)
    return onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])


def feed(exported: Path, rows: pyarrow.Table) -> dict[str, numpy.ndarray]:
    """Returns prepared rows as the exported model takes them, by its description alone."""
    arrays = {}
    for entry in description(exported)["inputs"]:
        column = rows.column(entry["feature"]).combine_chunks()
        if entry["content"] == "lengths":
            arrays[entry["name"]] = column.value_lengths().to_numpy().astype(numpy.int64)
        elif len(entry["shape"]) == 2:
            arrays[entry["name"]] = padded(column)
        else:
            arrays[entry["name"]] = column.to_numpy().astype(entry["type"])
    return arrays


def padded(lists: pyarrow.ListArray) -> numpy.ndarray:
    """Returns each list from its left, with an id behind it that must not count."""
    lengths = lists.value_lengths().to_numpy()
    ids = numpy.zeros((len(lists), lengths.max(initial=0)), numpy.int64)
    ids[numpy.arange(ids.shape[1]) < lengths[:, None]] = lists.flatten().to_numpy()
    return ids


def predictions(exported: Path, model: onnxruntime.InferenceSession, rows: pyarrow.Table) -> dict[str, numpy.ndarray]:
    outputs = description(exported)["outputs"]
    values = model.run([output["name"] for output in outputs], feed(exported, rows))
    return {output["task"]: value for output, value in zip(outputs, values, strict=True)}


def prepared_rows(root: Path, key: str) -> pyarrow.Table:
    return parquet.read_table(root / "data" / "test").sort_by(key)


def assert_same(root: Path, exported: Path, key: str) -> None:
    rows = prepared_rows(root, key)
    scored = parquet.read_table(root / "predictions" / "predictions").sort_by(key)
    assert scored.column(key).equals(rows.column(key)) and rows.num_rows > 1000
    computed = predictions(exported, session(exported), rows)
    for output in description(exported)["outputs"]:
        expected = scored.column(output["task"]).to_numpy()
        value = computed[output["task"]]
        assert value.dtype == numpy.float64 and value.shape == expected.shape
        unit = output["labelScale"]["deviation"] if output["unit"] == "label" else 1
        assert numpy.abs(value - expected).max() <= TOLERANCE * unit, output
        assert numpy.ptp(expected) > 100 * TOLERANCE * unit, "a model that says one thing of all rows shows nothing"


def test_onnx_runtime_gives_the_predictions_of_score(trained):
    assert_same(trained, trained / "onnx", "id")


def test_a_model_in_two_files_is_the_same_model(trained):
    apart = export(trained, "--single-file-mib", 0, name="apart")
    tensors = onnx.load(apart / "model.onnx", load_external_data=False).graph.initializer
    places = [{entry.key: entry.value for entry in tensor.external_data} for tensor in tensors if tensor.external_data]
    assert places and all(int(place["offset"]) % 4096 == 0 for place in places)
    rows = prepared_rows(trained, "id")
    whole = predictions(trained / "onnx", session(trained / "onnx"), rows)
    for task, values in predictions(apart, session(apart), rows).items():
        assert numpy.array_equal(values, whole[task])


def test_a_row_alone_and_no_row_have_the_predictions_of_the_batch(trained):
    exported = trained / "onnx"
    model = session(exported)
    rows = prepared_rows(trained, "id").slice(0, 40)
    whole = predictions(exported, model, rows)
    for row in range(rows.num_rows):
        for task, values in predictions(exported, model, rows.slice(row, 1)).items():
            assert values.shape == (1,)
            assert numpy.allclose(values, whole[task][row], rtol=1e-6, atol=TOLERANCE)
    assert all(values.shape == (0,) for values in predictions(exported, model, rows.slice(0, 0)).values())


def test_ids_behind_a_list_do_not_count_and_lengths_beyond_it_are_refused(trained):
    exported = trained / "onnx"
    model = session(exported)
    arrays = feed(exported, prepared_rows(trained, "id").slice(0, 50))
    whole = model.run(None, arrays)
    widened = {name: numpy.pad(ids, ((0, 0), (0, 3)), constant_values=1) if ids.ndim == 2 else ids
               for name, ids in arrays.items()}
    for before, after in zip(whole, model.run(None, widened), strict=True):
        assert numpy.allclose(before, after, rtol=1e-9, atol=1e-6)
    onnxruntime.set_default_logger_severity(4)
    quiet = session(exported)
    lengths = [entry["name"] for entry in description(exported)["inputs"] if entry["content"] == "lengths"]
    assert len(lengths) == 3
    for name in lengths:
        wrong = {**arrays, name: arrays[name] + 100}
        with pytest.raises(Exception, match="indices element out of data bounds"):
            quiet.run(None, wrong)


def test_names_are_those_of_features_and_tasks(trained):
    model = session(trained / "onnx")
    names = [entry.name for entry in model.get_inputs()]
    assert {"item", "history of items", "history of items:lengths", "größe/☂", "click", "price"} <= set(names)
    assert [entry.name for entry in model.get_outputs()] == ["click:prediction", "seconds", "stamp"]
    assert all(entry.shape[0] == "batch" for entry in [*model.get_inputs(), *model.get_outputs()])
    said = description(trained / "onnx")
    assert names == [entry["name"] for entry in said["inputs"]]
    record = json.loads((trained / "onnx" / "run-record.json").read_text())
    assert said["model"] == record["inputs"]["model"]["fingerprint"]
    for file in said["files"]:
        content = (trained / "onnx" / file["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])


def test_census_with_the_shipped_network_has_the_predictions_of_score(tmp_path):
    day = slices.write_days(tmp_path / "raw", ["2026-01-01"])
    config = slices.write_config(tmp_path / "census.conf")
    programs.fulcrum("prepare", "--config", config, "--output", tmp_path / "data", "--set", f"data.input={day}",
                     seconds=300).must(0)
    train_and_score(tmp_path, config)
    assert_same(tmp_path, export(tmp_path), "row_id")


def test_the_architectures_here_are_all_that_there_are():
    told = programs.fulcrum("config", "print", "--config", slices.CONFIG, "--set", "network.type=none").must(2).err
    known = re.search(r"network\.type = none is not one of ([a-z, -]+)\.", told)
    assert known, told
    assert set(known[1].split(", ")) == {name.split(",")[0] for name in ARCHITECTURES}


def test_export_refuses_what_is_no_model(tmp_path):
    ended = programs.fulcrum("export", "--model", tmp_path, "--format", "onnx", "--output", tmp_path / "o").must(2)
    assert ended.err.strip() == (f"There is no {tmp_path}/model.json: this is not a model directory."
                                 " Run fulcrum train, or name its output.")
    assert not (tmp_path / "o").exists()
