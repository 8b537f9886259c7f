"""Small slices of the census-income data, and a configuration small enough to train in seconds."""

from __future__ import annotations

from pathlib import Path

import pyarrow
import pyarrow.parquet as parquet

from programs import REPOSITORY

CENSUS = REPOSITORY / "deploy" / "data" / "census-income" / "census-income.parquet"
CONFIG = REPOSITORY / "conf" / "census-income.conf"
STRIDE = 31  # every 31st row: about 6,400 to train, 1,600 to validate and 1,600 to test

SMALL = """
include file("%s")
features = ${features} [{ columns = [visitor], encoding = vocabulary }]
network { experts = 2, expert-layers = [8], head-layers = [4], embedding-size = 2 }
rounds { epochs = 1, workers = 2, local-steps = 4, batch-size = 128 }
spark { "spark.sql.shuffle.partitions" = 2 }
""" % CONFIG


def write_days(root: Path, days: list[str]) -> Path:
    """Writes one partition dt=<day> for each day, of other rows each; 30 of 100 visitors of a day are new."""
    table = parquet.read_table(CENSUS)
    for offset, day in enumerate(days):
        partition = root / f"dt={day}"
        partition.mkdir(parents=True)
        rows = table.take(list(range(offset, table.num_rows, STRIDE)))
        visitors = [f"v{30 * offset + row % 100}" for row in range(rows.num_rows)]
        rows = rows.append_column("visitor", pyarrow.array(visitors))
        parquet.write_table(rows, partition / "part-0.parquet")
    return root


def write_config(file: Path, more: str = "") -> Path:
    file.write_text(SMALL + more)
    return file
