"""What score publishes is read whole by the programs that read Parquet: the files beside the data are ignored."""

import duckdb
import pandas
import polars
import pyarrow.dataset
import pytest

import programs
import slices


@pytest.fixture(scope="module")
def published(tmp_path_factory, small_config):
    root = tmp_path_factory.mktemp("predictions")
    day = slices.write_days(root / "raw", ["2026-01-01"])
    for words in (
        ("prepare", "--output", root / "data", "--set", f"data.input={day}"),
        ("train", "--data", root / "data", "--output", root / "model"),
        ("score", "--data", root / "data", "--model", root / "model", "--output", root / "out"),
    ):
        programs.fulcrum(*words, "--config", small_config, seconds=300).must(0)
    return root


READERS = {
    "pandas": lambda folder: pandas.read_parquet(folder),
    "polars": lambda folder: polars.read_parquet(f"{folder}/**/*.parquet").to_pandas(),
    "duckdb": lambda folder: duckdb.sql(f"select * from read_parquet('{folder}/**/*.parquet')").df(),
    "pyarrow dataset": lambda folder: pyarrow.dataset.dataset(folder).to_table().to_pandas(),
}


@pytest.mark.parametrize("reader", READERS)
def test_readers_take_the_output_of_score_whole(published, reader):
    whole = READERS[reader](published / "out")
    part = READERS[reader](published / "out" / "predictions")
    expected = pandas.read_parquet(published / "data" / "test")
    assert len(whole) == len(part) == len(expected) > 1000
    assert list(whole.columns) == list(part.columns)
    assert {"income", "never-married"} <= set(whole.columns)


@pytest.mark.parametrize("reader", READERS)
def test_readers_take_a_prepared_split_whole(published, reader):
    for split in ("train", "validation", "test"):
        assert "label_income" in READERS[reader](published / "data" / split).columns


def test_files_beside_the_data_begin_with_an_underscore(published):
    names = {file.name for file in (published / "out").iterdir()}
    assert names == {"_resolved.conf", "_run-record.json", "predictions"}
