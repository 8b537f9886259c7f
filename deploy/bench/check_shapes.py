#!/usr/bin/env python3
"""Checks, where PyTorch and the libraries are, that pytorch_step.py and library_step.py build the networks that Fulcrum
builds: numbers of parameters, shapes of outputs, gradients for every parameter, and a loss that falls; and that what
serving.py exports answers requests of any size. Run it after a change:

    deploy/bench/.venv/bin/python deploy/bench/check_shapes.py
"""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO

import library_step
import pytorch_step
import serving
import torch

BASE = {"rows": 64, "batchSize": 32, "fields": [3, 5], "embeddingSize": 2, "numbers": 1, "tasks": 2}
BOTTOM = {"bottomLayers": [4, 3], "headLayers": [3]}
EXPERTS = {"expertLayers": [4, 3], "headLayers": [3]}
MMOE = {"type": "mmoe", "experts": 2} | EXPERTS
# Input 5; bottom or expert 5·4+4 + 4·3+3 = 39; gate of two 5·2+2 = 12; head 3·3+3 + 3+1 = 16; table 8·2 = 16.
# Two levels of one shared expert and one of each task: 3 experts of 39, 2 gates of 12, the shared gate 5·3+3 = 18; then
# 3 experts of 3·4+4 + 15 = 31, 2 gates of 3·2+2 = 8. A stitch is 2 numbers of each task and layer. Fusions are
# 8·4+4 = 36 and 6·3+3 = 21 of each task. Attention of 2 units is 4·2+2 + 2·4+4 + 4·4+4 = 42 and
# (3+4)·2+2 + 2·3+3 + 3·3+3 = 37 of each task. A relation is (3+3)·2+2 = 14 and its logit 2+1; a tower is 3·3+3 = 12.
# Layers of two halves are 5·4+4 + 4·4+4 = 44 of each task, their heads 4·3+3 + 3+1 = 19. Gates are two of each
# sub-network and head above others; a route has 3·3+3 = 12. A selector's numbers are 5·6+6 = 36 of each task. Rows in
# three parts have 3 numbers, 24 in all; an expert reads 2+1 columns and has 3·4+4 + 4·3+3 = 31, a gate reads 5 and has 36.
# A gate of 2 units has 5·2+2 + 2·5+5 = 27 over the input, 12 + 2·4+4 = 24 and 12 + 2·3+3 = 21 over layers of 4 and 3.
# A normalised expert has 39 + 4 + 3 = 46, behind a feature gate of 5·2+2 + 2·5+5 = 27; above it is 31 + 7 = 38, behind
# 3·2+2 + 2·3+3 = 17. Gates of groups have 12 and 5+1 = 6, the shared one 18, those of tasks 3·3+3 = 12 and 3+1 = 4.
# Over its two layers a task of mtl-nas reads 4+4 and 3+3+4 columns, 8·4+4 = 36 and 10·3+3 = 33, through 1 and 2 gates.
# A block of width 4 has 4·4+4 = 20, a head on it 4·3+3 + 3+1 = 19.
POLICY = {"temperature": 5, "decay": 0.965, "curriculumRounds": 0, "sparsity": 0, "sharing": 0}
EXPECTED = [
    (MMOE, 16 + 2 * 39 + 2 * 12 + 2 * 16),
    ({"type": "shared-bottom"} | BOTTOM, 16 + 39 + 2 * 16),
    ({"type": "single-task"} | BOTTOM, 16 + 2 * 39 + 2 * 16),
    ({"type": "esmm"} | BOTTOM, 16 + 2 * 39 + 2 * 16),
    ({"type": "escm2-ips", "factor": 0.1, "clip": 0.05} | BOTTOM, 16 + 2 * 39 + 2 * 16),
    ({"type": "escm2-dr", "factor": 0.1, "clip": 0.05} | BOTTOM, 16 + 3 * 39 + 3 * 16),
    ({"type": "omoe", "experts": 2} | EXPERTS, 16 + 2 * 39 + 12 + 2 * 16),
    ({"type": "ple", "levels": 2, "sharedExperts": 1, "taskExperts": 1} | EXPERTS,
     16 + 3 * 39 + 2 * 12 + 18 + 3 * 31 + 2 * 8 + 2 * 16),
    ({"type": "cross-stitch", "own": 0.9} | BOTTOM, 16 + 2 * 39 + 2 * 2 * 2 + 2 * 16),
    ({"type": "nddr", "own": 0.9} | BOTTOM, 16 + 2 * 39 + 2 * 36 + 2 * 21 + 2 * 16),
    ({"type": "mtan", "attentionUnits": 2} | BOTTOM, 16 + 39 + 2 * (42 + 37) + 2 * 16),
    ({"type": "aitm", "calibration": 0.6} | BOTTOM, 16 + 2 * 39 + 4 * 12 + 2 * 16),
    ({"type": "stem", "experts": 2} | EXPERTS, 24 + 3 * 2 * 31 + 2 * 36 + 2 * 16),
    ({"type": "pepnet", "domain": [], "personal": [], "units": 2} | BOTTOM,
     16 + 27 + 2 * (24 + 15 + 12 + 4) + 2 * (24 + 21 + 21)),
    ({"type": "dbmtl", "relationLayers": [2], "parents": []} | BOTTOM, 16 + 39 + 2 * 12 + 14 + (3 + 1) + (2 + 1)),
    ({"type": "soft-sharing", "penalty": "L2", "strength": 1e-3} | BOTTOM, 16 + 2 * 39 + 2 * 16),
    ({"type": "sluice", "own": 0.9, "orthogonality": 0} | BOTTOM | {"bottomLayers": [4, 4]},
     16 + 2 * 44 + 2 * 4 * 4 + 2 * 2 + 2 * 19),
    ({"type": "snr-trans", "levels": 2, "subNetworks": 2, "penalty": 1e-4} | EXPERTS,
     16 + 2 * 39 + 2 * 31 + 4 * 2 + 8 * 12 + 2 * 16),
    ({"type": "snr-aver", "levels": 2, "subNetworks": 2, "penalty": 1e-4} | EXPERTS,
     16 + 2 * 39 + 2 * 31 + 4 * 2 + 2 * 16),
    ({"type": "home", "groups": [0, 1], "experts": {"shared": 1, "group": 1, "task": 1}, "rank": 2} | EXPERTS,
     16 + 3 * (46 + 27) + 2 * (12 + 6) + 18 + 5 * (38 + 17) + 2 * (12 + 4) + 2 * 16),
    ({"type": "mtl-nas", "own": 0.9, "entropy": 0.01, "rampRounds": 20} | BOTTOM, 16 + 2 * 39 + 2 * (36 + 33 + 3) + 2 * 16),
    ({"type": "adashare", "width": 4, "blocks": 2, "policy": POLICY, "headLayers": [3]}, 16 + 24 + 2 * 20 + 2 * 2 + 2 * 19),
    ({"type": "dselect-k", "selector": {"experts": 4, "selectors": 2, "gamma": 1, "entropy": 1e-4}} | EXPERTS,
     16 + 4 * 39 + 2 * 36 + 2 * 16),
]
SHAPES = {"stem": {"embeddingSize": 3}}  # where they are not those of all
STEPS = 600
DEEPCTR_STEPS = 3000  # it starts with parameters of size 0.0001


