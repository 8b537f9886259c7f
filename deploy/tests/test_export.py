"""Exported models give the predictions of score: checked by ONNX itself and run by ONNX Runtime.

Rows are encoded by prepare's code, and once more by deploy/onnx/raw_rows.py, which shares none of it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import math
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
from raw_rows import RawRows

TRAINING_ROWS = 3000
SCORED_ROWS = 100_000
EXTREME = 100  # deviations of a number, beyond which a sum of 32-bit products can lose the fifth digit
BATCH = 10_000  # rows that ONNX Runtime gets at a time
ENCODED: dict[str, dict[str, numpy.ndarray]] = {}
TOLERANCE = 1e-5  # of probabilities, and of regressions in deviations of the label or, beyond one, of the value

# One of each architecture, and shallow ones: a network of one layer has no further experts, and no head.
ARCHITECTURES = {
    "mmoe": "network { type = mmoe, experts = 3, expert-layers = [12, 7, 5], head-layers = [6], embedding-size = 4 }",
    "mmoe, shallow": "network { type = mmoe, experts = 1, expert-layers = [8], head-layers = [], embedding-size = 1 }",
    "mmoe, sizes and attention": """network { type = mmoe, experts = 2, expert-layers = [8], embedding-size = 4
        embedding-sizes { city = 9, tags = 2 }, input.attention { "history of items" { query = item }, tags {} } }
        optimizer.embedding.learning-rate = 0.2""",
    "shared-bottom": "network { type = shared-bottom, bottom-layers = [16, 8], head-layers = [5, 3], embedding-size = 3 }",
    "shared-bottom, shallow":
        "network { type = shared-bottom, bottom-layers = [9], head-layers = [], embedding-size = 5 }",
    "single-task": "network { type = single-task, bottom-layers = [8, 5], head-layers = [4] }, balance.method = static",
    "omoe": "network { type = omoe, experts = 3, expert-layers = [9, 6], head-layers = [4] }",
    "ple": """network { type = ple, expert-layers = [8, 6], head-layers = [4]
                      ple { levels = 2, shared-experts = 2, task-experts = 1 } }""",
    "ple, one level": "network { type = ple, expert-layers = [8], head-layers = [], ple { levels = 1, task-experts = 2 } }",
    "cross-stitch": "network { type = cross-stitch, bottom-layers = [9, 6], head-layers = [4] }",
    "nddr": "network { type = nddr, bottom-layers = [12, 8], head-layers = [] }, optimizer.learning-rate = 1e-2",
    "mtan": "network { type = mtan, bottom-layers = [9, 6], head-layers = [4], mtan.attention-units = 5 }",
    "esmm": "network { type = esmm, bottom-layers = [9, 6], head-layers = [4] }",
    "escm2-ips": "network { type = escm2-ips, bottom-layers = [9, 6], head-layers = [4] }",
    "escm2-dr": "network { type = escm2-dr, bottom-layers = [9, 6], head-layers = [4] }",
    "aitm": "network { type = aitm, bottom-layers = [9, 6], head-layers = [4] }",
    "stem": "network { type = stem, expert-layers = [8, 5], head-layers = [4], embedding-size = 9 }",
    "pepnet": """network { type = pepnet, bottom-layers = [9, 6], head-layers = [4]
                         pepnet { domain-features = [tags], personal-features = [item, age], gate-units = 5 } }""",
    "dbmtl": "network { type = dbmtl, bottom-layers = [9, 6], head-layers = [4], dbmtl.relation-layers = [5] }",
    "soft-sharing":
        "network { type = soft-sharing, bottom-layers = [8, 5], head-layers = [4] }, balance.method = static",
    "home": "network { type = home, expert-layers = [8, 6], head-layers = [4], home { groups = [0, 0, 1], task-experts = 1 } }",
    "sluice": "network { type = sluice, head-layers = [4], sluice { width = 8, layers = 2 } }",
    "snr-trans": """network { type = snr-trans, expert-layers = [8, 6], head-layers = [4]
                            snr-trans { levels = 2, sub-networks = 3 } }""",
    "snr-aver": """network { type = snr-aver, expert-layers = [8, 6], head-layers = [4]
                           snr-aver { levels = 2, sub-networks = 3 } }""",
    "mtl-nas": "network { type = mtl-nas, bottom-layers = [9, 6], head-layers = [4] }",
    "adashare": "network { type = adashare, head-layers = [4], adashare { width = 8, blocks = 3 } }",
    "dselect-k": """network { type = dselect-k, expert-layers = [8, 6], head-layers = [4]
                            dselect-k { experts = 4, selected = 2 } }""",
}

# Those that need a chain of binary tasks are trained on rows with one.
CHAIN = {"esmm", "escm2-ips", "escm2-dr", "aitm"}

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
  { columns = [interests], encoding = vocabulary, min-count = 1, weights = scores, max-length = 6, keep = last }
  { columns = [interests], name = sums, encoding = hashed, buckets = 40, weights = shares, pooling = sum }
  { columns = [interests], name = roots, encoding = hashed, buckets = 40, weights = scores, pooling = sqrt-n,
    missing-indicator = true }
  { columns = [city], encoding = hashed, buckets = 1500 }
  { columns = [click], encoding = standardised, missing-indicator = true }
  { columns = [price], encoding = log }
  { columns = [age], encoding = quantiles, buckets = 5 }
  { columns = [height], encoding = piecewise, bins = 4, missing-indicator = true }
  { columns = [weight], encoding = identity }
  { columns = [width], encoding = boundaries, boundaries = [-1, 0, 20] }
  { columns = [seen], encoding = calendar, part = hour }
  { columns = [born], encoding = cyclic, part = weekday, missing-indicator = true }
  { columns = [member], encoding = vocabulary, min-count = 1 }
  { cross = [city, member, age], encoding = hashed, buckets = 300 }
]
checks { duplicate-keys = ignore, not-finite = as-missing }
rounds { epochs = 1, workers = 1, local-steps = 8, batch-size = 128 }
optimizer { learning-rate = 0.02 }
spark { "spark.sql.shuffle.partitions" = 2 }
"""


