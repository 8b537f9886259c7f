"""The encoder of raw rows in deploy/onnx alone: hashes, files and rows that do not fit; test_export has its predictions."""

from __future__ import annotations

import json

import numpy
import pyarrow
import pytest
import raw_rows

TEXTS = ["", "a", "0", "007", "user-1234567", "Müller", "日本語", "🙂", "a b\tc\"d`", "x" * 100]


def feature(name: str, encoder: dict, kind: str = "TEXT", shape: str = "SCALAR", indicator: str = "NONE") -> dict:
    return {"name": name, "sources": [{"column": name, "type": kind, "shape": shape}], "encoder": encoder,
            "lists": {"maxLength": 2, "keep": "LAST", "pooling": "MEAN"}, "indicator": indicator, "vocabulary": "",
            "columns": [name] + [f"{name}_missing"] * (indicator == "ADDED")}


def exported(directory, *features: dict, schema: int = 1) -> raw_rows.RawRows:
    (directory / "encoders.json").write_text(json.dumps({"schema": schema, "data": "f", "features": features}))
    names = [(column, kind["sources"][0]["shape"] == "LIST") for kind in features for column in kind["columns"]]
    inputs = [{"name": name, "feature": name, "content": "ids", "type": "int64"} for name, _ in names]
    inputs += [{"name": f"{name}:lengths", "feature": name, "content": "lengths", "type": "int64"}
               for name, is_list in names if is_list]
    (directory / "export.json").write_text(json.dumps({"inputs": inputs}))
    return raw_rows.RawRows(directory)


def test_hashes_areThoseOfTheSpecification():
    assert raw_rows.xxh64(b"", 0) == 0xEF46DB3751D8E999
    assert raw_rows.xxh64(b"a", 0) == 0xD24EC4F1A98C6E5B
    assert raw_rows.xxh64(b"abc", 0) == 0x44BC2CF5AD770999


def test_hashedIds_areTheReleasedOnes():
    """The numbers of XxHash64Test."""
    ids = raw_rows.TextIds({"type": "hashed", "table": "x", "buckets": 1_000_000}, None)
    assert [ids.of(text.encode()) for text in TEXTS] == [
        298194, 267252, 249640, 130546, 634912, 716987, 215414, 492099, 507436, 503415]


def test_texts_ofValues():
    values = [True, False, -7, 2**63 - 1, "ü", b"\xff", "\ud800"]
    assert [raw_rows.text_of(value) for value in values] == [
        b"true", b"false", b"-7", b"9223372036854775807", "ü".encode(), b"\xff", b"?"]


def test_crosses_ofDifferentParts_differ():
    assert raw_rows.cross(("a", 1)) == b"a\x1f1"
    assert raw_rows.cross(("a\x1f", "b")) != raw_rows.cross(("a", "\x1fb"))


def test_vocabulary_escapes_areRead(tmp_path):
    file = tmp_path / "v.tsv"
    file.write_bytes(b"fulcrum vocabulary 1\n9\ta\tb\\\\n\\n\\\\\n5\t\n")
    assert raw_rows.vocabulary(file) == {b"a\tb\\n\n\\": 0, b"": 1}
    file.write_bytes(b"a\n")
    with pytest.raises(ValueError, match="v.tsv does not begin with the line: fulcrum vocabulary 1"):
        raw_rows.vocabulary(file)


def test_inputs_listsAndMissingValues(tmp_path):
    encoders = exported(tmp_path, feature("tags", {"type": "hashed", "table": "t", "buckets": 9}, shape="LIST"),
                        feature("edge", {"type": "buckets", "edges": [0.0, 2.0]}, "NUMBER", indicator="ADDED"))
    inputs = encoders.inputs(pyarrow.table({
        "tags": [["a", None, "b", "c"], None, ["c"]], "edge": [-0.0, None, 2.5]}))
    assert inputs["tags:lengths"].tolist() == [2, 0, 1]
    assert inputs["tags"][0].tolist()[1] == inputs["tags"][2].tolist()[0]
    assert inputs["edge"].tolist() == [1, 0, 3]
    assert inputs["edge_missing"].tolist() == [0, 1, 0]


