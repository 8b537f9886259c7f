"""Makes the Parquet files of ParquetTypesIT: one file for each column type, encoding and codec, with what it must be read as.

    python deploy/tests/make_parquet_types.py

Needs pyarrow, numpy and duckdb. Each file has six rows and the columns id, part (the split), y (a label) and c, the column under
test. types.json says, file by file, what c must be read as: "text" for keys and categories, "number" for numbers and labels,
"time" for a split by time (ISO 8601, UTC), null where that use is refused; "key" says whether it can be a key, and "refused" is
a part of every message that refuses it.
"""

import datetime as dt
import decimal
import json
import pathlib

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).parents[2] / "feature-pipelines/src/test/resources/io/fulcrum/features/read/types"
ROWS = {
    "id": pa.array(range(6), pa.int64()),
    "part": pa.array(["train", "train", "validation", "validation", "test", "test"]),
    "y": pa.array([0, 1, 0, 1, 0, 1], pa.int8()),
}
EXPECTED = {}


def write(name, column, text=None, number=None, time=None, key=True, refused=None, **options):
    pq.write_table(pa.table({**ROWS, "c": column}), FOLDER / f"{name}.parquet", **options)
    EXPECTED[name] = {"text": text, "number": number, "time": time, "key": key, "refused": refused}


def whole(name, type, values, **options):
    write(
        name,
        pa.array(values, type),
        text=[None if v is None else str(v) for v in values],
        number=[None if v is None else float(v) for v in values],
        time=[None if v is None else str(v) for v in values],
        **options,
    )


def real(name, type, values, **options):
    write(name, pa.array(values, type), number=values, time=[None if v is None else repr(v) for v in values], **options)


def texts(name, type, values, **options):
    write(name, pa.array(values, type), text=values, **options)


def unreadable(name, column, refused, **options):
    write(name, column, key=False, refused=refused, **options)


def numbers():
    for bits in (8, 16, 32, 64):
        least, most = -(1 << bits - 1), (1 << bits - 1) - 1
        whole(f"int{bits}", getattr(pa, f"int{bits}")(), [least, -1, 0, None, 7, most])
        whole(f"uint{bits}", getattr(pa, f"uint{bits}")(), [0, 1, 7, None, (1 << bits - 1) + 3, (1 << bits) - 1])
    real("float", pa.float32(), [-1.5, 0.25, 3.0, None, 1e10, 2.0**-20])
    real("double", pa.float64(), [-1.5, 0.1, 3.0, None, 1e300, 5e-324])
    write("bool", pa.array([True, False, True, None, False, True]), text=["true", "false", "true", None, "false", "true"])
    EXPECTED["bool"]["label"] = [1.0, 0.0, 1.0, None, 0.0, 1.0]
    cents = [decimal.Decimal(v) if v else None for v in ("-1.25", "0.50", "3.00", None, "12345.67", "0.01")]
    for name, type in (("decimal-9-2", pa.decimal128(9, 2)), ("decimal-38-2", pa.decimal128(38, 2))):
        write(
            name,
            pa.array(cents, type),
            number=[None if v is None else float(v) for v in cents],
            time=[None if v is None else str(v) for v in cents],
        )
    whole("decimal-18-0", pa.decimal128(18, 0), [-5, 0, 7, None, 10**17, 3])
    unreadable("decimal-50-2", pa.array(cents, pa.decimal256(50, 2)), "decimal of more than 38 digits")
    unreadable("float16", pa.array(np.array([0.5, 1, 2, 3, 4, 5], np.float16)), "float16")
    write("null", pa.nulls(6), text=[None] * 6, number=[None] * 6, time=[None] * 6)


def strings():
    values = ["007", "a`b.c", "", None, "日本 \u0007", "Ünï"]
    texts("string", pa.string(), values)
    texts("large-string", pa.large_string(), values)
    texts("dictionary", pa.dictionary(pa.int8(), pa.string()), values)
    write("json", pa.array(["{}", "1", "[]", None, "2", "3"], pa.json_()), text=["{}", "1", "[]", None, "2", "3"])
    write("binary", pa.array([b"a", b"b", b"c", None, b"d", b"\xff"]))
    write("fixed-binary", pa.array([b"abcd"] * 6, pa.binary(4)))
    unreadable("uuid", pa.array([bytes(range(16))] * 6, pa.uuid()), "UUID")