def generated_rows(rows: int, seed: int) -> dict[str, list]:
    """Returns the columns of rows as they are trained on."""
    random = numpy.random.default_rng(seed)
    lengths = random.integers(0, 9, rows)

    def lists(values: int, nulls: bool) -> list:
        made = [[f"v{i}" for i in random.integers(0, values, length)] for length in lengths]
        return [None if nulls and row % 11 == 0 else made[row] for row in range(rows)]

    start = datetime.datetime(2026, 1, 1)
    seconds = random.gamma(2.0, 30.0, rows)
    clicked = random.integers(0, 2, rows)
    return {
        "id": list(range(rows)),
        "item": [f"v{i}" for i in random.integers(0, 40, rows)],
        "history of items": lists(40, nulls=True),
        "größe/☂": lists(20, nulls=False),
        "tags": lists(1000, nulls=True),
        "interests": lists(30, nulls=False),
        "scores": [random.gamma(1.0, 2.0, length).tolist() for length in lengths],
        "shares": [random.dirichlet(numpy.ones(length)).tolist() if length else [] for length in lengths],
        "city": [None if i % 13 == 0 else f"c{i}" for i in random.integers(0, 300, rows)],
        "click": [None if i % 7 == 0 else float(i) for i in random.integers(0, 90, rows)],
        "price": random.lognormal(3.0, 2.0, rows).tolist(),
        "age": random.integers(0, 90, rows).tolist(),
        "height": random.normal(170, 10, rows).tolist(),
        "weight": random.normal(0, 1, rows).tolist(),
        "width": random.normal(10, 10, rows).tolist(),
        "seen": [None if i % 9 == 0 else start + datetime.timedelta(minutes=int(i)) for i in random.integers(0, 9999, rows)],
        "born": [start.date() - datetime.timedelta(days=int(i)) for i in random.integers(0, 30000, rows)],
        "member": [None if i == 0 else bool(i % 2) for i in random.integers(0, 9, rows)],
        "clicked": clicked.tolist(),
        "watched": [None if row % 3 == 0 else seconds[row] for row in range(rows)],
        "at": (start.timestamp() * 1e3 + random.integers(0, 1000, rows)).tolist(),
        "long": (clicked * (seconds > 30)).tolist(),
        "longest": (clicked * (seconds > 60)).tolist(),
    }


