#!/usr/bin/env python3
"""The polars side of `fulcrum bench prepare`: the same ids, statistics and files with lazy frames on two threads.

    prepare_polars.py TABLE OUTPUT

TABLE is the directory of Parquet that `fulcrum bench prepare` wrote. OUTPUT gets train, validation and test. The last
line is JSON: seconds, processorSeconds, peakMegabytes, bytes.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "2")

import polars as pl  # noqa: E402  (after its number of threads)

TEXTS = [f"c{i}" for i in range(26)]
NUMBERS = [f"n{i}" for i in range(13)]
MIN_COUNT = 5


def prepare(table: Path, output: Path) -> None:
    rows = pl.scan_parquet(table / "*.parquet").with_columns(place=pl.col("id").hash() % 10)
    train = rows.filter(pl.col("place") < 8)
    counts = pl.collect_all([
        train.group_by(text).len().filter(pl.col("len") >= MIN_COUNT).sort("len", text, descending=[True, False])
        for text in TEXTS])
    moments = train.select(
        *[pl.col(number).mean().alias(number + "_mean") for number in NUMBERS],
        *[pl.col(number).std(ddof=0).alias(number + "_std") for number in NUMBERS]).collect()
    ids = [
        pl.col(text).replace_strict(
            known[text], pl.Series(range(2, 2 + len(known)), dtype=pl.Int32), default=1, return_dtype=pl.Int32)
        for text, known in zip(TEXTS, counts)]
    numbers = [
        ((pl.col(number) - moments[number + "_mean"][0]) / moments[number + "_std"][0]).fill_null(0).cast(pl.Float32)
        for number in NUMBERS]
    encoded = rows.select(
        "id", *ids, *numbers, pl.col("click", "buy").cast(pl.Float32).name.prefix("label_"), "place")
    output.mkdir(parents=True)
    splits = {"train": pl.col("place") < 8, "validation": pl.col("place") == 8, "test": pl.col("place") == 9}
    for name, condition in splits.items():
        encoded.filter(condition).drop("place").sink_parquet(output / f"{name}.parquet", compression="zstd")


def main(words: list[str]) -> None:
    if len(words) != 2:
        sys.exit(__doc__)
    table, output = Path(words[0]), Path(words[1])
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.monotonic()
    prepare(table, output)
    seconds = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "seconds": seconds,
        "processorSeconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peakMegabytes": after.ru_maxrss / 1024,
        "bytes": sum(file.stat().st_size for file in output.rglob("*.parquet"))}))


if __name__ == "__main__":
    main(sys.argv[1:])
