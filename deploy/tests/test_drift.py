"""The drift of features in report.json against NumPy and SciPy, from raw rows, on awkward tables.

The bins are those of feature-distributions.json; what falls into them is counted here by other code. PSI is smoothed as
spark-jobs/README.md states it: half a value per bin with values, in proportion to the pooled shares.
"""

import json
import math

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.spatial.distance import jensenshannon

import programs

TRAINING_ROWS = 3000
NUMBERS = ("shifted", "no_number", "one_number", "beyond", "not_finite", "logged", "bucketed", "pieces")
TEXTS = ("same", "no_text", "one_text", "new_text", "rare_text")
LISTS = ("tags", "no_tags")
CONFIG = """
data { input = "%s", key = [id], split { by = column, column = part, train = [a], validation = [b], test = [c] } }
tasks = [{ name = click, label = clicked }]
features = [
  { columns = [same, no_text, one_text, new_text, rare_text, tags, no_tags], encoding = vocabulary }
  { columns = [shifted, no_number, one_number, beyond, not_finite], encoding = standardised }
  { columns = [logged], encoding = log }
  { columns = [bucketed], encoding = quantiles }
  { columns = [pieces], encoding = piecewise }
]
checks.not-finite = as-missing
network { embedding-size = 2, experts = 1, expert-layers = [4], head-layers = [2] }
rounds { workers = 1, local-steps = 4, batch-size = 256, epochs = 1 }
"""


def training_rows(rows, seed):
    random = np.random.default_rng(seed)
    table = {
        "id": np.arange(rows),
        "part": random.choice(["a", "b", "c"], rows, p=[0.6, 0.2, 0.2]),
        "clicked": random.integers(0, 2, rows),
    }
    for name in NUMBERS:
        table[name] = list(random.normal(10, 3, rows))
    table["logged"] = list(np.exp(random.normal(0, 4, rows)))
    for name in TEXTS:
        table[name] = [f"v{value}" for value in random.zipf(1.6, rows) % 70]
    for name in LISTS:
        table[name] = [[f"t{tag}" for tag in random.integers(0, 9, random.integers(0, 5))] for _ in range(rows)]
    return table