# The same tasks as steps of a chain: none happens where the one before did not.
CHAINED = GENERATED.replace("label = watched, type = regression", "label = long").replace(
    "label = at, type = regression", "label = longest")
LABELS = ("clicked", "watched", "at", "long", "longest")


# What stands in some of the rows that are scored, by column; a text of bytes is no valid UTF-8.
ODD_NUMBERS = [None, math.nan, math.inf, -math.inf, 0.0, -0.0, 1e300, -1e300, 5e-324, 1e-40, 20.0, -1.0, 3e38, 1e30, -1e30]
ODD_TEXTS = [None, "", "?", "unseen", "a\tb\\\n", "日本語", "😀", "x" * 200, b"\xed\xa0\x80", b"\xff", "\x1e\x1f", "\0"]
ODD = {
    **{name: ODD_NUMBERS for name in ("click", "price", "height", "width")},
    "weight": [number for number in ODD_NUMBERS if number is None or not 1e20 < abs(number) < 1e39],
    **{name: ODD_TEXTS for name in ("item", "city")},
    **{name: [None, [], [None], ["", None, "unseen"], ODD_TEXTS, ["v1"] * 99]
       for name in ("history of items", "größe/☂", "tags")},
    "age": [None, 0, -1, 2**31 - 1, -2**31],
    "seen": [None, datetime.datetime(1969, 12, 31, 23, 59, 59, 999999), datetime.datetime(9999, 12, 31, 23),
             datetime.datetime(1583, 1, 1)],
    "born": [None, datetime.date(1583, 12, 31), datetime.date(1969, 12, 31), datetime.date(9999, 12, 31)],
}


# Lists with weights that stand together in some of the rows that are scored.
ODD_INTERESTS = [
    (["v1", "v2", "v3", None], [0.0, -0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0]),
    (["v1", "unseen", "v2", "v3"], [-1.0, math.nan, math.inf, 1e300], [None, 0.5, 0.25, -0.5]),
    (["v4", "v4", "v5"], [3e38, 3e38, 1e-45], [0.5, None, 1e-45]),
    (["v6"] * 99, [1.0] * 99, [0.01] * 99),
    (None, [1.0], None),
    (["v7"], None, [1.0]),
    ([], [], []),
]


def table(columns: dict[str, list]) -> pyarrow.Table:
    return pyarrow.table({name: array(values) for name, values in columns.items()})


def array(values: list) -> pyarrow.Array:
    """Returns a column; texts may be bytes that are no UTF-8."""
    first = next(value for value in values if value is not None and not (isinstance(value, list) and not value))
    if isinstance(first, list) and any(isinstance(entry, float) for entry in first):
        return pyarrow.array(values, pyarrow.list_(pyarrow.float64()))
    if isinstance(first, list):
        flat = pyarrow.array([None if row is None else [encoded(text) for text in row] for row in values],
                             pyarrow.list_(pyarrow.binary()))
        texts = flat.values.view(pyarrow.string())
        return pyarrow.ListArray.from_arrays(flat.offsets, texts, mask=flat.is_null())
    if isinstance(first, str):
        return pyarrow.array([encoded(text) for text in values], pyarrow.binary()).view(pyarrow.string())
    if isinstance(first, int) and not isinstance(first, bool):
        return pyarrow.array(values, pyarrow.int64())
    return pyarrow.array(values)


def encoded(text: str | bytes | None) -> bytes | None:
    return text.encode() if isinstance(text, str) else text