def times():
    days = [dt.date(1, 1, 1), dt.date(1582, 10, 10), dt.date(1969, 12, 31), None, dt.date(2026, 1, 1), dt.date(9999, 12, 31)]
    iso = [None if d is None else d.isoformat() for d in days]
    write("date32", pa.array(days, pa.date32()), text=iso, time=iso)
    later = [dt.date(9999, 12, 31).toordinal() - dt.date(1970, 1, 1).toordinal() + days for days in range(1, 7)]
    after = ["+10000-01-0%d" % day for day in range(1, 7)]
    write("date-after-9999", pa.array(later, pa.int32()).cast(pa.date32()), text=after, time=after)
    seconds = [-62135596800, -12219292801, -1, None, 1767225600, 253402300799]
    iso = ["0001-01-01T00:00:00Z", "1582-10-14T23:59:59Z", "1969-12-31T23:59:59Z", None, "2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
    for unit, factor in (("s", 1), ("ms", 1000), ("us", 1000000)):
        scaled = pa.array([None if s is None else s * factor for s in seconds])
        write(f"timestamp-{unit}", scaled.cast(pa.timestamp(unit)), time=iso)
        write(f"timestamp-{unit}-utc", scaled.cast(pa.timestamp(unit, "UTC")), time=iso)
    nanos = pa.array([-1, -1000, -1001, None, 1767225600123456789, 9223372036854775807])
    iso = [
        "1969-12-31T23:59:59.999999Z",
        "1969-12-31T23:59:59.999999Z",
        "1969-12-31T23:59:59.999998Z",
        None,
        "2026-01-01T00:00:00.123456Z",
        "2262-04-11T23:47:16.854775Z",
    ]
    write("timestamp-ns", nanos.cast(pa.timestamp("ns")), time=iso)
    write("timestamp-ns-utc", nanos.cast(pa.timestamp("ns", "UTC")), time=iso)
    write("int96", nanos.cast(pa.timestamp("ns")), time=iso, use_deprecated_int96_timestamps=True)
    unreadable("time-ms", pa.array(range(6), pa.int32()).cast(pa.time32("ms")), "time of day")
    unreadable("time-us", pa.array(range(6)).cast(pa.time64("us")), "time of day")
    unreadable("time-ns", pa.array(range(6)).cast(pa.time64("ns")), "time of day")
    whole("duration", pa.int64(), [1, 2, 3, None, 4, 5])
    pq.write_table(
        pa.table({**ROWS, "c": pa.array([1, 2, 3, None, 4, 5]).cast(pa.duration("us"))}), FOLDER / "duration.parquet"
    )
    duckdb.sql(
        f"copy (select i as id, case when i < 2 then 'train' when i < 4 then 'validation' else 'test' end as part,"
        f" cast(i % 2 as tinyint) as y, to_days(cast(i as int)) as c from range(6) t(i)) to '{FOLDER}/interval.parquet'"
    )
    EXPECTED["interval"] = {"text": None, "number": None, "time": None, "key": False, "refused": "interval"}


def nested():
    lists = [["a", "b"], [], None, ["c", None], ["d"], ["e"]]
    write("list-of-strings", pa.array(lists))
    EXPECTED["list-of-strings"]["list"] = [["a", "b"], [], None, ["c"], ["d"], ["e"]]
    write("list-of-ints", pa.array([[1, 2], [], None, [3, None], [4], [5]], pa.list_(pa.uint32())))
    EXPECTED["list-of-ints"]["list"] = [["1", "2"], [], None, ["3"], ["4"], ["5"]]
    write("list-of-doubles", pa.array([[1.0], [], None, [3.0], [4.0], [5.0]]))
    unreadable("list-of-ns", pa.array([[1]] * 6, pa.list_(pa.timestamp("ns"))), "timestamps in nanoseconds")
    unreadable("list-of-float16", pa.array([[np.float16(1)]] * 6, pa.list_(pa.float16())), "float16")
    write("struct", pa.array([{"a": 1, "b.c": "x"}] * 6))
    write("map", pa.array([[("a", 1)]] * 6, pa.map_(pa.string(), pa.int64())), key=False, refused="map")
    write(
        "struct-of-map",
        pa.array([{"m": [("a", 1)]}] * 6, pa.struct([("m", pa.map_(pa.string(), pa.int64()))])),
        key=False,
        refused="struct",
    )


def pages():
    plain = {"use_dictionary": False}
    split = {**plain, "column_encoding": {"c": "BYTE_STREAM_SPLIT"}}
    real("double-byte-stream-split", pa.float64(), [-1.5, 0.1, 3.0, None, 1e300, 5e-324], **split)
    real("float-byte-stream-split", pa.float32(), [-1.5, 0.25, 3.0, None, 1e10, 2.0**-20], **split)
    unreadable("int32-byte-stream-split", pa.array(range(6), pa.int32()), "is whole, but its column", **split)
    for bits in (8, 32, 64):
        whole(
            f"int{bits}-delta",
            getattr(pa, f"int{bits}")(),
            [-9, -1, 0, None, 7, 100],
            **plain,
            column_encoding={"c": "DELTA_BINARY_PACKED"},
        )
    days = pa.array([dt.date(1582, 10, 10)] * 6)
    iso = ["1582-10-10"] * 6
    write("date-delta", days, text=iso, time=iso, **plain, column_encoding={"c": "DELTA_BINARY_PACKED"})
    values = ["007", "a", "", None, "b", "bc"]
    texts("string-delta", pa.string(), values, **plain, column_encoding={"c": "DELTA_BYTE_ARRAY"})
    texts("string-delta-length", pa.string(), values, **plain, column_encoding={"c": "DELTA_LENGTH_BYTE_ARRAY"})
    texts("string-page-2", pa.string(), values, data_page_version="2.0", version="2.6")
    write(
        "bool-rle",
        pa.array([True, False, True, None, False, True]),
        text=["true", "false", "true", None, "false", "true"],
        **plain,
        column_encoding={"c": "RLE"},
    )
    EXPECTED["bool-rle"]["label"] = [1.0, 0.0, 1.0, None, 0.0, 1.0]
    for codec in ("none", "gzip", "zstd", "lz4"):
        whole(f"codec-{codec}", pa.int32(), [-9, -1, 0, None, 7, 100], compression=codec)
    unreadable("codec-brotli", pa.array(range(6)), "is whole, but its column", compression={"c": "brotli"})


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for make in (numbers, strings, times, nested, pages):
        make()
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(EXPECTED[name])}" for name in sorted(EXPECTED))
    (FOLDER / "types.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")