def awkward_rows(rows, seed):
    table = training_rows(rows, seed)
    table["shifted"] = [value + 2 for value in table["shifted"]]
    table["no_number"] = [None] * rows
    table["one_number"] = [10.0] * rows
    table["beyond"] = [-1e9, 1e9] * (rows // 2) + [1e9] * (rows % 2)
    table["not_finite"] = ([math.nan, math.inf, -math.inf, 1e300, 10.0] * rows)[:rows]
    table["no_text"] = [None] * rows
    table["one_text"] = ["v1"] * rows
    table["new_text"] = ["never seen"] * (rows - 1) + ["v1"]  # one known value, or evaluate refuses the column
    table["no_tags"] = ([[], None, [None]] * rows)[:rows]
    table["tags"] = [[None, "t1", "new"] if i % 3 == 0 else tags for i, tags in enumerate(table["tags"])]
    return table


def write(table, path):
    types = {"id": pa.int64(), "part": pa.string(), "clicked": pa.int32()}
    types |= {name: pa.float64() for name in NUMBERS} | {name: pa.string() for name in TEXTS}
    types |= {name: pa.list_(pa.string()) for name in LISTS}
    pq.write_table(pa.table({name: pa.array(table[name], type) for name, type in types.items()}), path)
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    root = tmp_path_factory.mktemp("drift")
    training = training_rows(TRAINING_ROWS, 1)
    config = root / "drift.conf"
    config.write_text(CONFIG % write(training, root / "day.parquet"))
    programs.fulcrum("prepare", "--config", config, "--output", root / "data", seconds=300).must(0)
    programs.fulcrum("train", "--config", config, "--data", root / "data", "--output", root / "model").must(0)
    return root, training


TABLES = {
    "awkward": lambda: awkward_rows(500, 2),
    "another sample": lambda: training_rows(500, 3),
    "one row": lambda: awkward_rows(1, 4),
}


@pytest.fixture(scope="module", params=TABLES)
def measured(request, trained):
    root, training = trained
    name = request.param.replace(" ", "-")
    now = TABLES[request.param]()
    raw = write(now, root / f"{name}.parquet")
    words = ("--model", root / "model", "--input", raw, "--output", root / name, "--set", "encode.unseen-fail=1")
    ended = programs.fulcrum("evaluate", *words, seconds=300).must(0)
    report = json.loads((root / name / "report.json").read_text())
    stored = json.loads((root / "model" / "feature-distributions.json").read_text())
    part = np.array(training["part"]) == "a"
    before = {key: [value for value, kept in zip(values, part) if kept] for key, values in training.items()}
    return request.param, report["drift"]["features"], stored["features"], before, now, ended


def counted(feature, values):
    """The counts of a column in the bins of a feature; labels are not used."""
    bins = feature["bins"]
    if bins["type"] == "ranges":
        edges = np.array(bins["edges"])
        numbers = np.array([math.nan if value is None else value for value in values], dtype=np.float64)
        with np.errstate(over="ignore"):
            usable = np.isfinite(numbers) & (np.abs(numbers) <= np.finfo(np.float32).max)
        # Logarithms take every finite number.
        usable = np.isfinite(numbers) if feature["feature"] == "logged" else usable
        counts = np.zeros(len(edges) + 2)
        counts[0] = (~usable).sum()
        for number in numbers[usable]:
            counts[1 + (edges < number).sum()] += 1
        return counts
    names = bins["names"]
    counts = np.zeros(len(names) + 4)
    known = KNOWN[feature["feature"]]
    for value in values:
        entries = value if isinstance(value, list) else [value]
        entries = [entry for entry in entries if entry is not None]
        counts[0] += not entries
        for entry in entries:
            counts[2 + names.index(entry) if entry in names else -2 if entry in known else 1] += 1
    return counts


KNOWN = {}


def psi(a, c):
    filled = a + c > 0
    a, c = a[filled], c[filled]
    prior = filled.sum() / 2
    pooled = (a + c) / (a.sum() + c.sum())
    p = (a + prior * pooled) / (a.sum() + prior)
    q = (c + prior * pooled) / (c.sum() + prior)
    expected = (len(a) - 1) * (a.sum() / (a.sum() + prior) ** 2 + c.sum() / (c.sum() + prior) ** 2)
    return ((p - q) * np.log(p / q)).sum(), expected


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def test_every_feature_has_the_drift_that_numpy_and_scipy_compute(measured):
    _, drift, stored, before, now, _ = measured
    assert set(drift) == set(NUMBERS + TEXTS + LISTS)
    for feature in stored:
        name = feature["feature"]
        if name not in NUMBERS:
            entries = [e for value in before[name] for e in (value if isinstance(value, list) else [value])]
            KNOWN[name] = {entry for entry in set(entries) if entries.count(entry) >= 2}
        a, c = counted(feature, before[name]), counted(feature, now[name])
        assert feature["splits"]["train"] == a.tolist(), name
        found = drift[name]
        assert sum(found["bins"]["now"]) == c.sum(), name
        assert found["psi"] == close(psi(a, c)[0]), name
        assert found["expectedPsi"] == close(psi(a, c)[1]), name
        assert found["jensenShannon"] == close(jensenshannon(a, c, base=2) ** 2), name
        assert found["missing"] == {"training": close(a[0] / a.sum()), "now": close(c[0] / c.sum())}, name
        if a[1] + c[1] > 0 and name not in NUMBERS:
            assert found["unseen"] == {"training": close(a[1] / a.sum()), "now": close(c[1] / c.sum())}, name


def test_features_are_in_the_order_of_psi(measured):
    _, drift, *_ = measured
    values = [feature["psi"] for feature in drift.values()]
    assert values == sorted(values, reverse=True)


def test_only_what_drifts_is_called_so(measured):
    table, drift, *_, ended = measured
    large = {name for name, feature in drift.items() if feature["level"] == "large"}
    if table == "awkward":
        assert large == {
            "shifted", "no_number", "one_number", "beyond", "not_finite",
            "no_text", "one_text", "new_text", "tags", "no_tags",
        }
    else:
        assert {feature["level"] for feature in drift.values()} == {"stable"}
        assert "Drift from the training split above" not in ended.text