def batch() -> tuple:
    ids = torch.stack([torch.randint(0, 3, (32,)), torch.randint(0, 5, (32,)) + 3], 1)
    numbers = torch.randn(32, 1)
    return ids, numbers, torch.stack([(ids[:, 0] == 1).float(), (numbers[:, 0] > 0).float()])


def check(architecture: dict, parameters: int, sparse: bool) -> None:
    kind = architecture["type"]
    options = pytorch_step.arguments(["none", "--gradients", "sparse" if sparse else "dense"])
    torch.manual_seed(1)
    built = pytorch_step.build(BASE | SHAPES.get(kind, {}) | {"architecture": architecture}, sparse)
    assert sum(parameter.numel() for parameter in built.parameters()) == parameters, kind
    named = [tensor for tensors in built.body.arrays().values() for tensor in tensors]
    assert {id(tensor) for tensor in named} == {id(tensor) for tensor in built.body.parameters()}, kind
    ids, numbers, labels = batch()
    outputs = built(ids, numbers)
    assert [tuple(output.shape) for output in outputs] == [(32,), (32,)], kind
    loss_of = pytorch_step.losses(torch, built, "eager")
    adams = pytorch_step.optimizers(torch, built, options)
    first = pytorch_step.step(loss_of, adams, (ids, numbers, labels))
    for_terms = {id(parameter) for parameter in built.body.for_terms()}
    assert all((parameter.grad is None) == (id(parameter) in for_terms) for parameter in built.parameters()), kind
    losses = [pytorch_step.step(loss_of, adams, (ids, numbers, labels)) for _ in range(STEPS)]
    assert losses[-1] < 0.9 * first, (kind, first, losses[-1])


def check_exported(architecture: dict) -> None:
    ids, numbers, _ = batch()
    cut = [(ids[:rows].numpy(), numbers[:rows].numpy()) for rows in (1, 32)]
    network = pytorch_step.build(BASE | {"architecture": architecture}, False)
    module = serving.with_probabilities(torch, network)
    theirs, _ = serving.onnx_engine(torch, module, cut, 1)
    ours, _ = serving.pytorch_engine(torch, module, cut, 1)
    for i in range(len(cut)):
        assert abs(ours(i) - theirs(i)).max() < 1e-5, (architecture["type"], len(cut[i][0]))


def check_library(name: str, loss_of, steps: int) -> None:
    shape = BASE | {"architecture": MMOE}
    library = library_step.import_library(name)
    assert library_step.parameters(shape) == EXPECTED[0][1]
    torch.manual_seed(1)
    built = library.build(shape)
    library_step.check_parameters(sum(parameter.numel() for parameter in built.parameters()), shape,
                                  library.extra_parameters(shape))
    batches = library.batches(torch, [batch()], shape)
    first = loss_of(built, batches[0])
    answers = []
    with redirect_stdout(StringIO()):  # the library tells of every epoch
        library.train(built, library_step.feed(batches, ["run 0\n"] * steps, answers.append), shape)
    assert len(answers) == steps, (name, len(answers))
    assert all(parameter.grad is not None for parameter in built.parameters()), name
    last = loss_of(built, batches[0])
    assert last < 0.9 * first, (name, first, last)


def deepctr_loss(model, batch: tuple) -> float:
    return torch.nn.functional.binary_cross_entropy(model(batch[0]), batch[1]).item()


def libmtl_loss(trainer, batch: tuple) -> float:
    outputs = trainer.model(batch[0])
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits
    return sum(loss_of(outputs[task], label).item() for task, label in batch[1].items())


if __name__ == "__main__":
    torch.set_num_threads(1)
    for architecture, parameters in EXPECTED:
        for sparse in (False, True):
            check(architecture, parameters, sparse)
    for architecture, _ in EXPECTED[:2]:  # those that bench serve has
        check_exported(architecture)
    check_library("deepctr-torch", deepctr_loss, DEEPCTR_STEPS)
    check_library("libmtl", libmtl_loss, STEPS)
    print("PyTorch's and the libraries' networks have Fulcrum's shapes.")
