"""The sides of the benchmarks in Python, all of them that needs no PyTorch: arguments, shapes, turns, what they say
without.

What it computes is checked where PyTorch is: `deploy/bench/.venv/bin/python deploy/bench/check_shapes.py`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy
import pytest
from programs import run

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))

import library_step  # noqa: E402
import pytorch_step  # noqa: E402
import serving  # noqa: E402
from stand_in import stand_in  # noqa: E402

SHAPE = {"rows": 10, "batchSize": 4, "fields": [3, 5], "embeddingSize": 2, "numbers": 1, "tasks": 2,
         "architecture": {"type": "mmoe", "experts": 2, "expertLayers": [4], "headLayers": [3]}}


@pytest.fixture
def workload(tmp_path) -> Path:
    (tmp_path / "workload.json").write_text(json.dumps(SHAPE))
    return tmp_path


def test_arguments_none_areOneThreadAndDenseGradients():
    options = pytorch_step.arguments(["some/where"])
    assert (options.threads, options.interop_threads, options.gradients, options.adam) == (1, 1, "dense", "loop")
    assert options.mode == "eager"


def test_arguments_unknownGradients_areRefused(capsys):
    with pytest.raises(SystemExit) as ended:
        pytorch_step.arguments(["some/where", "--gradients", "thin"])
    assert ended.value.code == 2
    assert "--gradients" in capsys.readouterr().err


def test_readShape_aWorkload_isItsJson(workload):
    assert pytorch_step.read_shape(workload) == SHAPE


def test_readShape_noWorkload_saysWhatWritesOne(tmp_path):
    with pytest.raises(SystemExit, match="this is not a workload. fulcrum bench writes one"):
        pytorch_step.read_shape(tmp_path)


def test_readShape_ofAnotherVersion_namesTheKeys(workload):
    (workload / "workload.json").write_text(json.dumps({"rows": 1}))
    with pytest.raises(SystemExit, match=r"has the keys \['rows'\], but this program knows .*Take both from one version"):
        pytorch_step.read_shape(workload)


def test_batchBounds_rowsThatFillNone_areLeftOut():
    assert pytorch_step.batch_bounds(10, 4) == [(0, 4), (4, 8)]
    assert pytorch_step.batch_bounds(3, 4) == []


def test_serve_eachLine_isAnsweredWithStepsAndSeconds():
    taken, answers = [], []
    pytorch_step.serve(lambda: taken.append(1), ["run 0.01\n", "run 0\n"], answers.append)
    first, second = (answer.split() for answer in answers)
    assert first[0] == second[0] == "ran"
    assert int(first[1]) + int(second[1]) == len(taken)
    assert float(first[2]) >= 0.01
    assert int(second[1]) == 1, "at least one step, however short the turn"


HIDING = ("import runpy, sys, types; sys.modules |= {hidden}; sys.argv = sys.argv[1:];"
          " sys.path.insert(0, sys.argv[0].rpartition('/')[0]); runpy.run_path(sys.argv[0], run_name='__main__')")
NO_TORCH = "{'torch': None}"
NO_LIBRARY = ("{'torch': types.ModuleType('torch'), 'numpy': types.ModuleType('numpy'), 'deepctr_torch': None,"
              " 'LibMTL': None}")


def run_hiding(hidden: str, *words: object):
    return run(sys.executable, "-c", HIDING.replace("{hidden}", hidden), *words)


def test_script_withoutTorch_saysWhereToGetIt(workload):
    ended = run_hiding(NO_TORCH, BENCH / "pytorch_step.py", workload).must(1)
    assert "cannot import torch" in ended.err
    assert "Run deploy/bench/setup" in ended.err
    assert "Traceback" not in ended.text


def test_libraryArguments_noWorkload_isATryAtTheImport():
    options = library_step.arguments(["--library", "libmtl"])
    assert (options.workload, options.library, options.threads) == (None, "libmtl", 1)


@pytest.mark.parametrize("words", [["some/where"], ["some/where", "--library", "mtreclib"]])
def test_libraryArguments_noneOrUnknown_areRefused(words, capsys):
    with pytest.raises(SystemExit) as ended:
        library_step.arguments(words)
    assert ended.value.code == 2
    assert "--library" in capsys.readouterr().err


@pytest.mark.parametrize("library", list(library_step.MODULES))
def test_libraryScript_withoutTheLibrary_saysWhereToGetIt(library):
    ended = run_hiding(NO_LIBRARY, BENCH / "library_step.py", "--library", library).must(1)
    assert f"cannot import {library} (" in ended.err
    assert "Run deploy/bench/setup, which installs it beside PyTorch" in ended.err
    assert "Traceback" not in ended.text


def test_libraryScript_withoutTorch_saysWhereToGetIt():
    ended = run_hiding(NO_TORCH, BENCH / "library_step.py", "--library", "libmtl").must(1)
    assert "cannot import torch" in ended.err


def test_parameters_smallShape_areCountedByHand():
    # table 8·2 = 16; input 5; expert 5·4+4 = 24; gate 5·2+2 = 12; head 4·3+3 + 3+1 = 19
    assert library_step.parameters(SHAPE) == 16 + 2 * 24 + 2 * 12 + 2 * 19


def test_checkParameters_oneTooMany_isRefused():
    library_step.check_parameters(123, SHAPE, -3)
    with pytest.raises(SystemExit, match="a network of 124 parameters, but these shapes make 123, -3 to Fulcrum's"):
        library_step.check_parameters(124, SHAPE, -3)


def test_requireMmoe_anotherNetwork_isRefused():
    library_step.require_mmoe(SHAPE)
    with pytest.raises(SystemExit, match="network is shared-bottom over 2 fields, but the libraries are compared"):
        library_step.require_mmoe(SHAPE | {"architecture": {"type": "shared-bottom"}})


def test_feed_turns_goesOnWithTheNextBatch():
    answers = []
    assert list(library_step.feed(["a", "b"], ["run 0\n"] * 3, answers.append)) == ["a", "b", "a"]
    assert [answer.split()[:2] for answer in answers] == [["ran", "1"]] * 3


def test_standIn_afterwards_isGone():
    with stand_in("no_such", "no_such.part", answer=42):
        from no_such.part import answer
    assert answer == 42
    assert not [name for name in sys.modules if name.startswith("no_such")]


def test_standIn_ofAnImportedModule_bringsItBack():
    with stand_in("json"):
        assert sys.modules["json"] is not json
    assert sys.modules["json"] is json


@pytest.mark.parametrize("words", [["some/where"], ["some/where", "--engine", "tvm", "--requests", "one"]])
def test_servingArguments_noneOrUnknown_areRefused(words, capsys):
    with pytest.raises(SystemExit) as ended:
        serving.arguments(words)
    assert ended.value.code == 2
    assert "--engine" in capsys.readouterr().err


def test_servingRequest_candidates_shareTwoThirdsOfTheColumns():
    ids = numpy.arange(12).reshape(4, 3)
    numbers = numpy.arange(4, dtype="float32").reshape(4, 1)
    order = numpy.array([3, 1, 0, 2])
    some_ids, some_numbers = serving.request(ids, numbers, order, 0, 3, candidates=True)
    assert some_ids.tolist() == [[9, 10, 11], [9, 10, 5], [9, 10, 2]]
    assert some_numbers.tolist() == [[3], [1], [0]], "two thirds of one column are none"
    assert serving.request(ids, numbers, order, 1, 2, candidates=False)[0].tolist() == [[3, 4, 5], [0, 1, 2]]


def test_servingRequireEqual_anotherAnswer_isRefused(tmp_path):
    numpy.array([0.25, 0.5]).tofile(tmp_path / "expected-one.f64")
    serving.require_equal(lambda i: numpy.array([[0.25, 0.50001]]), tmp_path, "one")
    with pytest.raises(SystemExit, match="Predictions of the first request differ"):
        serving.require_equal(lambda i: numpy.array([[0.25, 0.6]]), tmp_path, "one")
    with pytest.raises(SystemExit, match="differ from .* by inf"):
        serving.require_equal(lambda i: numpy.array([[0.25]]), tmp_path, "one")


def test_servingServe_eachLine_isAnsweredWithPercentiles():
    asked, answers = [], []
    serving.serve(asked.append, 3, ["run 0.01\n", "run 0\n"], answers.append)
    first, second = (answer.split() for answer in answers)
    assert first[0] == second[0] == "ran"
    assert int(first[1]) + int(second[1]) == len(asked)
    assert asked[:4] == [0, 1, 2, 0]
    assert 0 < float(first[3]) <= float(first[4]) <= float(first[2])


def test_servingScript_withoutTorch_saysWhereToGetIt(workload):
    ended = run_hiding(NO_TORCH, BENCH / "serving.py", workload, "--engine", "onnx", "--requests", "one").must(1)
    assert "cannot import torch" in ended.err
    assert "Traceback" not in ended.text
