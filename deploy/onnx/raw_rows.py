"""Encodes raw rows for an exported model: `encoders.json` and the vocabularies beside it are all that it reads.

    encoders = RawRows("runs/day/onnx")
    inputs = encoders.inputs(pyarrow.parquet.read_table("day.parquet"))
    predictions = onnxruntime.InferenceSession("runs/day/onnx/model.onnx").run(None, inputs)

Needs numpy and pyarrow. A column has the type that it had in training. Each distinct value is encoded once.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from pathlib import Path

import numpy
import pyarrow
import pyarrow.compute as compute

SEED = 42  # of the hash of a table's name, which is the seed of the table's hashes
MASK = (1 << 64) - 1
PRIMES = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
LARGEST = float(numpy.finfo(numpy.float32).max)
PARTS = {"HOUR": 24, "WEEKDAY": 7, "DAY": 31, "MONTH": 12}

TYPES = pyarrow.types
NUMERIC = (TYPES.is_integer, TYPES.is_floating, TYPES.is_decimal)
TEXT = (TYPES.is_string, TYPES.is_large_string, TYPES.is_binary, TYPES.is_large_binary)
ACCEPTED = {"TEXT": TEXT, "BOOLEAN": (TYPES.is_boolean,), "WHOLE": (TYPES.is_integer,), "NUMBER": NUMERIC,
            "DATE": (TYPES.is_date,), "TIMESTAMP": (TYPES.is_timestamp,)}


class RawRows:
    """The encoders of an exported model."""

    def __init__(self, exported: str | Path):
        directory = Path(exported)
        description = json.loads((directory / "encoders.json").read_text(encoding="utf-8"))
        if description["schema"] != 1:
            raise ValueError(f"{directory}/encoders.json has schema {description['schema']}, this program reads 1.")
        self._features = description["features"]
        self._inputs = json.loads((directory / "export.json").read_text(encoding="utf-8"))["inputs"]
        files = {feature["vocabulary"] for feature in self._features if feature["vocabulary"]}
        self._known = {file: vocabulary(directory / file) for file in files}

    def inputs(self, rows: pyarrow.Table) -> dict[str, numpy.ndarray]:
        """Returns the inputs of the exported model by name."""
        rows = pyarrow.table({name: plain(rows.column(name)) for name in rows.schema.names})
        require_columns(self._features, rows.schema)
        encoded: dict[str, object] = {}
        for feature in self._features:
            sources = [as_read(rows.column(source["column"]).combine_chunks()) for source in feature["sources"]]
            encoded |= zip(feature["columns"], self._encode(feature, sources), strict=True)
        return {entry["name"]: array_of(encoded[entry["feature"]], entry) for entry in self._inputs}

    def _encode(self, feature: dict, sources: list[pyarrow.Array]) -> list:
        """Returns the encoded columns of a feature; a list feature's first is a pair of ids and lengths."""
        encoder, kind = feature["encoder"], feature["encoder"]["type"]
        if kind in ("vocabulary", "hashed"):
            ids = TextIds(encoder, self._known.get(feature["vocabulary"]))
            if is_weighted(feature):
                pairs = [kept_pairs(lists, feature) for lists in zip(*(source.to_pylist() for source in sources))]
                columns = [padded([ids.of(text) for text, _ in row] for row in pairs),
                           padded(([weight for _, weight in row] for row in pairs), numpy.float32)[0]]
                missing = columns[0][1] == 0
            elif feature["sources"][0]["shape"] == "LIST":
                columns = [padded([ids.of(text) for text in kept(entries, feature["lists"])]
                                  for entries in sources[0].to_pylist())]
                missing = columns[0][1] == 0
            else:
                columns = [by_distinct(sources, lambda *parts: ids.of(cross(parts)), 0).astype(numpy.int64)]
                missing = columns[0] == 0
        elif kind in ("calendar", "cyclic"):
            columns, missing = times(encoder, sources)
        else:
            columns, missing = numbers(encoder, sources[0])
        return columns + [missing.astype(numpy.float32)] * (feature["indicator"] == "ADDED")


def require_columns(features: list[dict], schema: pyarrow.Schema) -> None:
    """Names every column that is missing or of another type."""
    problems = []
    for feature in features:
        for place, source in enumerate(feature["sources"]):
            name, wanted, is_list = source["column"], source["type"], source["shape"] == "LIST"
            is_text = feature["encoder"]["type"] in ("vocabulary", "hashed") and not (is_weighted(feature) and place == 1)
            if name not in schema.names:
                problems.append(f"there is no column {name}")
                continue
            found = schema.field(name).type
            entry = found.value_type if is_list and hasattr(found, "value_type") else found
            accepted = NUMERIC if wanted == "WHOLE" and not is_text else ACCEPTED[wanted]
            if is_list != (TYPES.is_list(found) or TYPES.is_large_list(found)) or not any(is_a(entry) for is_a in accepted):
                problems.append(f"column {name} is {found}, in training it was {wanted}{' in a list' * is_list}")
    if problems:
        raise ValueError("These rows do not fit the model: " + "; ".join(dict.fromkeys(problems)) + ".")