def weighted_tags(directory, kind: str = "NUMBER") -> raw_rows.RawRows:
    tags = feature("tags", {"type": "hashed", "table": "t", "buckets": 99}, shape="LIST", indicator="ADDED")
    tags["sources"].append({"column": "scores", "type": kind, "shape": "LIST"})
    tags["columns"].insert(1, "tags_weights")
    exported(directory, tags)
    inputs = [("tags", "tags", "ids", "int64"), ("tags:lengths", "tags", "lengths", "int64"),
              ("tags_weights", "tags_weights", "weights", "float32"), ("tags_missing", "tags_missing", "number", "float32")]
    names = ("name", "feature", "content", "type")
    (directory / "export.json").write_text(json.dumps({"inputs": [dict(zip(names, entry)) for entry in inputs]}))
    return raw_rows.RawRows(directory)


def test_inputs_weightedList_isItsLastPairs(tmp_path):
    inputs = weighted_tags(tmp_path).inputs(pyarrow.table({
        "tags": [["a", "b", "c", None], ["c"], None, ["a"], ["a", "b", "c", "d"]],
        "scores": [[0.5, 1e-60, 3.0, 9.0], [-0.0], [1.0], None, [-1.0, numpy.nan, 1e300, None]]}))
    assert inputs["tags:lengths"].tolist() == [2, 1, 0, 0, 0]
    assert inputs["tags_weights"].tolist() == [[0, 3], [0, 0], [0, 0], [0, 0], [0, 0]]
    assert inputs["tags_weights"].dtype == numpy.float32 and not numpy.signbit(inputs["tags_weights"]).any()
    assert inputs["tags"][0][1] == inputs["tags"][1][0]
    assert inputs["tags_missing"].tolist() == [0, 0, 1, 1, 1]


def test_inputs_weightsOfAnotherWidth_areNumbers(tmp_path):
    encoders = weighted_tags(tmp_path, "WHOLE")
    for scores in ([[1, 2]], [[1.0, 2.0]]):
        assert encoders.inputs(pyarrow.table({"tags": [["a", "b"]], "scores": scores}))["tags_weights"].tolist() == [[1, 2]]
    with pytest.raises(ValueError, match="column scores is list<item: string>, in training it was WHOLE in a list"):
        encoders.inputs(pyarrow.table({"tags": [["a"]], "scores": [["1"]]}))


def test_inputs_anotherNumberOfWeights_isRefused(tmp_path):
    with pytest.raises(ValueError, match=r"^Lists tags and scores have 2 and 1 entries in one row, but each entry needs one"
                                         r" weight\.$"):
        weighted_tags(tmp_path).inputs(pyarrow.table({"tags": [["a", "b"]], "scores": [[1.0]]}))


def test_inputs_categoriesAndLargeTexts_areTheTexts(tmp_path):
    encoders = exported(tmp_path, feature("city", {"type": "hashed", "table": "t", "buckets": 99}))
    texts = pyarrow.array(["a", None, "b", "a"])
    plain = encoders.inputs(pyarrow.table({"city": texts}))["city"]
    for same in (texts.dictionary_encode(), texts.cast(pyarrow.large_string())):
        assert numpy.array_equal(encoders.inputs(pyarrow.table({"city": same}))["city"], plain)
    assert encoders.inputs(pyarrow.table({"city": texts.slice(0, 0)}))["city"].shape == (0,)


def test_inputs_ofOtherColumns_areRefusedTogether(tmp_path):
    encoders = exported(tmp_path, feature("city", {"type": "hashed", "table": "t", "buckets": 9}),
                        feature("tags", {"type": "hashed", "table": "t", "buckets": 9}, shape="LIST"),
                        feature("age", {"type": "identity"}, "WHOLE"))
    with pytest.raises(ValueError, match=r"^These rows do not fit the model: column city is int64, in training it was TEXT;"
                                         r" column tags is string, in training it was TEXT in a list;"
                                         r" there is no column age\.$"):
        encoders.inputs(pyarrow.table({"city": [1], "tags": ["a"]}))


def test_encoders_ofALaterSchema_areRefused(tmp_path):
    with pytest.raises(ValueError, match=r"encoders.json has schema 2, this program reads 1\."):
        exported(tmp_path, schema=2)