def odd_rows() -> pyarrow.Table:
    columns = generated_rows(SCORED_ROWS, 8)
    random = numpy.random.default_rng(9)
    for name, odd in ODD.items():
        for row, which in zip(random.choice(SCORED_ROWS, SCORED_ROWS // 5, replace=False),
                              random.integers(0, len(odd), SCORED_ROWS // 5), strict=True):
            columns[name][row] = odd[which]
    for row in random.choice(SCORED_ROWS, SCORED_ROWS // 5, replace=False):
        odd = ODD_INTERESTS[random.integers(0, len(ODD_INTERESTS))]
        columns["interests"][row], columns["scores"][row], columns["shares"][row] = odd
    return table({name: values for name, values in columns.items() if name not in LABELS})


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A directory with two configurations, the data that prepare made with each, and new rows as they are and encoded."""
    root = tmp_path_factory.mktemp("generated")
    parquet.write_table(table(generated_rows(TRAINING_ROWS, 7)), root / "rows.parquet")
    for name, text in (("data", GENERATED), ("chained", CHAINED)):
        config = root / f"{name}.conf"
        config.write_text(text % (root / "rows.parquet"))
        programs.fulcrum("prepare", "--config", config, "--output", root / name, seconds=300).must(0)
    parquet.write_table(odd_rows(), root / "odd.parquet")
    programs.fulcrum("encode", "--like", root / "data", "--input", root / "odd.parquet", "--output", root / "encoded",
                     seconds=300).must(0)
    return root


@pytest.fixture(scope="module", params=ARCHITECTURES)
def trained(request, data, tmp_path_factory) -> Path:
    """A directory with data, model, the new rows, their predictions and the exported model."""
    root = tmp_path_factory.mktemp("trained")
    network = root / "network.conf"
    network.write_text(ARCHITECTURES[request.param])
    prepared = "chained" if request.param in CHAIN else "data"
    (root / "data").symlink_to(data / prepared)
    for name in ("encoded", "odd.parquet"):
        (root / name).symlink_to(data / name)
    train_and_score(root, root / "odd.parquet", data / f"{prepared}.conf", network)
    export(root)
    return root


def train_and_score(root: Path, rows: Path, *configs: Path) -> None:
    files = [word for config in configs for word in ("--config", config)]
    programs.fulcrum("train", "--data", root / "data", "--output", root / "model", *files, seconds=300).must(0)
    programs.fulcrum("score", "--input", rows, "--model", root / "model", "--output", root / "predictions",
                     seconds=300).must(0)


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
            arrays[entry["name"]] = padded(column).astype(entry["type"])
        else:
            arrays[entry["name"]] = column.to_numpy().astype(entry["type"])
    return arrays


def padded(lists: pyarrow.ListArray) -> numpy.ndarray:
    """Returns the ids or weights of each list from its left, with what must not count behind it."""
    lengths = lists.value_lengths().to_numpy()
    ids = numpy.zeros((len(lists), lengths.max(initial=0)), lists.type.value_type.to_pandas_dtype())
    ids[numpy.arange(ids.shape[1]) < lengths[:, None]] = lists.flatten().to_numpy()
    return ids


def predictions(exported: Path, model: onnxruntime.InferenceSession, rows: pyarrow.Table) -> dict[str, numpy.ndarray]:
    return run(exported, model, feed(exported, rows))


def run(exported: Path, model: onnxruntime.InferenceSession, inputs: dict[str, numpy.ndarray]) -> dict[str, numpy.ndarray]:
    outputs = description(exported)["outputs"]
    values = model.run([output["name"] for output in outputs], inputs)
    return {output["task"]: value for output, value in zip(outputs, values, strict=True)}


def run_in_batches(exported: Path, inputs: dict[str, numpy.ndarray]) -> dict[str, numpy.ndarray]:
    model = session(exported)
    rows = len(next(iter(inputs.values())))
    batches = [run(exported, model, {name: values[at:at + BATCH] for name, values in inputs.items()})
               for at in range(0, rows, BATCH)]
    assert len(batches) == SCORED_ROWS // BATCH
    return {task: numpy.concatenate([batch[task] for batch in batches]) for task in batches[0]}


def encoded_rows(root: Path) -> pyarrow.Table:
    return parquet.read_table(root / "encoded" / "test").sort_by("id")


def extremes(inputs: dict[str, numpy.ndarray]) -> numpy.ndarray:
    """Returns the largest number of each row where it is extreme, else 0: sums of such inputs cancel in 32 bits."""
    largest = numpy.zeros(SCORED_ROWS)
    for values in inputs.values():
        if values.dtype == numpy.float32:
            largest = numpy.maximum(largest, numpy.abs(values.astype(numpy.float64)).reshape(SCORED_ROWS, -1).max(axis=1))
    assert (largest < EXTREME).sum() > SCORED_ROWS // 2
    return numpy.where(largest < EXTREME, 0, largest)


def unit(output: dict) -> float:
    """Returns what TOLERANCE is a share of: one, or the deviation of a regression's label."""
    return output["labelScale"]["deviation"] if output["unit"] == "label" else 1


def assert_same(root: Path, exported: Path, inputs: dict[str, numpy.ndarray], keys: pyarrow.ChunkedArray) -> None:
    """Requires the predictions of score for the rows with these keys."""
    name = parquet.read_schema(next((root / "predictions" / "predictions").glob("*.parquet"))).names[0]
    scored = parquet.read_table(root / "predictions" / "predictions").sort_by(name)
    assert scored.num_rows == SCORED_ROWS and scored.column(name).equals(keys)
    computed = run_in_batches(exported, inputs)
    extreme = extremes(inputs)
    for output in description(exported)["outputs"]:
        expected = scored.column(output["task"]).to_numpy()
        value = computed[output["task"]]
        assert value.dtype == numpy.float64 and value.shape == expected.shape
        bound = TOLERANCE * numpy.maximum(unit(output) * numpy.maximum(1, extreme), numpy.abs(expected))
        assert (numpy.abs(value - expected) <= bound).all(), output
        low, high = numpy.quantile(expected, (0.01, 0.99))
        assert high - low > 100 * TOLERANCE * unit(output), "a model that says one thing of all rows shows nothing"


def test_onnx_runtime_on_encoded_rows_gives_the_predictions_of_score(trained):
    rows = encoded_rows(trained)
    assert_same(trained, trained / "onnx", feed(trained / "onnx", rows), rows.column("id"))


def encoded_once(exported: Path, rows: pyarrow.Table) -> dict[str, numpy.ndarray]:
    """Returns the odd rows as RawRows encodes them; models of all architectures have the same encoders and inputs."""
    key = (exported / "encoders.json").read_text() + json.dumps(description(exported)["inputs"])
    if key not in ENCODED:
        ENCODED[key] = RawRows(exported).inputs(rows)
    assert len(ENCODED) <= 2, "one for each of the two prepared data"
    return ENCODED[key]


def test_onnx_runtime_on_raw_rows_gives_the_predictions_of_score(trained):
    rows = parquet.read_table(trained / "odd.parquet")
    inputs = encoded_once(trained / "onnx", rows)
    assert_same(trained, trained / "onnx", inputs, rows.column("id"))
    for name, values in feed(trained / "onnx", encoded_rows(trained)).items():
        assert values.shape == inputs[name].shape and values.dtype == inputs[name].dtype, name
        if values.dtype == numpy.int64:
            assert numpy.array_equal(values, inputs[name]), name
        else:
            assert numpy.allclose(values, inputs[name], rtol=3e-7, atol=1e-7), name


def test_a_model_in_two_files_is_the_same_model(trained):
    apart = export(trained, "--single-file-mib", 0, name="apart")
    tensors = onnx.load(apart / "model.onnx", load_external_data=False).graph.initializer
    places = [{entry.key: entry.value for entry in tensor.external_data} for tensor in tensors if tensor.external_data]
    assert places and all(int(place["offset"]) % 4096 == 0 for place in places)
    rows = encoded_rows(trained)
    whole = predictions(trained / "onnx", session(trained / "onnx"), rows)
    for task, values in predictions(apart, session(apart), rows).items():
        assert numpy.array_equal(values, whole[task])


def assert_of_itself(
        exported: Path, values: dict[str, numpy.ndarray], expected: dict[str, numpy.ndarray]) -> None:
    """Requires what ONNX Runtime gave for inputs of another shape, which change only the order of its sums."""
    for output in description(exported)["outputs"]:
        task = output["task"]
        assert numpy.allclose(values[task], expected[task], rtol=TOLERANCE, atol=TOLERANCE / 10 * unit(output)), output


def test_a_row_alone_and_no_row_have_the_predictions_of_the_batch(trained):
    exported = trained / "onnx"
    model = session(exported)
    rows = encoded_rows(trained).slice(0, 40)
    whole = predictions(exported, model, rows)
    for row in range(rows.num_rows):
        alone = predictions(exported, model, rows.slice(row, 1))
        assert all(values.shape == (1,) for values in alone.values())
        assert_of_itself(exported, alone, {task: values[row:row + 1] for task, values in whole.items()})
    assert all(values.shape == (0,) for values in predictions(exported, model, rows.slice(0, 0)).values())


def test_ids_behind_a_list_do_not_count_and_lengths_beyond_it_are_refused(trained):
    exported = trained / "onnx"
    model = session(exported)
    arrays = feed(exported, encoded_rows(trained).slice(0, 50))
    whole = run(exported, model, arrays)
    widened = {name: numpy.pad(ids, ((0, 0), (0, 3)), constant_values=1) if ids.ndim == 2 else ids
               for name, ids in arrays.items()}
    assert_of_itself(exported, run(exported, model, widened), whole)
    onnxruntime.set_default_logger_severity(4)
    quiet = session(exported)
    lengths = [entry["name"] for entry in description(exported)["inputs"] if entry["content"] == "lengths"]
    assert len(lengths) == 6
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


@pytest.fixture(scope="module")
def census(tmp_path_factory) -> Path:
    """A directory with data of a slice of the census, its configuration and other raw rows of the census."""
    root = tmp_path_factory.mktemp("census")
    day = slices.write_days(root / "raw", ["2026-01-01"])
    config = slices.write_config(root / "census.conf")
    programs.fulcrum("prepare", "--config", config, "--output", root / "data", "--set", f"data.input={day}",
                     seconds=300).must(0)
    rows = parquet.read_table(slices.CENSUS).slice(0, SCORED_ROWS)
    visitors = pyarrow.array([f"v{row % 130}" for row in range(SCORED_ROWS)])
    parquet.write_table(rows.append_column("visitor", visitors), root / "rows.parquet")
    return root


@pytest.mark.parametrize("architecture", ["mmoe", "shared-bottom"])
def test_census_rows_have_the_predictions_of_score(census, tmp_path, architecture):
    (tmp_path / "data").symlink_to(census / "data")
    network = tmp_path / "network.conf"
    network.write_text(f"network.type = {architecture}")
    train_and_score(tmp_path, census / "rows.parquet", census / "census.conf", network)
    exported = export(tmp_path)
    rows = parquet.read_table(census / "rows.parquet").sort_by("row_id")
    assert_same(tmp_path, exported, RawRows(exported).inputs(rows), rows.column("row_id"))


def test_the_architectures_here_are_all_that_there_are():
    told = programs.fulcrum("config", "print", "--config", slices.CONFIG, "--set", "network.type=none").must(2).err
    known = re.search(r"network\.type = none is not one of ([a-z0-9, -]+)\.", told)
    assert known, told
    assert set(known[1].split(", ")) == {name.split(",")[0] for name in ARCHITECTURES}


def test_export_refuses_what_is_no_model(tmp_path):
    ended = programs.fulcrum("export", "--model", tmp_path, "--format", "onnx", "--output", tmp_path / "o").must(2)
    assert ended.err.strip() == (f"There is no {tmp_path}/model.json: this is not a model directory."
                                 " Run fulcrum train, or name its output.")
    assert not (tmp_path / "o").exists()