def plain(column: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray:
    """Returns the values of a column that pandas or polars stored as categories."""
    return column.cast(column.type.value_type) if TYPES.is_dictionary(column.type) else column


def as_read(column: pyarrow.Array) -> pyarrow.Array:
    """Returns texts as their bytes, which need not be valid UTF-8, and times in microseconds."""
    found = column.type
    if TYPES.is_list(found) or TYPES.is_large_list(found):
        is_text = TYPES.is_string(found.value_type) or TYPES.is_large_string(found.value_type)
        return column.cast(pyarrow.list_(pyarrow.binary())) if is_text else column
    if TYPES.is_string(found) or TYPES.is_large_string(found):
        return column.cast(pyarrow.binary())
    return column.cast(pyarrow.timestamp("us", found.tz), safe=False) if TYPES.is_timestamp(found) else column


def vocabulary(file: Path) -> dict[bytes, int]:
    """Returns the place of each value of a vocabulary file."""
    header, *lines = file.read_bytes().split(b"\n")[:-1]
    if header != b"fulcrum vocabulary 1":
        raise ValueError(f"{file} does not begin with the line: fulcrum vocabulary 1")
    return {unescaped(line.partition(b"\t")[2]): place for place, line in enumerate(lines)}


def unescaped(value: bytes) -> bytes:
    return b"\\".join(part.replace(b"\\n", b"\n") for part in value.split(b"\\\\"))


class TextIds:
    """The ids of texts: of known ones by their place, of all others by their hash."""

    def __init__(self, encoder: dict, known: dict[bytes, int] | None):
        self._known = known or {}
        self._first = 1 + encoder.get("oovBuckets", 0)
        self._buckets = encoder["oovBuckets"] if encoder["type"] == "vocabulary" else encoder["buckets"]
        self._seed = xxh64(encoder["table"].encode(), SEED)
        self._hashed: dict[bytes, int] = {}

    def of(self, text: bytes) -> int:
        place = self._known.get(text)
        if place is not None:
            return self._first + place
        if text not in self._hashed:
            signed = xxh64(text, self._seed)
            signed -= (signed >> 63) << 64
            self._hashed[text] = 1 + signed % self._buckets
        return self._hashed[text]


def text_of(value: object) -> bytes:
    """Returns the UTF-8 bytes of a text, whole number, boolean or date."""
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, date):
        return value.isoformat().encode()
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


def cross(parts: tuple) -> bytes:
    """Returns the text of a value, or of several that are one feature."""
    texts = [text_of(part) for part in parts]
    if len(texts) == 1:
        return texts[0]
    return b"\x1f".join(text.replace(b"\x1e", b"\x1eE").replace(b"\x1f", b"\x1eS") for text in texts)


def kept(entries: list | None, rule: dict) -> list[bytes]:
    return cut([text_of(entry) for entry in entries or [] if entry is not None], rule)


def cut(entries: list, rule: dict) -> list:
    return entries[: rule["maxLength"]] if rule["keep"] == "FIRST" else entries[-rule["maxLength"]:]


def is_weighted(feature: dict) -> bool:
    """Returns whether a feature is a list whose second source has the weights of its entries."""
    return [source["shape"] for source in feature["sources"]] == ["LIST", "LIST"]


def kept_pairs(lists: tuple[list | None, list | None], feature: dict) -> list[tuple[bytes, float]]:
    """Returns the entries of a list with their weights, without the pairs that lack one of both."""
    entries, weights = lists
    if entries is None or weights is None:
        return []
    if len(entries) != len(weights):
        first, second = (source["column"] for source in feature["sources"])
        raise ValueError(f"Lists {first} and {second} have {len(entries)} and {len(weights)} entries in one row,"
                         " but each entry needs one weight.")
    pairs = [(text_of(entry), float(weight) + 0.0) for entry, weight in zip(entries, weights)
             if entry is not None and weight is not None and 0 <= weight <= LARGEST]
    return cut(pairs, feature["lists"])


def padded(lists, kind: type = numpy.int64) -> tuple[numpy.ndarray, numpy.ndarray]:
    every = list(lists)
    lengths = numpy.array([len(entries) for entries in every], numpy.int64)
    padding = numpy.zeros((len(every), lengths.max(initial=0)), kind)
    padding[numpy.arange(padding.shape[1]) < lengths[:, None]] = [entry for entries in every for entry in entries]
    return padding, lengths


