"""The PyTorch side of the benchmarks, all of it that needs no PyTorch: arguments, shapes, turns, what it says without.

What it computes is checked where PyTorch is: `deploy/bench/.venv/bin/python deploy/bench/check_shapes.py`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from programs import run

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))

import pytorch_step  # noqa: E402

SHAPE = {"rows": 10, "batchSize": 4, "fields": [3, 5], "embeddingSize": 2, "numbers": 1, "tasks": 2, "network": "mmoe",
         "experts": 2, "sharedLayers": [4], "headLayers": [3]}


@pytest.fixture
def workload(tmp_path) -> Path:
    (tmp_path / "workload.json").write_text(json.dumps(SHAPE))
    return tmp_path


def test_arguments_none_areOneThreadAndDenseGradients():
    options = pytorch_step.arguments(["some/where"])
    assert (options.threads, options.interop_threads, options.gradients, options.adam) == (1, 1, "dense", "loop")


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


def test_script_withoutTorch_saysWhereToGetIt(workload):
    hidden = ("import runpy, sys; sys.modules['torch'] = None; sys.argv = sys.argv[1:];"
              " runpy.run_path(sys.argv[0], run_name='__main__')")
    ended = run(sys.executable, "-c", hidden, BENCH / "pytorch_step.py", workload).must(1)
    assert "cannot import torch" in ended.err
    assert "Run deploy/bench/setup" in ended.err
    assert "Traceback" not in ended.text
