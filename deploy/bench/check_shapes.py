#!/usr/bin/env python3
"""Checks, where PyTorch and the libraries are, that pytorch_step.py and library_step.py build the networks that Fulcrum
builds: numbers of parameters, shapes of outputs, gradients for every parameter, and a loss that falls. Run it after a
change:

    deploy/bench/.venv/bin/python deploy/bench/check_shapes.py
"""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO

import library_step
import pytorch_step
import torch

BASE = {"rows": 64, "batchSize": 32, "fields": [3, 5], "embeddingSize": 2, "numbers": 1, "tasks": 2, "experts": 2,
        "sharedLayers": [4, 3], "headLayers": [3]}
# input 5; expert 5·4+4 + 4·3+3 = 39; gate 5·2+2 = 12; head 3·3+3 + 3+1 = 16; table 8·2 = 16
EXPECTED = {"mmoe": 16 + 2 * 39 + 2 * 12 + 2 * 16, "shared-bottom": 16 + 39 + 2 * 16}
STEPS = 300
DEEPCTR_STEPS = 3000  # it starts with parameters of size 0.0001


def batch() -> tuple:
    ids = torch.stack([torch.randint(0, 3, (32,)), torch.randint(0, 5, (32,)) + 3], 1)
    numbers = torch.randn(32, 1)
    return ids, numbers, torch.stack([(ids[:, 0] == 1).float(), (numbers[:, 0] > 0).float()])


def check(network: str, sparse: bool) -> None:
    shape = BASE | {"network": network, "experts": 2 if network == "mmoe" else 1}
    options = pytorch_step.arguments(["none", "--gradients", "sparse" if sparse else "dense"])
    torch.manual_seed(1)
    built = pytorch_step.build(torch, shape, sparse)
    assert sum(parameter.numel() for parameter in built.parameters()) == EXPECTED[network], network
    ids, numbers, labels = batch()
    outputs = built(ids, numbers)
    assert [tuple(output.shape) for output in outputs] == [(32,), (32,)], network
    adams = pytorch_step.optimizers(torch, built, options)
    first = pytorch_step.step(torch, built, adams, (ids, numbers, labels))
    assert all(parameter.grad is not None for parameter in built.parameters()), network
    losses = [pytorch_step.step(torch, built, adams, (ids, numbers, labels)) for _ in range(STEPS)]
    assert losses[-1] < 0.9 * first, (network, first, losses[-1])


def check_library(name: str, loss_of, steps: int) -> None:
    shape = BASE | {"network": "mmoe"}
    library = library_step.import_library(name)
    assert library_step.parameters(shape) == EXPECTED["mmoe"]
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
    for network in EXPECTED:
        for sparse in (False, True):
            check(network, sparse)
    check_library("deepctr-torch", deepctr_loss, DEEPCTR_STEPS)
    check_library("libmtl", libmtl_loss, STEPS)
    print("PyTorch's and the libraries' networks have Fulcrum's shapes.")