def by_distinct(sources: list[pyarrow.Array], encode, missing) -> numpy.ndarray:
    """Returns encode(values) of each row; rows without one of the values are missing."""
    places, values = [], []
    for source in sources:
        encoded = compute.dictionary_encode(source)
        places.append(compute.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(numpy.int64))
        values.append(encoded.dictionary.to_pylist())
    rows, inverse = numpy.unique(numpy.stack(places), axis=1, return_inverse=True)
    answers = [missing if (row < 0).any() else encode(*(found[place] for found, place in zip(values, row)))
               for row in rows.T]
    return numpy.array(answers)[inverse.reshape(-1)] if answers else numpy.zeros(0)


def numbers(encoder: dict, source: pyarrow.Array) -> tuple[list[numpy.ndarray], numpy.ndarray]:
    """Returns the columns of an encoder of numbers, and where the number is missing."""
    kind = encoder["type"]
    x = compute.fill_null(source.cast(pyarrow.float64(), safe=False), numpy.nan).to_numpy(zero_copy_only=False)
    missing = ~numpy.isfinite(x) if kind == "log" else ~(numpy.abs(x) <= LARGEST)
    x = numpy.where(missing, 0.0, x)
    if kind == "buckets":
        return [numpy.where(missing, 0, 1 + numpy.searchsorted(encoder["edges"], x, side="left"))], missing
    columns = [x]
    if kind in ("standardised", "log"):
        y = numpy.sign(x) * numpy.log1p(numpy.abs(x)) if kind == "log" else x
        scale = 1 / encoder["deviation"] if encoder["deviation"] > 0 else 0.0
        columns = [(y - encoder["mean"]) * scale]
    elif kind == "piecewise":
        edges = encoder["edges"]
        least = [-LARGEST] + [0.0] * (len(edges) - 2)
        most = [1.0] * (len(edges) - 2) + [LARGEST]
        columns = [numpy.clip((x - low) / (high - low), floor, ceiling)
                   for low, high, floor, ceiling in zip(edges, edges[1:], least, most)]
    elif kind != "identity":
        raise ValueError(f"encoders.json has an encoder {kind}, which this program does not know.")
    columns = [numpy.where(missing, 0, numpy.clip(column, -LARGEST, LARGEST)) for column in columns]
    return [column.astype(numpy.float32) for column in columns], missing


def times(encoder: dict, sources: list[pyarrow.Array]) -> tuple[list[numpy.ndarray], numpy.ndarray]:
    part = encoder["part"]
    values = by_distinct(sources, lambda value: part_of(part, value), -1)
    missing = values < 0
    if encoder["type"] == "calendar":
        return [values.astype(numpy.int64) + 1], missing
    angle = 2 * numpy.pi * values / PARTS[part]
    return [numpy.where(missing, 0, wave(angle)).astype(numpy.float32) for wave in (numpy.sin, numpy.cos)], missing


def part_of(part: str, value: date | datetime) -> int:
    """Returns a part of a date or time in UTC; a time without a zone is UTC."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(timezone.utc)
    if part == "HOUR":
        return value.hour if isinstance(value, datetime) else 0
    return value.weekday() if part == "WEEKDAY" else value.day - 1 if part == "DAY" else value.month - 1


def array_of(column: object, entry: dict) -> numpy.ndarray:
    """Returns an encoded column as an input takes it."""
    if isinstance(column, tuple):
        column = column[1] if entry["content"] == "lengths" else column[0]
    return column.astype(entry["type"])


def xxh64(data: bytes, seed: int) -> int:
    """Returns the 64-bit xxHash of bytes."""
    one, two, three, four, five = PRIMES
    at = len(data) // 32 * 32
    if at:
        lanes = [seed + one + two, seed + two, seed, seed - one]
        for block in range(0, at, 32):
            lanes = [_round(lane, data[block + 8 * i:block + 8 * i + 8]) for i, lane in enumerate(lanes)]
        hashed = sum(_rotate(lane & MASK, bits) for lane, bits in zip(lanes, (1, 7, 12, 18))) & MASK
        for lane in lanes:
            hashed = ((hashed ^ _round(0, lane.to_bytes(8, "little"))) * one + four) & MASK
    else:
        hashed = seed + five
    hashed = (hashed + len(data)) & MASK
    for at in range(at, len(data) - 7, 8):
        hashed = (_rotate(hashed ^ _round(0, data[at:at + 8]), 27) * one + four) & MASK
    rest = data[len(data) // 8 * 8:]
    if len(rest) >= 4:
        hashed = (_rotate(hashed ^ int.from_bytes(rest[:4], "little") * one & MASK, 23) * two + three) & MASK
        rest = rest[4:]
    for byte in rest:
        hashed = _rotate(hashed ^ byte * five & MASK, 11) * one & MASK
    hashed = (hashed ^ hashed >> 33) * two & MASK
    hashed = (hashed ^ hashed >> 29) * three & MASK
    return hashed ^ hashed >> 32


def _round(lane: int, data: bytes) -> int:
    return _rotate((lane + int.from_bytes(data, "little") * PRIMES[1]) & MASK, 31) * PRIMES[0] & MASK


def _rotate(value: int, bits: int) -> int:
    return (value << bits | value >> 64 - bits) & MASK
